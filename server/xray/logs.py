"""
What the program logs while it handles a request: which method a dispatcher has found, and
what goes wrong. Most errors would never be seen outside the program otherwise: somebody
makes a page of them.
"""

from __future__ import annotations

from twisted.logger import ILogObserver, LogEvent, formatEvent, globalLogPublisher
from twisted.python.failure import Failure
from zope.interface import implementer

from server.console import printable
from server.xray.happenings import Failed, Logged
from server.xray.texts import errorText, shortened
from server.xray.waits import Current

#: The namespace of our own loggers: what they say is not the program's doing.
OURS = __name__.rpartition(".")[0]
#: And that of the libraries' loggers, which speak of themselves.
OTHERS = ("twisted", "log_legacy", "-")


@implementer(ILogObserver)
class Logs:
    """
    Hears all that is logged, and finds which request it belongs to.
    """

    def __init__(self, current: Current) -> None:
        self._current = current
        self._isOn = False

    def __call__(self, event: LogEvent) -> None:
        """
        Put what is logged on the record of the request that is being handled, if there is
        one: its errors, and what the program says. What the x-ray itself and the libraries
        say is left out.
        """
        waiting, namespace = self._current.get(), event.get("log_namespace", "")
        if waiting is None or namespace.startswith(OURS):
            return
        failure = event.get("log_failure")
        if isinstance(failure, Failure):
            waiting.teller.tell(Failed, error=errorText(failure))
        elif not namespace.startswith(OTHERS):
            text = shortened(printable(formatEvent(event)))
            waiting.teller.tell(Logged, level=event["log_level"].name, text=text)

    def start(self) -> None:
        """
        Hear all logs of the program from now on; to start twice does nothing.
        """
        if not self._isOn:
            self._isOn = True
            globalLogPublisher.addObserver(self)

    def stop(self) -> None:
        if self._isOn:
            self._isOn = False
            globalLogPublisher.removeObserver(self)
