"""
What an exception usually means here, and what to do about it.
"""

from __future__ import annotations

from twisted.internet.defer import AlreadyCalledError, CancelledError

from lessons.language import N_

BYTES_AND_TEXT = N_(
    'Bytes and text do not mix: b"text" is bytes. .decode() makes text of bytes, and .encode() '
    "makes bytes of text."
)
ON_A_CONNECTION = N_('What goes over a connection is bytes: b"text", or text.encode().')
NONE_CALLED = N_(
    "None was called, as if it were a function. What is to be called later is named without (): "
    "callLater, addCallback and the like want self.method, not self.method(), which calls it now."
)
VALUE_CALLED = N_(
    "Something that is not a function was called, as if it were one. What is to be called later "
    "is named without (): callLater, addCallback and the like want self.method, not "
    "self.method(), which calls it now."
)
MIXED = N_(
    'Bytes and text do not mix: b"text" is bytes. .decode() makes text of bytes, and .encode() '
    "makes bytes of text. %d writes a number into either."
)

NONE_INSTEAD = N_("Something here is None: did a function return nothing?")
NO_FAILURE = N_(
    "trap is for the Failure that an errback gets. What is added with addCallback gets the result."
)
ONE_LIST = N_("It wants one list: gatherResults([one, other]), and DeferredList([one, other]).")
CANCELLED = N_(
    "Whoever is cancelled fails with CancelledError, and that has to be handled: by an errback "
    "with reason.trap(CancelledError), or by consumeErrors=True where gatherResults has it."
)
ONCE = N_(
    "A Deferred fires once, by callback or by errback, and this one has fired already. Its called "
    "tells: if not waiting.called."
)
ANSWERED_TWICE = N_(
    "This request has been answered already, and each is answered once: is a return missing after "
    "the first answer, or an else before the second?"
)
HANDED_OVER = N_(
    "Whoever calls it later hands something over: to an errback the Failure, to a callback the "
    "result. So it takes one argument, even where it has no use for it: lambda reason: ..."
)
NO_RESOURCE = N_(
    "getChild has returned None: it has to return a resource for every path. Where there is none, "
    "super().getChild(path, request) is the 404."
)
PAGE_TOO_EARLY = N_(
    "getChild has returned a page: it has to return the resource, and that makes the page when it "
    "is asked to render itself."
)
TWO_KINDS = N_("The two sides are of different kinds: int(...) makes a number of bytes or text.")
NOT_MADE = N_("connectionMade of the class above sets it. Is super().connectionMade() gone?")
EXIT = N_(
    "That ends the whole process, and so the server, for every client. To end one connection, "
    "close it; to end a function, return."
)
ASYNCIO = N_(
    "That is a part of asyncio, and here the reactor of Twisted runs. Twisted has its own: "
    "gatherResults([one, other]) for gather, deferLater(reactor, seconds) for sleep."
)
TEXT_ALREADY = N_(
    "This is text already, and .decode() is for bytes. What you call (makeVisible, say) wants the "
    "bytes as they came."
)

#: A part of the message, and the advice. The first that fits counts.
MEANINGS = [
    ("must be bytes", ON_A_CONNECTION),
    ("must not be str", ON_A_CONNECTION),
    ("a bytes-like object is required", BYTES_AND_TEXT),
    ("concat str to bytes", BYTES_AND_TEXT),
    ("can only concatenate str", MIXED),
    ("'NoneType' object is not callable", NONE_CALLED),
    ("' object is not callable", VALUE_CALLED),
    ("'NoneType' object has no attribute 'render'", NO_RESOURCE),
    ("'bytes' object has no attribute 'render'", PAGE_TOO_EARLY),
    ("has rendered None", N_("Is a return missing?")),
    ("after Request.finish was called", ANSWERED_TWICE),
    (
        "'Request' object has no attribute 'channel'",
        ANSWERED_TWICE,
    ),  # taken away when it is answered
    ("'NoneType' object", NONE_INSTEAD),
    ("object of type 'NoneType'", NONE_INSTEAD),
    (
        "local variable",
        N_(
            "The name is new in each call. What has to last from one call to the next is an "
            "attribute: self.n, set in connectionMade."
        ),
    ),
    (
        "is not defined",
        N_("Nothing of that name exists here: a typing mistake, or a missing import?"),
    ),
    (
        "codec can't decode",
        N_('Not all bytes are text in that encoding: decode("utf-8", "replace") cannot fail.'),
    ),
    (
        "already-called event",
        N_("The timer has fired already. Ask first whether it is still running: timer.active()."),
    ),
    ("'str' object has no attribute 'decode'", TEXT_ALREADY),
    (
        "'bytes' object has no attribute 'encode'",
        N_("These are bytes already, and .encode() is for text."),
    ),
    ("got multiple values for argument 'consumeErrors'", ONE_LIST),
    ("has no attribute 'peer'", NOT_MADE),
    ("has no attribute 'trap'", NO_FAILURE),
    ("has no attribute", N_("It was never set, or its name is spelled differently.")),
    (
        "Invalid IPv6 URL",
        N_(
            "Not every text is a URL, and a server may send any: catch ValueError around whatever "
            "reads one."
        ),
    ),
    (
        "index out of range",
        N_(
            "There are fewer parts than that: what a client sends may be shorter than you think, "
            "or empty. Look at the length first."
        ),
    ),
    (
        "not enough values to unpack",
        N_(
            "There are fewer parts than names on the left side: what a client sends may lack "
            "some. partition always gives three, and some of them may be empty."
        ),
    ),
    (
        "too many values to unpack",
        N_(
            "There are more parts than names on the left side: split(separator, 1) cuts only "
            "once. Of a Deferred, await brings the result."
        ),
    ),
    (
        "could not convert string to float",
        N_("Not everything that is typed is a number: catch ValueError around float()."),
    ),
    (
        "invalid literal for int()",
        N_(
            "Not everything is a number, and nothing at all is not one either: look at the "
            "text first (re.fullmatch), or catch ValueError. int(text, 16) reads hexadecimal "
            "digits."
        ),
    ),
    ("not supported between instances of", TWO_KINDS),
    ("unsupported operand type(s) for", TWO_KINDS),
    ("await wasn't used with future", ASYNCIO),
    ("no running event loop", ASYNCIO),
    ("is not a coroutine", N_("Is the function still an `async def`?")),
    (
        "inconsistent use of tabs",
        N_("Indent with four blanks for each level, and never with tabs."),
    ),
]
#: The same for errors that say nothing but what they are.
KINDS: dict[type[BaseException], str] = {
    CancelledError: CANCELLED,
    AlreadyCalledError: ONCE,
    SystemExit: EXIT,
}
