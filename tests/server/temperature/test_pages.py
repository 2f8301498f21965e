"""
The pages, in memory, with a back end that answers as the test says.
"""

from __future__ import annotations

from types import SimpleNamespace
from urllib.parse import quote

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.resource import Resource
from twisted.web.server import Site

from server.pages import BadGateway, Layout
from server.temperature.client import Conversion, RefusedCall
from server.temperature.forminput import LONGEST, readNumber
from server.temperature.pages import TemperatureResource
from tests.support.memory import Conversation
from tests.support.responses import Response, only


class Canned:
    """
    A client whose answer the test decides.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[float, str]] = []
        self.answer: Deferred[Conversion] = Deferred()

    async def convert(self, value: float, direction: str) -> Conversion:
        """
        Note what was asked, and answer when and how the test does.
        """
        self.asked.append((value, direction))
        return await self.answer


class PageTests(SynchronousTestCase):
    """
    The form, its result and its errors, as a browser gets them.
    """

    def setUp(self) -> None:
        """
        Serve the pages in memory, with a client whose answers are the test's.
        """
        self.client = Canned()
        root = Resource()
        root.putChild(b"temperature", TemperatureResource(Layout(), self.client))  # type: ignore[arg-type]
        step = SimpleNamespace(makeFactory=lambda reactor, options: Site(root, reactor=reactor))
        self.conversation = Conversation(step, clock=Clock())  # type: ignore[arg-type]

    def get(self, path: str) -> bytes:
        """
        Ask for a page, and return all that comes back.
        """
        return self.conversation.send(
            f"GET /temperature{path} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
        )

    def convert(self, value: str, direction: str = "c2f") -> bytes:
        """
        @return: what has come back of the answer to the form.
        """
        return self.get(f"/convert_temperature?temperature={quote(value)}&direction={direction}")

    def answer(self, conversion: Conversion) -> Response:
        """
        Let the back end answer.

        @return: the page that the browser gets then.
        """
        self.client.answer.callback(conversion)
        return only(self.conversation.received())

    def test_form(self) -> None:
        """
        The form has its fields, with labels.
        """
        page = only(self.get("/")).text
        self.assertIn('<label for="temperature">', page)
        self.assertIn('name="temperature"', page)
        self.assertIn('value="c2f" checked="checked"', page)

    def test_slash(self) -> None:
        """
        Without its slash, the address leads to the one with it.
        """
        response = only(self.get(""))
        self.assertEqual((response.status, response.fields["location"]), (301, "temperature/"))

    def test_elsewhere(self) -> None:
        """
        Any other path is a 404, or a 400 where it cannot be a path.
        """
        for path in ("/x", "/convert_temperature/x/..%2f", "/%00"):
            self.assertIn(only(self.get(path)).status, (400, 404), path)

    def test_conversion(self) -> None:
        """
        In and out with two decimals, the category, the ranges, and the form
        filled in again.
        """
        self.assertEqual(self.convert("21.456"), b"")
        conversion = Conversion(
            21.456, "c2f", 70.6208, "moderate", [(20, "cool"), (25, "moderate")]
        )
        page = self.answer(conversion).text
        self.assertEqual(self.client.asked, [(21.456, "c2f")])
        self.assertIn("21.46 °C = 70.62 °F", page)
        self.assertIn("<mark>moderate</mark>", page)
        self.assertIn('<td class="number">20</td><td>cool</td>', page)
        self.assertIn('value="21.456"', page)

    def test_other(self) -> None:
        """
        The other direction is shown, and stays chosen.
        """
        self.convert("50", "f2c")
        page = self.answer(Conversion(50, "f2c", 10, "cool", [])).text
        self.assertIn("50.00 °F = 10.00 °C", page)
        self.assertIn('value="f2c" checked="checked"', page)

    def test_hostileBackEnd(self) -> None:
        """
        What a back end says is text.
        """
        self.convert("1")
        conversion = Conversion(1, "c2f", 2, "<script>", [(1, "<b>")])
        page = self.answer(conversion).text
        self.assertNotIn("<script>", page)
        self.assertNotIn("<b>", page)

    def test_numbers(self) -> None:
        """
        A person's ways to write a number.
        """
        for text, value in [
            ("1", 1),
            ("-1.5", -1.5),
            ("1,5", 1.5),
            ("\u22124", -4),
            ("1e3", 1e3),
            ("+7", 7),
            ("1234567.8", 1234567.8),
            ("1.000", 1),
            ("0,125", 0.125),
            ("1234,567", 1234.567),
            ("21,50", 21.5),
            ("-12.125", -12.125),
            (".5", 0.5),
            ("5.", 5),
            ("0" * (LONGEST - 2) + "21", 21),
        ]:
            self.assertEqual(readNumber(text), value)

    def test_noNumber(self) -> None:
        """
        What is not a finite number is a clear 400, and nobody is asked.
        """
        for text in (
            "",
            "warm",
            "nan",
            "inf",
            "-Infinity",
            "1.2.3",
            "1e999",
            "<b>",
            "1 2",
        ):
            response = only(self.convert(text))
            self.assertEqual(response.status, 400, text)
            self.assertIn("Write one like 21.5", response.text)
            self.assertNotIn("<b>", response.text)
        self.assertEqual(self.client.asked, [])

    def test_refused(self) -> None:
        """
        A number that cannot be a temperature, or may be two numbers, is a 422; the form
        comes back as it was, with the reason, and nobody is asked.
        """
        for text, direction, reason in [
            ("-300", "c2f", "Nothing is colder than absolute zero, \u2212273.15 °C."),
            ("-273.151", "c2f", "Nothing is colder"),
            ("-459.68", "f2c", "Nothing is colder than absolute zero, \u2212459.67 °F."),
            ("1,000", "c2f", "a separator for thousands"),
            ("-21,500", "c2f", "a separator for thousands"),
            ("1,000,000", "c2f", "a separator for thousands"),
            ("1.000.000", "c2f", "a separator for thousands"),
            ("1 000", "c2f", "a separator for thousands"),
            ("1\u202f000,5", "c2f", "a separator for thousands"),
            ("1'000", "c2f", "a separator for thousands"),
            ("1,234.5", "c2f", "a separator for thousands"),
            ("1.234,5", "c2f", "a separator for thousands"),
            ("0" * 50 + "21", "c2f", "at most 50 characters; this one has 52."),
            ("1" * 900, "f2c", "this one has 900."),
        ]:
            response = only(self.convert(text, direction))
            self.assertEqual(response.status, 422, text)
            self.assertIn(reason, response.text)
            self.assertIn(f'value="{text}"', response.text)
            self.assertIn(f'value="{direction}" checked="checked"', response.text)
        self.assertEqual(self.client.asked, [])

    def test_refusedBehind(self) -> None:
        """
        A number that only the back end refuses is a 422, too, with the form as it was.
        """
        self.convert("1e308")
        self.client.answer.errback(RefusedCall("The temperature service says: too large."))
        response = only(self.conversation.received())
        self.assertEqual(response.status, 422)
        self.assertIn("The temperature service says: too large.", response.text)
        self.assertIn('value="1e308"', response.text)

    def test_huge(self) -> None:
        """
        Whatever is typed, the page is small.
        """
        response = only(self.convert("9" * 10_000))
        self.assertEqual(response.status, 422)
        self.assertLess(len(response.content), 5000)

    def test_asTyped(self) -> None:
        """
        What was typed stays as it was; what came out has two decimals, and no sign where
        it is nothing.
        """
        for typed, value, result, shown in [
            ("1234567.8", 1234567.8, 2222254.04, "1234567.80 °C = 2222254.04 °F"),
            ("0021,5", 21.5, 70.7, "21.50 °C = 70.70 °F"),
            ("1e300", 1e300, 1.8e300, "1e+300 °C = 1.8e+300 °F"),
            ("-17.7777", -17.7777, -0.0001, "-17.78 °C = 0.00 °F"),
        ]:
            self.client.answer = Deferred()
            self.convert(typed)
            page = self.answer(Conversion(value, "c2f", result, "warm", [])).text
            self.assertIn(shown, page)
            self.assertIn(f'value="{typed}"', page)

    def test_fields(self) -> None:
        """
        A field that is missing, repeated, not text, or unknown is a clear 400.
        """
        for query in [
            "",
            "?direction=c2f",
            "?temperature=1",
            "?temperature=1&temperature=2&direction=c2f",
            "?temperature=%ff&direction=c2f",
            "?temperature=1&direction=c2k",
            "?temperature=1&direction=__init__",
        ]:
            response = only(self.get(f"/convert_temperature{query}"))
            self.assertEqual(response.status, 400, query)
            self.assertIn('role="alert"', response.text)
        self.assertEqual(self.client.asked, [])

    def test_problem(self) -> None:
        """
        A back end that is down is a page, with its status.
        """
        self.convert("1")
        self.client.answer.errback(BadGateway("It cannot be reached."))
        response = only(self.conversation.received())
        self.assertEqual(response.status, 502)
        self.assertIn("It cannot be reached.", response.text)

    def test_bug(self) -> None:
        """
        An error of ours is a page without detail, and logged.
        """
        self.convert("1")
        self.client.answer.errback(RuntimeError("secret"))
        response = only(self.conversation.received())
        self.assertEqual(response.status, 500)
        self.assertNotIn("secret", response.text)
        self.assertEqual(len(self.flushLoggedErrors(RuntimeError)), 1)

    def test_clientLeaves(self) -> None:
        """
        When the browser leaves, the question is dropped, and nothing is written.
        """
        cancelled: list[Deferred[Conversion]] = []
        self.client.answer = Deferred(cancelled.append)
        self.convert("1")
        self.conversation.hangUp()
        self.assertEqual(len(cancelled), 1)
        self.assertEqual(self.conversation.received(), b"")
        self.assertEqual(self.flushLoggedErrors(), [])
