"""
Step 9: waiting without blocking: Deferred, NOT_DONE_YET, async and await.

Three pages that are ready after --delay seconds. "/blocking" makes everybody
wait; "/non_blocking" and "/coroutine" only those who asked for them.
"""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from time import sleep

from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import deferLater
from twisted.python.failure import Failure
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Request

from server.files import addStyleSheet
from server.pages import makeErrorPage, makePage
from server.redirects import redirectTo
from server.runner import main
from server.stock import Site

MAX_DELAY = 60.0  # seconds

LINKS = """<ul>
<li><a href="blocking">blocking</a>: everybody waits for it</li>
<li><a href="non_blocking">non_blocking</a>: only you wait, by callback</li>
<li><a href="coroutine">coroutine</a>: only you wait, by await</li>
</ul>"""


class Page(Resource):
    def getChild(self, path: bytes, request: Request) -> Resource:
        return NotFound()


class NotFound(Page):
    def render(self, request: Request) -> bytes:
        return makeErrorPage(request, 404, "There is no such page here.")


class Directory(Page):
    """
    A page whose path ends in a slash: the links on it are relative to that.
    Whoever asks without the slash is redirected.
    """

    def getChild(self, path: bytes, request: Request) -> Resource:
        # The path "/step/" has two segments: "step", and an empty one, its last.
        isSlashAtEnd = path == b"" and not request.postpath
        return self if isSlashAtEnd else super().getChild(path, request)

    def render_GET(self, request: Request) -> bytes:
        if not request.path.endswith(b"/"):
            return redirectTo(request.childLink(b""), request)  # with its slash
        return self.renderIndex(request)

    def renderIndex(self, request: Request) -> bytes:
        raise NotImplementedError


class Home(Directory):
    def renderIndex(self, request: Request) -> bytes:
        return makePage(request, "Step 9", LINKS)


class Waiting(Page):
    """
    A page that is ready after some seconds.
    """

    def __init__(self, reactor: IReactorTime, delay: float) -> None:
        super().__init__()
        self.reactor = reactor
        self.delay = delay

    def ready(self, request: Request) -> bytes:
        return makePage(request, "Ready", f"<p>It took {self.delay:g} s.</p>")


class Blocking(Waiting):
    def render_GET(self, request: Request) -> bytes:
        sleep(self.delay)  # nobody else is answered meanwhile
        return self.ready(request)


class NonBlocking(Waiting):
    def render_GET(self, request: Request) -> int:
        page = deferLater(self.reactor, self.delay, self.ready, request)
        return sendLater(request, page)


class Coroutine(Waiting):
    def render_GET(self, request: Request) -> int:
        return sendLater(request, Deferred.fromCoroutine(self.page(request)))

    async def page(self, request: Request) -> bytes:
        await deferLater(self.reactor, self.delay)
        return self.ready(request)


def sendLater(request: Request, page: Deferred[bytes]) -> int:
    """
    Send a page when it is there; drop it when the client has left before.
    """
    over = request.notifyFinish()  # fires when all is sent, fails when the client has left

    def send(content: bytes) -> None:
        request.setHeader(b"Content-Length", b"%d" % len(content))
        request.write(content)
        request.finish()

    def failed(reason: Failure) -> None:
        if over.called:
            reason.trap(CancelledError)  # as ordered below: nobody is there to tell
        else:
            request.processingFailed(reason)  # logs it, and answers 500

    page.addCallback(send)
    page.addErrback(failed)
    over.addErrback(lambda reason: page.cancel())
    return NOT_DONE_YET


def seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 <= value <= MAX_DELAY:  # false for "nan" as well
        raise ArgumentTypeError(f"{text!r} is not a delay: give seconds from 0 to {MAX_DELAY:g}")
    return value


def addOptions(parser: ArgumentParser) -> None:
    parser.add_argument("--delay", type=seconds, default=5.0, metavar="SECONDS", help="default 5")


def makeRoot(reactor: IReactorTime, options: Namespace) -> Resource:
    root = Home()
    root.putChild(b"blocking", Blocking(reactor, options.delay))
    root.putChild(b"non_blocking", NonBlocking(reactor, options.delay))
    root.putChild(b"coroutine", Coroutine(reactor, options.delay))
    return addStyleSheet(root)


def makeFactory(reactor: IReactorTime, options: Namespace) -> Site:
    return Site(makeRoot(reactor, options), reactor=reactor)


if __name__ == "__main__":
    main(
        makeFactory,
        tryThis=[
            "curl http://{host}:{port}/blocking",
            "curl http://{host}:{port}/non_blocking",
        ],
        addOptions=addOptions,
    )
