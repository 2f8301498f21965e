"""
What Python says about a program, and what it usually means here.
"""

from __future__ import annotations

import re
from pathlib import Path

from twisted.internet.defer import AlreadyCalledError, CancelledError

from lessons.exercises.sections import readSections

BYTES_AND_TEXT = (
    'Bytes and text do not mix: b"text" is bytes. .decode() makes text of bytes, and .encode() '
    "makes bytes of text."
)
ON_A_CONNECTION = 'What goes over a connection is bytes: b"text", or text.encode().'
CALLED_TOO_EARLY = (
    " was called, as if it were a function. What is to be called later is named without (): "
    "callLater, addCallback and the like want self.method, not self.method(), which calls it now."
)

NOTHING = "Something here is None: did a function return nothing?"
NO_FAILURE = (
    "trap is for the Failure that an errback gets. What is added with addCallback gets the result."
)
ONE_LIST = "It wants one list: gatherResults([one, other]), and DeferredList([one, other])."
CANCELLED = (
    "Whoever is cancelled fails with CancelledError, and that has to be handled: by an errback "
    "with reason.trap(CancelledError), or by consumeErrors=True where gatherResults has it."
)
ONCE = (
    "A Deferred fires once, by callback or by errback, and this one has fired already. Its called "
    "tells: if not waiting.called."
)
TWICE = (
    "This request has been answered already, and each is answered once: is a return missing after "
    "the first answer, or an else before the second?"
)
HANDED_OVER = (
    "Who calls it later hands something over: to an errback the Failure, to a callback the "
    "result. So it takes one argument, also where it has no use for it: lambda reason: ..."
)
NO_RESOURCE = (
    "getChild has returned None: it has to return a resource for every path. Where there is none, "
    "super().getChild(path, request) is the 404."
)
PAGE_TOO_EARLY = (
    "getChild has returned a page: it has to return the resource, and that makes the page when it "
    "is asked to render itself."
)
TWO_KINDS = "The two sides are of different kinds: int(...) makes a number of bytes or text."
NOT_MADE = "connectionMade of the class above sets it. Is super().connectionMade() gone?"
EXIT = (
    "That ends the whole process, and so the server, for every client. To end one connection, "
    "close it; to end a function, return."
)
ASYNCIO = (
    "That is a part of asyncio, and here the reactor of Twisted runs. Twisted has its own: "
    "gatherResults([one, other]) for gather, deferLater(reactor, seconds) for sleep."
)
TEXT_ALREADY = (
    "This is text already, and .decode() is for bytes. What you call (makeVisible, say) wants the "
    "bytes as they came."
)

#: A part of the message, and the advice. The first that fits counts.
MEANINGS = [
    ("must be bytes", ON_A_CONNECTION),
    ("must not be str", ON_A_CONNECTION),
    ("a bytes-like object is required", BYTES_AND_TEXT),
    ("concat str to bytes", BYTES_AND_TEXT),
    ("can only concatenate str", BYTES_AND_TEXT + " %d writes a number into either."),
    ("'NoneType' object is not callable", "None" + CALLED_TOO_EARLY),
    ("' object is not callable", "What is no function" + CALLED_TOO_EARLY),
    ("'NoneType' object has no attribute 'render'", NO_RESOURCE),
    ("'bytes' object has no attribute 'render'", PAGE_TOO_EARLY),
    ("has rendered None", "Is a return missing?"),
    ("after Request.finish was called", TWICE),
    ("'Request' object has no attribute 'channel'", TWICE),  # taken away when it is answered
    ("'NoneType' object", NOTHING),
    ("object of type 'NoneType'", NOTHING),
    (
        "local variable",
        "The name is new in each call. What has to last from one call to the next is an "
        "attribute: self.n, set in connectionMade.",
    ),
    ("is not defined", "Nothing of that name exists here: a typing mistake, or a missing import?"),
    (
        "codec can't decode",
        'Not all bytes are text in that encoding: decode("utf-8", "replace") cannot fail.',
    ),
    (
        "already-called event",
        "The timer has fired already. Ask first whether it still runs: timer.active().",
    ),
    ("'str' object has no attribute 'decode'", TEXT_ALREADY),
    (
        "'bytes' object has no attribute 'encode'",
        "These are bytes already, and .encode() is for text.",
    ),
    ("got multiple values for argument 'consumeErrors'", ONE_LIST),
    ("has no attribute 'peer'", NOT_MADE),
    ("has no attribute 'trap'", NO_FAILURE),
    ("has no attribute", "It was never set, or its name is spelled in another way."),
    (
        "Invalid IPv6 URL",
        "Not every text is a URL, and a server may send any: catch ValueError around whatever "
        "reads one.",
    ),
    (
        "index out of range",
        "There are fewer parts than that: what a client sends may be shorter than one thinks, or "
        "empty. Look at the length first.",
    ),
    (
        "not enough values to unpack",
        "There are fewer parts than names on the left side: what a client sends may lack some. "
        "partition always gives three, and some of them may be empty.",
    ),
    (
        "too many values to unpack",
        "There are more parts than names on the left side: split(separator, 1) cuts only once. Of "
        "a Deferred, await brings the result.",
    ),
    (
        "could not convert string to float",
        "Not everything that is typed is a number: catch ValueError around float().",
    ),
    (
        "invalid literal for int()",
        "Not everything is a number, and nothing at all is none: look at the text first "
        "(re.fullmatch), or catch ValueError. int(text, 16) reads hexadecimal digits.",
    ),
    ("not supported between instances of", TWO_KINDS),
    ("unsupported operand type(s) for", TWO_KINDS),
    ("await wasn't used with future", ASYNCIO),
    ("no running event loop", ASYNCIO),
    ("is not a coroutine", "Is the function still an `async def`?"),
    ("inconsistent use of tabs", "Indent with four blanks for each level, and never with tabs."),
]
#: The same for errors that say nothing but what they are.
KINDS: dict[type[BaseException], str] = {
    CancelledError: CANCELLED,
    AlreadyCalledError: ONCE,
    SystemExit: EXIT,
}
#: A file that imports the reactor, and what that means here.
IMPORTS_REACTOR = re.compile(
    r"^\s*(from twisted\.internet import .*\breactor\b|.*internet\.reactor)", re.M
)
OWN_CLOCK = (
    "Your file imports the reactor, and the checks have a clock of their own: only timers of {} "
    "run on it."
)
#: Text in quotes that is no bytes.
TEXT = re.compile(r"(?<![\w\\])(\"[^\"]*\"|'[^']*')")


def meaningOf(error: BaseException, line: str, untouched: Path) -> str:
    """
    Say what an exception usually means.

    @param line: the student's line.
    @param untouched: the file as it was handed out.
    @return: a sentence or two; empty where there is nothing to say.
    """
    said = str(error)
    if isinstance(error, KeyError) and error.args:
        return _missingKey(error.args[0], line)
    for kind, means in KINDS.items():
        if isinstance(error, kind):
            return means
    if "Comparison between bytes and string" in said:
        return _comparison(line)
    name = error.name if isinstance(error, NameError) else None
    number = _stoodIn(name, untouched) if name else ""
    if number:
        return (
            f"{name} belongs to exercise {number}, and is not there any more: "
            f"`python -m lessons reset {number}` brings that exercise back."
        )
    return next((means for part, means in MEANINGS if part in said), "")


def meaningOfEndless(line: str) -> str:
    """
    Say why a line usually goes on and on.
    """
    if "gatherResults(" in line or "DeferredList(" in line:
        return ONE_LIST
    return "Usually this is a loop that never ends, or something that waits (sleep, recv)."


def _missingKey(key: object, line: str) -> str:
    shown = repr(key)[:60]
    if ".pop(" in line or line.startswith("del "):
        return (
            f"Nothing stands under {shown} in that dictionary, and capitals make a difference "
            f"there. .pop({shown}, None) takes it out where it is, and is content where it is not."
        )
    return (
        f"Nothing stands under {shown} in that dictionary; not every request has every field. "
        f".get({shown}) returns None then, and .get({shown}, []) an empty list."
    )


def _comparison(line: str) -> str:
    match = TEXT.search(line)
    if match is None:
        return 'Bytes and text are never equal: b"a" == "a" is False.'
    return f"b{match[1]} == {match[1]} is never so: write b{match[1]}."


def _stoodIn(name: str, untouched: Path) -> str:
    """
    Find the exercise that a function or class was handed out with.

    @return: its number; empty where there is none.
    """
    if not untouched.is_file():
        return ""
    defined = re.compile(rf"^(?:class|def|async def) {re.escape(name)}\b", re.M)
    sections = readSections(untouched.read_text("utf-8"))
    return next((one.number for one in sections if defined.search(one.text)), "")


def ownClock(source: str, name: str) -> str:
    """
    Say that timers of another reactor do not run, where a file imports one.

    @param name: where the right one is found.
    """
    return OWN_CLOCK.format(name) if IMPORTS_REACTOR.search(source) else ""
