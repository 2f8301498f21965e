"""
runreactor: start the event loop, and stop it with Ctrl-C.
"""

from twisted.internet.interfaces import IReactorCore

from lessons.reactor.warmupprogram import makeParser


def runReactor(reactor: IReactorCore) -> None:
    """
    Run the reactor until something stops it. Nothing here does: Ctrl-C does.
    """
    print("before: the reactor is not running yet", flush=True)
    reactor.callWhenRunning(print, "running: it waits for something to happen", flush=True)
    reactor.run()
    print("after: the reactor has stopped", flush=True)


def main() -> None:
    makeParser("runreactor", __doc__).parse_args()
    from twisted.internet import reactor

    runReactor(IReactorCore(reactor))


if __name__ == "__main__":
    main()
