"""
What goes wrong while a request is worked on, as the log is told of it. Most errors never
leave the program: somebody makes a page of them, and logs them.
"""

from __future__ import annotations

from twisted.logger import ILogObserver, LogEvent, globalLogPublisher
from twisted.python.failure import Failure
from zope.interface import implementer

from server.xray.happenings import Failed
from server.xray.texts import errorText
from server.xray.waits import Current

#: The namespace of our own loggers.
OURS = __name__.rpartition(".")[0]


@implementer(ILogObserver)
class Failures:
    """
    Hears of errors that are logged, and of which request they are.
    """

    def __init__(self, current: Current) -> None:
        self._current = current
        self._isOn = False

    def __call__(self, event: LogEvent) -> None:
        """
        Something is logged; if it is by ourselves, it is no error of the program's.
        """
        failure, waiting = event.get("log_failure"), self._current.get()
        isOurs = event.get("log_namespace", "").startswith(OURS)
        if isinstance(failure, Failure) and waiting is not None and not isOurs:
            waiting.teller.tell(Failed, error=errorText(failure))

    def start(self) -> None:
        """
        Begin to listen.
        """
        if not self._isOn:
            self._isOn = True
            globalLogPublisher.addObserver(self)

    def stop(self) -> None:
        """
        Hear no more.
        """
        if self._isOn:
            self._isOn = False
            globalLogPublisher.removeObserver(self)
