"""
What the person at the other end should be told.

An application raises it. Where pages are made, L{server.pages.answers.respond} makes one
of it; elsewhere a request tells it, by default in plain text: see L{isTold}.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from errno import EDQUOT, EMFILE, ENFILE, ENOSPC
from functools import partial

from twisted.logger import Logger
from twisted.python.failure import Failure
from twisted.web.http import Request, datetimeToString
from twisted.web.http_headers import Headers

from server.logthrottle import LogThrottle

log = Logger()


class Problem(Exception):
    """
    Something that the person at the other end should read.

    @cvar status: the HTTP status that it suggests.
    @ivar sentence: what is wrong, in one plain sentence, for that person.
    @ivar fields: further response fields.
    """

    status = 500

    def __init__(self, sentence: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.fields = dict(fields or {})


class FormError(Problem):
    """
    The content is not a form of the kind that its Content-Type says; or it is too large.
    """

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


class Scarce(Problem):
    """
    The system has run out of something for the moment. That is nobody's mistake, and will
    pass.
    """

    status = 503

    def __init__(self) -> None:
        super().__init__(
            "The server has no room for this at the moment. Please try again in a few seconds.",
            {"Retry-After": "5"},
        )


#: The errors by which the system says so: no more descriptors, in this process or in all; a
#: full disk, or a user's full quota.
SCARCE = (EMFILE, ENFILE, ENOSPC, EDQUOT)
#: What the log says about each.
complaints = LogThrottle()


def problemOf(error: BaseException | None) -> Problem | None:
    """
    Find what is to be told about an error. What the system has run out of is noted in a
    line, now and then: there is no mistake to be found in a program.

    @return: L{None} where only the log should know more.
    """
    if isinstance(error, Problem):
        return error
    if isinstance(error, OSError) and error.errno in SCARCE:
        if complaints.isDue(why := str(error.strerror)):
            log.warn("requests are refused: {why}", why=why)
        return Scarce()
    return None


class BrokenForm(dict[bytes, list[bytes]]):
    """
    The arguments of a request with a form that cannot be read. Whoever looks at them gets
    an error that says so. Whoever takes the content as it came need not care.
    """

    def __init__(self, error: FormError) -> None:
        super().__init__()
        self.error = error

    def _tell(self, *arguments: object) -> object:
        raise self.error

    __getitem__ = __contains__ = __iter__ = __len__ = _tell  # type: ignore[assignment]
    get = keys = values = items = setdefault = _tell  # type: ignore[assignment]


#: All that a client need know about an error of ours.
WRONG_HERE = "Something went wrong here. It has been noted."


def isTold(
    request: Request, reason: Failure, tell: Callable[[Problem], None] | None = None
) -> bool:
    """
    Where a request has failed with a problem, and no answer has begun, tell it.
    See L{problemOf}.

    @param tell: how to tell it; by default in plain text.
    @return: whether it was told.
    """
    isOver = request.startedWriting or getattr(request, "channel", None) is None
    problem = None if isOver else problemOf(reason.value)
    if problem is None:
        return False
    tell = tell or partial(answerPlainly, request)
    tell(problem)
    return True


def endAnyhow(request: Request, reason: Failure) -> None:
    """
    End an answer where neither it nor a page about its error can be made: a template may
    be gone, or there may be no descriptor left to open it. Where no answer has begun,
    answer 500 in plain text; otherwise the client has to notice that it breaks off.
    """
    problem = problemOf(reason.value)
    if problem is None:
        log.failure("an answer could not be made", reason)
    if getattr(request, "channel", None) is None:
        return  # the client has left
    if request.startedWriting:
        request.loseConnection()
        return
    request.responseHeaders = Headers()  # the failed answer's are not true of this one
    request.cookies.clear()
    request.setHeader("Date", datetimeToString())
    answerPlainly(request, problem or Problem(WRONG_HERE))


def answerPlainly(request: Request, problem: Problem) -> None:
    """
    Answer with a problem, in plain text.
    """
    content = f"{problem.sentence}\n".encode()
    request.setResponseCode(problem.status)
    for name, value in problem.fields.items():
        request.setHeader(name, value)
    request.setHeader("Content-Type", "text/plain; charset=utf-8")
    request.setHeader("Content-Length", str(len(content)))
    request.write(content)
    request.finish()
