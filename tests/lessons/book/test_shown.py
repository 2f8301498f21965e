"""
What the pictures show is what a program did.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from lessons.book.pictures import (
    blocking,
    cookie,
    engine,
    glimpse,
    message,
    modes,
    multipart,
    pipelining,
    ports,
    processes,
    proxy,
    rails,
    states,
    stream,
    threads,
)
from lessons.book.pictures.picture import Picture
from lessons.book.pictures.things import Path as Line
from lessons.book.pictures.things import Words
from server.channel.states import TABLE, Event
from server.database.pool import MOST_CONNECTIONS
from tests.support.process import ROOT


def textOf(picture: Picture) -> list[str]:
    """
    List the words on a picture.
    """
    return [thing.text for thing in picture.drawing.things if isinstance(thing, Words)]


class ContentTests(SynchronousTestCase):
    """
    Each picture is drawn from what a program of the course has really done.
    """

    def test_stream(self) -> None:
        """
        The lines are those that step 1 was given, and they move with the pieces.
        """
        self.assertEqual(
            stream.run(stream.PIECES), [(b"hello", 2), (b"how are you?", 3), (b"quit", 3)]
        )
        whole = (b"".join(stream.PIECES),)
        self.assertEqual([piece for _, piece in stream.run(whole)], [1, 1, 1])
        self.assertIn("lineReceived(b'how are you?')", textOf(stream.draw()))
        # An arrow starts below the LF of each line.
        drawing = stream.draw().drawing
        arrows = [it.places[0][0] for it in drawing.things if isinstance(it, Line)]
        marks = [it.x for it in drawing.things if isinstance(it, Words) and it.text == "LF"]
        self.assertEqual(arrows, marks)

    def test_message(self) -> None:
        """
        The boxes hold every byte of both messages, in order.
        """
        request, answer = message.explain(message.REQUEST, message.run(message.REQUEST))
        for _, data, spans in (request, answer):
            self.assertEqual(b"".join(data[it.start : it.end] for it in spans), data)
        self.assertIn("48 bytes", textOf(message.draw()))

    def test_modes(self) -> None:
        """
        Content is handed over as it comes, lines when they are complete.
        """
        noted = modes.run(modes.PIECES)
        raw = [each.data for each in noted if each.mode == "raw"]
        self.assertEqual(raw, [b"hello", b" world"])
        self.assertEqual([each.data for each in noted if each.mode == "line"][-1], b"")
        glued = modes.run((b"".join(modes.PIECES),))
        self.assertEqual([each.data for each in glued if each.mode == "raw"], [b"hello world"])
        calls = [text for text in textOf(modes.draw()) if text.startswith("set")]
        self.assertEqual(calls, ["setRawMode()", "setLineMode()"])

    def test_pipelining(self) -> None:
        """
        Each way has all its answers, and the connection is closed after them.
        """
        for way in pipelining.WAYS:
            runs = [pipelining.run(pieces) for pieces in way.connections]
            self.assertEqual(sum(sum(answers) for answers, _ in runs), 2, way.title)
            self.assertTrue(all(isEnded for _, isEnded in runs), way.title)
        trips = [text for text in textOf(pipelining.draw()) if text.endswith("round trips")]
        self.assertEqual(trips, ["4 round trips", "3 round trips", "2 round trips"])

    def test_multipart(self) -> None:
        """
        The parts are those that the form's reader finds.
        """
        parts = multipart.run(multipart.BODY, multipart.BOUNDARY)
        self.assertEqual(
            [multipart.found(part) for part in parts],
            ["field flavour: vanilla", "file bee.png, 7 bytes"],
        )
        self.assertTrue(set(map(multipart.found, parts)) <= set(textOf(multipart.draw())))

    def test_cookie(self) -> None:
        """
        The browser that shows its cookie is counted; the one without is not known, and the
        secret itself is not drawn.
        """
        first, again, other = cookie.run()
        self.assertEqual(first.answer, ("303 See Other", "Set-Cookie: visitor=…"))
        self.assertEqual((again.cookie, again.answer[1]), ("visitor=…", "Counted so far: 1"))
        self.assertEqual((other.cookie, other.answer[1]), ("", "Counted so far: 0"))
        self.assertEqual([each.counts for each in (first, again, other)], [(1,)] * 3)
        self.assertIn("Cookie: visitor=…", textOf(cookie.draw()))

    def test_blocking(self) -> None:
        """
        Ben waits for the reactor where it sleeps, and not where it does not; Ann waits as
        long either way.
        """
        asleep, free = (blocking.run(path) for path in blocking.PATHS)
        self.assertEqual(asleep.answered, {"Ann": 4.0, "Ben": 4.0})
        self.assertEqual(free.answered, {"Ben": 1.0, "Ann": 4.0})
        self.assertEqual(asleep.busy, [(0.0, 4.0), (4.0, 4.0)])
        self.assertEqual(free.busy, [(0.0, 0.0), (1.0, 1.0), (4.0, 4.0)])
        coroutine = blocking.run("/coroutine")
        self.assertEqual(coroutine.answered, free.answered)

    def test_rails(self) -> None:
        """
        A callback after an error is not called, and the errback brings the result back; with
        a number, it is the errback that is not called.
        """
        called = [each.name for each in rails.run(b"seven") if each.isCalled]
        self.assertEqual(called, ["decode", "toNumber", "useZero", "say"])
        called = [each.name for each in rails.run(b"7") if each.isCalled]
        self.assertEqual(called, ["decode", "toNumber", "double", "say"])
        self.assertEqual(rails.run(b"7")[-1].shown, "'14 plants'")
        self.assertIn("ValueError", textOf(rails.draw()))

    def test_threads(self) -> None:
        """
        As many statements run as the database's pool has threads; the others wait.
        """
        self.assertEqual(threads.run(6, 4), ([1, 2, 3, 4], [5, 6]))
        self.assertEqual(threads.run(2, 4), ([1, 2], []))
        number = len([text for text in textOf(threads.draw()) if text.startswith("thread ")])
        self.assertEqual(number, MOST_CONNECTIONS)

    def test_glimpse(self) -> None:
        """
        The programs are started in that order, on the port that is drawn.
        """
        commands, found = glimpse.run(2001)
        self.assertEqual(list(commands), ["glimpseindex", "glimpseserver", "glimpse"])
        self.assertEqual(found, {12})
        for name in ("glimpseserver", "glimpse"):
            options = list(commands[name])
            self.assertEqual(options[options.index("-K") + 1], "2001", name)
        self.assertEqual(commands["glimpse"][-1], glimpse.WORD)
        self.assertIn("starts, on port 2001", textOf(glimpse.draw()))

    def test_processes(self) -> None:
        """
        The calls are those that step 13 makes, with the back end's own results.
        """
        calls, status = processes.run()
        self.assertEqual(status, "HTTP/1.1 200 OK")
        self.assertEqual(calls[0], ("c2f(100)", "212.0"))
        self.assertEqual(
            [call.asked.partition("(")[0] for call in calls[1:]],
            ["temperature_category", "temperature_ranges"],
        )
        self.assertTrue(set(calls[0]) <= set(textOf(processes.draw())))

    def test_ports(self) -> None:
        """
        The ports are those of the walkthrough.
        """
        found = ports.run()
        self.assertEqual(found["lessons.step14"], {"8000": "", "8001": "counts"})
        self.assertEqual(found["lessons.step6"], {"8080": ""})
        shown = [text for text in textOf(ports.draw()) if text.isdigit()]
        self.assertEqual(sorted(shown), ["8000", "8001", "8080"])

    def test_proxy(self) -> None:
        """
        What goes on is what the proxy makes of it; through a tunnel everything goes as it is.
        """
        forwarded, returned = proxy.runForward()
        self.assertTrue(forwarded.startswith(b"GET /hello.txt HTTP/1.1\r\n"), forwarded)
        self.assertNotIn(b"Proxy-Connection", forwarded)
        self.assertTrue(returned.endswith(b"\r\n\r\nHello!\n"), returned)
        before, answer, through = proxy.runTunnel()
        self.assertEqual((before, through), (b"", proxy.SECRET))
        self.assertTrue(answer.startswith(b"HTTP/1.1 200 "), answer)
        marked = {
            thing.text: thing.kind
            for thing in proxy.draw().drawing.things
            if isinstance(thing, Words)
        }
        self.assertEqual(marked["Proxy-Connection: Keep-Alive"], "code gone")
        self.assertEqual(marked["Connection: close"], "code new")

    def test_states(self) -> None:
        """
        Every state has its box, with each event that leads out of it.
        """
        drawn = [thing.text for thing in states.draw().drawing.things if isinstance(thing, Words)]
        wanted = []
        for state, cells in TABLE.items():
            wanted.append(state.name)
            wanted += [
                f"{event.name} -> {cell.state.name}"
                for event, cell in cells.items()
                if cell.state is not state and event not in (Event.ABORT, Event.LOST)
            ]
        self.assertEqual(sorted(drawn), sorted(wanted))

    def test_engine(self) -> None:
        """
        The files exist, and a request comes in before the page is made, and goes out after
        it.
        """
        called = engine.run()
        for lane, name in called:
            if lane != "page":
                self.assertTrue((ROOT / "server" / lane / name).exists(), name)
        order = [name for _, name in called]
        places = ["dispatching.py", "requests.py", "render_GET", "writer.py", "writebuffer.py"]
        self.assertEqual(sorted(places, key=order.index), places)
        for helper in engine.HELPERS:
            self.assertTrue(
                any(
                    (ROOT / "server" / lane / f"{helper}.py").exists()
                    for lane in ("channel", "http1")
                ),
                helper,
            )
