"""
A connection of HTTP/2, and how its streams share it.
"""

from __future__ import annotations

from typing import Any

from h2.settings import SettingCodes
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.server import NOT_DONE_YET, Request

from server.channel.http2.connection import A_FEW
from server.channel.http2.stream import MOST_WAITING
from tests.server.channel.http2.serving import LARGE, Does, converse2


class ManyTests(SynchronousTestCase):
    """
    Many requests at a time on one connection: they share it, and leave time for others.
    """

    def test_fewInATurn(self) -> None:
        """
        However many come in one packet, the server does only a few of them before it
        looks at anybody else.
        """
        seen: list[Request] = []
        between: list[int] = []

        def answer(request: Request) -> bytes:
            if not seen:
                conversation.clock.callLater(0, lambda: between.append(len(seen)))
            seen.append(request)
            return b"seen"

        conversation = converse2(Does(answer))
        numbers = [conversation.ask() for _ in range(100)]
        conversation.talk()
        self.assertEqual((between, len(seen)), ([A_FEW], 100))
        self.assertTrue(all(conversation.answers[number].isWhole for number in numbers))

    def test_fairness(self) -> None:
        """
        A small answer does not wait for a large one.
        """

        def answer(request: Request) -> bytes:
            return LARGE if request.uri == b"/large" else b"small"

        conversation = converse2(Does(answer))
        conversation.takes = False
        large = conversation.ask("/large")
        self.assertEqual(conversation.get("/small").content, b"small")
        self.assertFalse(conversation.answers[large].isWhole)

    def test_windows(self) -> None:
        """
        A client gets as much as it allows, and the rest when it allows more: on the
        connection, on a stream, or on all streams by its settings.
        """
        conversation = converse2(Does(lambda request: LARGE))
        conversation.takes = False
        number = conversation.ask()
        conversation.talk()
        answer = conversation.answers[number]
        self.assertEqual(len(answer.content), 65535)
        conversation.client.increment_flow_control_window(100_000)
        conversation.talk()
        self.assertEqual(len(answer.content), 65535)
        conversation.client.increment_flow_control_window(50_000, number)
        conversation.talk()
        self.assertEqual(len(answer.content), 65535 + 50_000)
        settings: dict[Any, int] = {SettingCodes.INITIAL_WINDOW_SIZE: 65535 + 30_000}
        conversation.client.update_settings(settings)
        conversation.talk()
        self.assertEqual(len(answer.content), 65535 + 80_000)
        conversation.client.increment_flow_control_window(len(LARGE))
        conversation.client.increment_flow_control_window(len(LARGE), number)
        conversation.talk()
        self.assertTrue(answer.isWhole)
        self.assertTrue(answer.content == LARGE)

    def test_producer(self) -> None:
        """
        Whoever produces an answer has to wait for a client that does not read.
        """
        produced = 0

        class Producer:
            def __init__(self, request: Request) -> None:
                self.request = request
                request.registerProducer(self, False)

            def resumeProducing(self) -> None:
                nonlocal produced
                produced += 1
                self.request.write(bytes(10_000))

            def stopProducing(self) -> None:
                pass

        conversation = converse2(Does(lambda request: Producer(request) and NOT_DONE_YET))
        conversation.takes = False
        number = conversation.ask()
        conversation.talk(turns=100)
        self.assertLess(produced * 10_000, 65535 + MOST_WAITING + 20_000)
        before = produced
        conversation.client.acknowledge_received_data(65535, number)
        conversation.talk(turns=100)
        self.assertGreater(produced, before)

    def test_pushProducer(self) -> None:
        """
        When a client reads again, whoever sends by itself goes on.
        """
        told: list[str] = []

        class Producer:
            def pauseProducing(self) -> None:
                told.append("pause")

            def resumeProducing(self) -> None:
                told.append("resume")

            def stopProducing(self) -> None:
                told.append("stop")

        def answer(request: Request) -> int:
            request.registerProducer(Producer(), True)
            request.write(bytes(200_000))
            return NOT_DONE_YET

        conversation = converse2(Does(answer))
        conversation.takes = False
        number = conversation.ask()
        conversation.talk()
        self.assertEqual(told, ["pause"])
        for _ in range(4):
            conversation.client.increment_flow_control_window(50_000)
            conversation.client.increment_flow_control_window(50_000, number)
        conversation.talk()
        self.assertEqual(told, ["pause", "resume"])
