"""
The requests and their pages, on a database that answers at once.
"""

from __future__ import annotations

import re
import time
from html import unescape
from types import ModuleType, SimpleNamespace
from typing import cast
from urllib.parse import quote, unquote, urlencode, urljoin

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.resource import Resource
from twisted.web.server import Site

from server.database import Outage
from server.dispatchers import PrefixDispatcher
from server.pages import Layout
from server.pages.flattener import flattenedText
from server.plants import PLANT_TABLE, PlantStore
from server.plants.application import PlantApplication
from server.plants.firstplants import FIRST_PLANTS
from server.plants.listpages import keptRow, listRow
from server.plants.names import keyOf
from server.plants.pagination import PLANTS_ON_PAGE
from server.plants.plant import Plant
from server.plants.store import INSERT, makeRow
from server.plants.styles import STYLES
from server.state import OwnSecret, Secret
from tests.support.databases import ImmediateDatabase
from tests.support.memory import Conversation
from tests.support.responses import Response, only

HERE = "/green/plants/"
REQUESTS = ["show_plants", "show_plants_by_rating", "get_add_form", "get_delete_form"]
WORDS = "sold in Haarlem"


class Browser:
    """
    A browser with its cookies, on a connection of its own.
    """

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation
        self.cookies: dict[str, str] = {}
        self.path = HERE

    def request(self, method: str, path: str, *fields: str, content: str = "") -> Response:
        """
        Make one request, and keep the cookies of its answer.
        """
        self.path = urljoin(HERE, path)
        head = [f"{method} {self.path} HTTP/1.1", "Host: localhost", *fields]
        if self.cookies:
            pairs = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            head.append(f"Cookie: {pairs}")
        head.append(f"Content-Length: {len(content)}")
        received = self.conversation.send("\r\n".join([*head, "", content]).encode())
        answer = only(received, toHead=method == "HEAD")
        self.keep(answer.fields.get("set-cookie", ""))
        return answer

    def keep(self, cookie: str) -> None:
        """
        Keep a cookie, or drop one whose Max-Age is 0; each must be for this application
        alone, and hidden from scripts.
        """
        name, _, rest = cookie.partition("=")
        value = rest.partition(";")[0]
        if cookie:
            assert f"; Path={HERE}; " in cookie, cookie
            assert cookie.endswith("HttpOnly; SameSite=lax"), cookie
            self.cookies[name] = value
        if "Max-Age=0;" in cookie:
            del self.cookies[name]

    def get(self, path: str) -> Response:
        """
        Look at a page, and keep the cookies.
        """
        return self.request("GET", path)

    def post(self, path: str, *fields: str, **values: str) -> Response:
        """
        Send a form, without its token.
        """
        kind = "Content-Type: application/x-www-form-urlencoded"
        return self.request("POST", path, kind, *fields, content=urlencode(values))

    def send(self, path: str, **values: str) -> Response:
        """
        Send a form as it is meant: looked at before.
        """
        return self.post(path, token=token(self.get(path)), **values)

    def follow(self, answer: Response) -> Response:
        """
        Go where an answer sends the browser.
        """
        return self.get(urljoin(self.path, answer.fields["location"]))


def token(answer: Response) -> str:
    """
    @return: the token in the form of a page, which must have one.
    """
    match = re.search(r'name="token" value="([0-9a-f]{64})"', answer.text)
    assert match, answer.text
    return match[1]


def values(answer: Response) -> dict[str, str]:
    """
    Read what is in the fields of a form.
    """
    text = answer.text
    found = dict(re.findall(r'name="(plant_\w+)"[^>]* value="([^"]*)"', text))
    found |= dict(re.findall(r'<textarea[^>]*name="(plant_\w+)"[^>]*>([^<]*)</textarea>', text))
    return {name: unescape(value) for name, value in found.items()}


def everything(answer: Response) -> dict[str, str]:
    """
    Read what a form would send, unless somebody changed it.
    """
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.text)
    return values(answer) | {name: unescape(value) for name, value in hidden}


def wrong(answer: Response) -> dict[str, str]:
    """
    Read what is said to be wrong with a form.
    """
    pattern = r'<span id="(plant_\w+)_wrong" class="wrong">([^<]*)</span>'
    return dict(re.findall(pattern, answer.text))


def said(answer: Response) -> str:
    """
    Read the notice of a page, or its problem.
    """
    match = re.search(r'<p class="(?:notice|problem)" role="\w+"[^>]*>(.*?)</p>', answer.text)
    return unescape(re.sub("<[^>]*>", "", match[1])) if match else ""


def names(answer: Response) -> list[str]:
    """
    @return: the names of the plants on a page, in its order.
    """
    found = re.findall(r'<th scope="row"><bdi>(.*?)</bdi></th>', answer.text)
    return [unescape(name) for name in found]


class PlantsTestCase(SynchronousTestCase):
    """
    A browser, and the application below C{/green/plants/}.
    """

    def setUp(self) -> None:
        """
        Connect a browser to the application.
        """
        self.database = ImmediateDatabase([PLANT_TABLE])
        self.store = PlantStore(self.database.asDatabase())
        self.conversation = self.serve()
        self.browser = Browser(self.conversation)

    def serve(self, secret: Secret | None = None) -> Conversation:
        """
        Serve the plants on the same store: again, it is another server on the same data.

        @param secret: signs notices and tokens; by default, the server's own.
        """
        clock, layout, root, green = Clock(), Layout(), Resource(), Resource()
        self.application = PlantApplication(self.store, STYLES["coroutine"], layout, secret)
        plants = PrefixDispatcher(self.application, layout, clock, index="show_plants")
        root.putChild(b"green", green)
        green.putChild(b"plants", plants)
        step = SimpleNamespace(makeFactory=lambda *_: Site(root, reactor=clock))
        return Conversation(cast(ModuleType, step), clock=clock)

    def plant(self, name: str) -> Plant | None:
        """
        @return: the plant of this name in the store; L{None} where there is none.
        """
        return self.successResultOf(self.store.getPlant(name))

    def count(self) -> int:
        """
        @return: how many plants are in the store.
        """
        return self.successResultOf(self.store.countPlants())


class ListTests(PlantsTestCase):
    """
    The list of plants, its order and its pages.
    """

    def test_byName(self) -> None:
        """
        All plants are shown, sorted by name, each with all of it.
        """
        for path in ("", "show_plants"):
            page = self.browser.get(path)
            self.assertEqual(page.status, 200)
            order = sorted((name for name, _, _ in FIRST_PLANTS), key=keyOf)
            self.assertEqual(names(page), order)
            self.assertIn(WORDS, page.text)
            self.assertIn("<p>32 plants, page 1 of 1.</p>", page.text)

    def test_byRating(self) -> None:
        """
        By rating, the list begins with the best; plants that are equally good are in the
        order of their names.
        """
        page = self.browser.get("show_plants_by_rating")
        order = sorted(FIRST_PLANTS, key=lambda row: (-row[2], keyOf(row[0])))
        self.assertEqual(names(page), [name for name, _, _ in order])

    def test_howSorted(self) -> None:
        """
        The heading by which the list is sorted says so, and each of the two
        is a link to the other list.
        """
        for path, column, direction in [
            ("show_plants", "Name", "ascending"),
            ("show_plants_by_rating", "Rating", "descending"),
        ]:
            text = self.browser.get(path).text
            self.assertEqual(text.count("aria-sort"), 1)
            heading = f'<th scope="col" aria-sort="{direction}"><a href="{path}">{column}</a></th>'
            self.assertIn(heading, text)

    def test_links(self) -> None:
        """
        Each plant has a link to change it and one to delete it, and they lead
        to that plant, whatever its name.
        """
        odd = "a/b?c=d&e#f %41 <x> \"'+;" + "é茶\u200d"
        self.successResultOf(self.store.addPlant(Plant(odd, "odd", 2)))
        page = self.browser.get("show_plants")
        links = [unescape(link) for link in re.findall(r'href="(get_[^"]*\?[^"]*)"', page.text)]
        self.assertEqual(len(links), 2 * self.count())
        shown = [values(self.browser.get(link))["plant_name"] for link in links]
        self.assertEqual(shown, [name for name in names(page) for _ in "12"])
        self.assertIn(odd, shown)

    def test_escaped(self) -> None:
        """
        What is in the database is shown as text.
        """
        hostile = "<script>alert(1)</script>"
        self.successResultOf(self.store.addPlant(Plant(hostile, hostile + "&lt;", 2)))
        for path in ("show_plants", f"get_add_form?plant_name={quote(hostile)}"):
            self.assertNotIn("<script", self.browser.get(path).text)

    @settings(max_examples=30)
    @given(st.text(max_size=80), st.text(max_size=80), st.integers(1, 5))
    def test_row(self, name: str, description: str, rating: int) -> None:
        """
        The row of a plant that is kept is the one that would be made anew, whatever
        the plant says.
        """
        plant = Plant(name, description, rating)
        anew = flattenedText(["\n", listRow(plant, "")], None)
        self.assertEqual([flattenedText(keptRow(plant, ""), None) for _ in "12"], [anew, anew])

    def test_changedRow(self) -> None:
        """
        A plant that somebody has changed, in whatever way, is shown as it is now.
        """
        for plant in (
            Plant("Aster", "old", 1),
            Plant("Aster", "new", 1),
            Plant("ASTER", "new", 2),
        ):
            self.successResultOf(self.store.deletePlant("aster"))
            self.successResultOf(self.store.addPlant(plant))
            for request, back in (
                ("show_plants", ""),
                ("show_plants_by_rating", "from=show_plants_by_rating"),
            ):
                row = flattenedText(listRow(plant, back), None)
                self.assertIn(row, self.browser.get(request).text)

    def test_empty(self) -> None:
        """
        An empty list is a page, too.
        """
        self.successResultOf(self.database.change("DELETE FROM Plant_DB"))
        page = self.browser.get("show_plants")
        self.assertEqual((page.status, names(page)), (200, []))
        self.assertIn("<p>0 plants, page 1 of 1.</p>", page.text)

    def fill(self, count: int) -> None:
        """
        Add so many plants, whose names are in the order of their numbers.
        """
        for number in range(count):
            row = makeRow(Plant(f"Plant {number:05}", "", 1))
            self.successResultOf(self.database.change(INSERT, *row))

    def test_pages(self) -> None:
        """
        A long list has pages; following the links shows every plant once.
        """
        self.fill(200)
        for request in ("show_plants", "show_plants_by_rating"):
            seen: list[str] = []
            path = request
            while path:
                page = self.browser.get(path)
                self.assertLessEqual(len(names(page)), PLANTS_ON_PAGE)
                seen += names(page)
                links = re.findall(r'<a href="([^"]*)">(First|Previous|Next|Last)<', page.text)
                steps = {text: unescape(link) for link, text in links}
                path = steps.get("Next", "")
            self.assertEqual(len(seen), 232)
            self.assertEqual(len(set(seen)), 232)
            self.assertEqual(steps["First"], f"{request}?page=1")
            self.assertTrue(steps["Previous"].startswith(f"{request}?page=4&before="))

    def test_backwards(self) -> None:
        """
        From the last page, the links lead back to the first, past every plant once.
        """
        self.fill(200)
        for request in ("show_plants", "show_plants_by_rating"):
            path, seen = f"{request}?page=5", [""][:0]
            while path:
                page = self.browser.get(path)
                seen = names(page) + seen
                links = re.findall(r'<a href="([^"]*)">(Previous)<', page.text)
                path = unescape(links[0][0]) if links else ""
            everything = self.browser.get(f"{request}?page=1")
            self.assertEqual(seen[:PLANTS_ON_PAGE], names(everything))
            self.assertEqual((len(seen), len(set(seen))), (232, 232))

    def test_movingList(self) -> None:
        """
        Whoever turns the pages while others add and delete plants misses none, and sees
        none twice.
        """
        self.fill(100)
        page = self.browser.get("show_plants")
        seen, edge = names(page), names(page)[-1]
        for plant in [Plant("A first one", "", 1), Plant("A second one", "", 1)]:
            self.successResultOf(self.store.addPlant(plant))
        self.successResultOf(self.store.deletePlant(edge))
        for _ in "12":
            link = re.search(r'<a href="([^"]*)">Next<', page.text)
            assert link, page.text
            page = self.browser.get(unescape(link[1]))
            seen += names(page)
        self.assertEqual((len(seen), len(set(seen))), (132, 132))

    def test_noSuchPlace(self) -> None:
        """
        What is not a place in the list is a 400; a place where there is no plant is one.
        """
        self.fill(100)
        for query in ("after=a&before=b", "after=%00", "before=" + "x" * 1001, "after=%FF"):
            self.assertEqual(self.browser.get(f"show_plants?{query}").status, 400, query)
        for query in ("after=", "after='%20OR%201=1", "before=%25", "page=2&after=\ufffd"):
            page = self.browser.get(f"show_plants?{quote(query, safe='=&%')}")
            self.assertEqual(page.status, 200, query)

    def test_exactlyFull(self) -> None:
        """
        A page that is just full is the only one.
        """
        self.fill(PLANTS_ON_PAGE - len(FIRST_PLANTS))
        page = self.browser.get("show_plants")
        self.assertEqual(len(names(page)), PLANTS_ON_PAGE)
        self.assertNotIn("page=2", page.text)
        self.assertEqual(self.browser.get("show_plants?page=2").status, 404)

    def test_noSuchPage(self) -> None:
        """
        What is not a page number is a 400, and a page after the last a 404.
        """
        for page in ("0", "-1", "x", "", "01", "1.0", "1" * 5000, "%00", "%D9%A1", "1&page=2"):
            self.assertEqual(self.browser.get(f"show_plants?page={page}").status, 400, page)
        for page in ("2", "9999999"):
            self.assertEqual(self.browser.get(f"show_plants?page={page}").status, 404, page)

    def test_onlyLookedAt(self) -> None:
        """
        What shows something cannot be posted to.
        """
        for path in REQUESTS:
            answer = self.browser.post(path)
            self.assertEqual((answer.status, answer.fields["allow"]), (405, "GET, HEAD"), path)

    def test_head(self) -> None:
        """
        HEAD gets the fields of GET, and no content.
        """
        for path in REQUESTS:
            page = self.browser.get(path)
            head = self.browser.request("HEAD", path)
            self.assertEqual(head.fields["content-length"], str(len(page.content)), path)


class AddTests(PlantsTestCase):
    """
    Adding plants, and changing those that are there.
    """

    def test_form(self) -> None:
        """
        The form is empty; each field has its label; it is sent by POST.
        """
        for path in ("get_add_form", "add_plant"):
            page = self.browser.get(path)
            self.assertEqual(page.status, 200)
            self.assertEqual(set(values(page).values()), {""})
            self.assertIn('<form method="post" action="add_plant"', page.text)
            for name in values(page):
                self.assertIn(f'<label for="{name}">', page.text)
                self.assertIn(f'id="{name}"', page.text)

    def test_add(self) -> None:
        """
        A new plant is added, and the browser sent to the list, which says so.
        """
        answer = self.browser.send(
            "add_plant", plant_name=" Möhre ", plant_desc="Likes\r\nsand.", plant_rating="3"
        )
        self.assertEqual((answer.status, answer.fields["location"]), (303, "show_plants"))
        self.assertEqual(self.plant("Möhre"), Plant("Möhre", "Likes\nsand.", 3))
        page = self.browser.follow(answer)
        self.assertEqual(said(page), "“Möhre” was added. Its rating is 3.")
        self.assertIn("Möhre", names(page))

    def test_saidOnce(self) -> None:
        """
        The list says what was done once.
        """
        values = {"plant_name": "Aster", "plant_desc": "", "plant_rating": "3"}
        self.browser.follow(self.browser.send("add_plant", **values))
        self.assertEqual(said(self.browser.get("show_plants")), "")

    def test_update(self) -> None:
        """
        A plant that is there is changed, and the list says so.
        """
        answer = self.browser.send(
            "add_plant", plant_name="Basil", plant_desc="Green.", plant_rating="2"
        )
        self.assertEqual(
            said(self.browser.follow(answer)), "“Basil” was updated. Its rating is 2."
        )
        self.assertEqual(self.plant("Basil"), Plant("Basil", "Green.", 2))
        self.assertEqual(self.count(), len(FIRST_PLANTS))

    def test_oneNameWrittenTwice(self) -> None:
        """
        A name that is written in another way is the same name.
        """
        for name in ("Alo\u0065\u0308", " Aloë "):
            self.browser.send("add_plant", plant_name=name, plant_desc="", plant_rating="1")
        self.assertEqual(self.count(), len(FIRST_PLANTS) + 1)

    def test_change(self) -> None:
        """
        The form for a plant holds what is known of it.
        """
        page = self.browser.get("get_add_form?plant_name=Tulip")
        plant = self.plant("Tulip")
        assert plant is not None
        self.assertEqual(
            values(page),
            {
                "plant_name": "Tulip",
                "plant_desc": plant.description,
                "plant_rating": str(plant.rating),
            },
        )

    def test_wrong(self) -> None:
        """
        A form that is filled in wrongly comes back as it was, with what is
        wrong at each field, and nothing is saved.
        """
        typed = {"plant_name": " ", "plant_desc": "x" * 2001, "plant_rating": "lots & <b>"}
        answer = self.browser.send("add_plant", **typed)
        self.assertEqual(answer.status, 422)
        self.assertEqual(said(answer), "Nothing was saved yet.")
        self.assertEqual(values(answer), typed)
        self.assertEqual(
            wrong(answer),
            {
                "plant_name": "Give the plant a name.",
                "plant_desc": "The description has 2,001 characters; the limit is 2,000.",
                "plant_rating": "The rating is a whole number from 1 to 5.",
            },
        )
        for name in typed:
            self.assertIn(f'aria-describedby="{name}_wrong"', answer.text)
        self.assertEqual(self.count(), len(FIRST_PLANTS))

    def test_oneWrong(self) -> None:
        """
        Only the field that is wrong is marked, and the form can be sent again.
        """
        answer = self.browser.send(
            "add_plant", plant_name="Aster", plant_desc="", plant_rating="6"
        )
        self.assertEqual(list(wrong(answer)), ["plant_rating"])
        self.assertEqual(answer.text.count("aria-invalid"), 1)
        again = values(answer) | {"plant_rating": "5", "token": token(answer)}
        self.assertEqual(self.browser.post("add_plant", **again).status, 303)

    def test_control(self) -> None:
        """
        A control character is not repeated.
        """
        answer = self.browser.send(
            "add_plant", plant_name="a\0\x1b", plant_desc="", plant_rating="1"
        )
        self.assertEqual(values(answer)["plant_name"], "a\ufffd\ufffd")
        self.assertEqual(answer.status, 422)

    def test_huge(self) -> None:
        """
        A megabyte is refused with a page that is much smaller.
        """
        answer = self.browser.send(
            "add_plant", plant_name="n" * 10**6, plant_desc="d" * 10**6, plant_rating="1" * 10**6
        )
        self.assertEqual(answer.status, 422)
        self.assertLess(len(answer.content), 50_000)

    def test_noForm(self) -> None:
        """
        What no form of ours sends is a 400 that names the field.
        """
        fields = {"plant_name": "Aster", "plant_desc": "", "plant_rating": "3"}
        for name in fields:
            rest = {other: value for other, value in fields.items() if other != name}
            answer = self.browser.send("add_plant", **rest)
            self.assertEqual((answer.status, said(answer)), (400, f"The field {name} is missing."))
        kind = "Content-Type: application/x-www-form-urlencoded"
        both = urlencode(fields) + "&plant_name=Other"
        answer = self.browser.request("POST", "add_plant", kind, content=both)
        self.assertEqual(said(answer), "The field plant_name was sent more than once.")
        bytesOnly = "plant_name=%FF&plant_desc=&plant_rating=3"
        answer = self.browser.request("POST", "add_plant", kind, content=bytesOnly)
        self.assertEqual(said(answer), "The field plant_name is not UTF-8 text.")

    def test_rightToLeft(self) -> None:
        """
        A name is kept apart from the sentence around it, whatever its
        direction.
        """
        answer = self.browser.send(
            "add_plant", plant_name="گل”سرخ", plant_desc="", plant_rating="3"
        )
        self.assertIn("“<bdi>گل”سرخ</bdi>” was added", self.browser.follow(answer).text)


class ChangeTests(PlantsTestCase):
    """
    Changing what a form has shown, while others do.
    """

    FORM = "get_add_form?plant_name=Basil"

    def changed(self, page: Response, **values: str) -> Response:
        """
        Change what a form holds, and send it.
        """
        return self.browser.post("add_plant", **{**everything(page), **values})

    def test_rename(self) -> None:
        """
        A new name in the form renames the plant, even where it differs by case alone.
        """
        for name, notice in [
            ("Sweet basil", "“Sweet basil” was updated. Its rating is 4."),
            ("SWEET BASIL", "“SWEET BASIL” was updated. Its rating is 4."),
        ]:
            page = self.browser.get("get_add_form?plant_name=" + quote(self.there("basil")))
            answer = self.changed(page, plant_name=name)
            self.assertEqual(said(self.browser.follow(answer)), notice)
            self.assertEqual(self.there("basil"), name)
        self.assertEqual(self.count(), len(FIRST_PLANTS))

    def there(self, part: str) -> str:
        """
        Find the one name in the list that has a part.
        """
        found = [n for n in names(self.browser.get("show_plants")) if part in n.lower()]
        self.assertEqual(len(found), 1)
        return found[0]

    def test_nameTaken(self) -> None:
        """
        A plant cannot get the name of another; the form comes back as it was.
        """
        page = self.browser.get(self.FORM)
        answer = self.changed(page, plant_name="chíves", plant_desc="mine")
        self.assertEqual((answer.status, said(answer)), (409, "Nothing was saved yet."))
        self.assertIn("Another plant has this name", wrong(answer)["plant_name"])
        self.assertEqual(values(answer)["plant_desc"], "mine")
        again = self.changed(answer, plant_name="Basilikum")
        self.assertEqual(again.status, 303)
        self.assertIs(self.plant("Basil"), None)

    def test_changedMeanwhile(self) -> None:
        """
        Of two who change a plant, the second is told, and shown both; nothing is saved
        before the form is sent once more.
        """
        mine, theirs = self.browser.get(self.FORM), self.browser.get(self.FORM)
        self.changed(theirs, plant_desc="Their <words>.", plant_rating="1")
        answer = self.changed(mine, plant_desc="My words.")
        self.assertEqual(answer.status, 409)
        self.assertIn("Somebody has changed this plant", said(answer))
        self.assertEqual(values(answer)["plant_desc"], "My words.")
        self.assertIn("<bdi>Basil</bdi>, rating 1", answer.text)
        self.assertIn("Their &lt;words&gt;.", answer.text)
        self.assertEqual(self.plant("Basil"), Plant("Basil", "Their <words>.", 1))
        self.assertEqual(self.changed(answer).status, 303)
        self.assertEqual(self.plant("Basil"), Plant("Basil", "My words.", 4))

    def test_deletedMeanwhile(self) -> None:
        """
        A plant that somebody has deleted, or renamed, is not added anew without a word:
        the form comes back, and adds it when it is sent once more.
        """
        mine = self.browser.get(self.FORM)
        self.browser.send("delete_plant", plant_name="Basil")
        answer = self.changed(mine, plant_desc="My words.")
        self.assertEqual(answer.status, 409)
        self.assertIn("not there any more", said(answer))
        self.assertIs(self.plant("Basil"), None)
        added = self.changed(answer)
        self.assertIn("“Basil” was added.", said(self.browser.follow(added)))

    def test_deletedAndAdded(self) -> None:
        """
        A plant that was deleted and added again with other words is not the one that was
        shown; with the same words, it is.
        """
        plant = self.plant("Basil")
        assert plant is not None
        for words, status in [("Other.", 409), (plant.description, 303)]:
            mine = self.browser.get(self.FORM)
            self.successResultOf(self.store.deletePlant("Basil"))
            self.successResultOf(self.store.addPlant(Plant("Basil", words, plant.rating)))
            self.assertEqual(self.changed(mine, plant_rating="1").status, status)
            self.successResultOf(self.store.updatePlant(plant))

    def test_between(self) -> None:
        """
        Nobody can come between the last look and the change.
        """
        mine, query = self.browser.get(self.FORM), self.database.query

        def fast(statement: str, *values: object) -> object:
            rows = query(statement, *values)
            self.database.query = query  # type: ignore[method-assign]
            self.successResultOf(self.store.updatePlant(Plant("Basil", "Theirs.", 1)))
            return rows

        self.database.query = fast  # type: ignore[method-assign, assignment]
        self.assertEqual(self.changed(mine, plant_desc="Mine.").status, 409)
        self.assertEqual(self.plant("Basil"), Plant("Basil", "Theirs.", 1))

    def test_twice(self) -> None:
        """
        A form that is sent twice, by an impatient finger, is not a conflict.
        """
        page = self.browser.get(self.FORM)
        for _ in "12":
            answer = self.changed(page, plant_name="Sweet basil", plant_rating="2")
            self.assertEqual(answer.status, 303)
        self.assertEqual(self.there("basil"), "Sweet basil")

    def test_wrong(self) -> None:
        """
        After a mistake, the form still knows what it has shown.
        """
        answer = self.changed(self.browser.get(self.FORM), plant_name="Herb", plant_rating="9")
        self.assertEqual(answer.status, 422)
        self.assertEqual(self.changed(answer, plant_rating="2").status, 303)
        self.assertIs(self.plant("Basil"), None)
        self.assertEqual(self.count(), len(FIRST_PLANTS))

    def test_halfHidden(self) -> None:
        """
        A version without the name, or the other way round, is not a form of ours.
        """
        page = self.browser.get(self.FORM)
        for name in ("was", "version"):
            rest = {field: value for field, value in everything(page).items() if field != name}
            answer = self.browser.post("add_plant", **rest)
            self.assertEqual((answer.status, said(answer)), (400, f"The field {name} is missing."))

    def test_addVariant(self) -> None:
        """
        To add a plant whose name differs by case or accents updates the one there is, and
        says so by its own name.
        """
        answer = self.browser.send(
            "add_plant", plant_name="aloë VERA", plant_desc="mine", plant_rating="2"
        )
        notice = "“Aloe vera” was updated. Its rating is 2."
        self.assertEqual(said(self.browser.follow(answer)), notice)
        self.assertEqual(self.plant("Aloe vera"), Plant("Aloe vera", "mine", 2))

    def test_delete(self) -> None:
        """
        Whoever deletes a plant that somebody has changed meanwhile is told what it is now, and
        asked again.
        """
        page = self.browser.get("get_delete_form?plant_name=Basil")
        self.successResultOf(self.store.updatePlant(Plant("Basil", "Theirs.", 1)))
        answer = self.browser.post("delete_plant", **everything(page))
        self.assertEqual(answer.status, 409)
        self.assertIn("Nothing was deleted.", said(answer))
        self.assertIn("Theirs.", answer.text)
        self.assertEqual(self.browser.post("delete_plant", **everything(answer)).status, 303)
        self.assertIs(self.plant("Basil"), None)
        self.assertEqual(self.browser.post("delete_plant", **everything(answer)).status, 404)


class DeleteTests(PlantsTestCase):
    """
    Deleting a plant, after a question.
    """

    def test_form(self) -> None:
        """
        Without a name, the form asks for one.
        """
        for path in ("get_delete_form", "delete_plant"):
            page = self.browser.get(path)
            self.assertEqual((page.status, values(page)), (200, {"plant_name": ""}))
            self.assertIn('<label for="plant_name">', page.text)

    def test_asks(self) -> None:
        """
        With a name, the form asks whether to; to look at it deletes nothing.
        """
        for path in ("get_delete_form", "delete_plant"):
            page = self.browser.get(f"{path}?plant_name=Basil")
            self.assertIn("Delete “<bdi>Basil</bdi>”?", page.text)
            self.assertEqual(values(page), {"plant_name": "Basil"})
        self.assertIsNot(self.plant("Basil"), None)

    def test_delete(self) -> None:
        """
        The plant is deleted, and the browser sent to the list, which says so.
        """
        answer = self.browser.send("delete_plant", plant_name=" Basil ")
        self.assertEqual((answer.status, answer.fields["location"]), (303, "show_plants"))
        page = self.browser.follow(answer)
        self.assertEqual(said(page), "“Basil” was deleted.")
        self.assertNotIn("Basil", names(page))

    def test_noSuchPlant(self) -> None:
        """
        A plant that is not there is a page of its own, with status 404.
        """
        sentence = "There is no such plant: “Bas<il>”."
        answer = self.browser.send("delete_plant", plant_name="Bas<il>")
        self.assertEqual((answer.status, said(answer)), (404, sentence))
        for path in ("get_delete_form", "get_add_form"):
            answer = self.browser.get(f"{path}?plant_name=Bas%3Cil%3E")
            self.assertEqual((answer.status, said(answer)), (404, sentence))

    def test_noName(self) -> None:
        """
        What cannot be a name is said not to be one.
        """
        answer = self.browser.send("delete_plant", plant_name="")
        self.assertEqual(answer.status, 422)
        self.assertEqual(wrong(answer), {"plant_name": "Give the plant a name."})
        answer = self.browser.get("get_delete_form?plant_name=" + "x" * 10_000)
        self.assertEqual(answer.status, 404)
        self.assertLess(len(answer.content), 2000)

    def test_twice(self) -> None:
        """
        The second of two who delete a plant is told that there is none.
        """
        self.browser.send("delete_plant", plant_name="Basil")
        self.assertEqual(self.browser.send("delete_plant", plant_name="Basil").status, 404)


class GuardTests(PlantsTestCase):
    """
    Forms that were not sent from a page of ours.
    """

    PLANT = {"plant_name": "Aster", "plant_desc": "Blue.", "plant_rating": "3"}

    def assertRefused(self, answer: Response) -> None:
        """
        Assert that nothing was changed, and that the form came back filled in.
        """
        self.assertEqual(answer.status, 403)
        self.assertIn("Nothing was changed.", said(answer))
        self.assertEqual(values(answer), self.PLANT)
        self.assertIs(self.plant("Aster"), None)

    def test_otherSite(self) -> None:
        """
        A page of another site knows no token.
        """
        self.browser.get("get_add_form")
        self.assertRefused(self.browser.post("add_plant", **self.PLANT))
        self.assertRefused(self.browser.post("add_plant", token="0" * 64, **self.PLANT))
        self.assertRefused(self.browser.post("add_plant", token="é", **self.PLANT))

    def test_ownToken(self) -> None:
        """
        An attacker's own token does not fit the visitor's cookie.
        """
        stolen = token(Browser(self.conversation.again()).get("get_add_form"))
        self.browser.get("get_add_form")
        self.assertRefused(self.browser.post("add_plant", token=stolen, **self.PLANT))

    def test_noCookie(self) -> None:
        """
        Without the cookie there is nothing for a token to fit.
        """
        found = token(self.browser.get("get_add_form"))
        for cookie in ({}, {"plants_form": ""}, {"plants_form": "x"}):
            self.browser.cookies = dict(cookie)
            self.assertRefused(self.browser.post("add_plant", token=found, **self.PLANT))

    def test_crossSiteSaysTheBrowser(self) -> None:
        """
        Where the browser says that another site has sent the form, a right
        token does not help; the form may come from another port of this host.
        """
        right = {"token": token(self.browser.get("get_add_form"))} | self.PLANT
        for site in ("cross-site", "same-site", "anything"):
            self.assertRefused(self.browser.post("add_plant", f"Sec-Fetch-Site: {site}", **right))
        for site in ("same-origin", "none"):
            answer = self.browser.post("add_plant", f"Sec-Fetch-Site: {site}", **right)
            self.assertEqual(answer.status, 303)

    def test_delete(self) -> None:
        """
        Deleting is guarded in the same way.
        """
        self.browser.get("get_delete_form")
        answer = self.browser.post("delete_plant", plant_name="Basil")
        self.assertEqual((answer.status, values(answer)), (403, {"plant_name": "Basil"}))
        self.assertIsNot(self.plant("Basil"), None)

    def test_again(self) -> None:
        """
        After a restart with another secret the form comes back with a token that is good,
        so it can be sent again.
        """
        old = token(self.browser.get("get_add_form"))
        self.browser.conversation = self.serve()
        answer = self.browser.post("add_plant", token=old, **self.PLANT)
        self.assertRefused(answer)
        again = self.browser.post("add_plant", token=token(answer), **self.PLANT)
        self.assertEqual(again.status, 303)

    def test_sameSecret(self) -> None:
        """
        Whoever has the same secret accepts the form, and tells what was done, once.
        """
        secret = OwnSecret()
        self.browser.conversation = self.serve(secret)
        shown = token(self.browser.get("get_add_form"))
        self.browser.conversation = self.serve(secret)
        answer = self.browser.post("add_plant", token=shown, **self.PLANT)
        self.assertEqual(answer.status, 303)
        self.browser.conversation = self.serve(secret)
        notice = f"“{self.PLANT['plant_name']}” was added."
        told = [said(self.browser.get("show_plants")).startswith(notice) for _ in "12"]
        self.assertEqual(told, [True, False])

    def test_oldForm(self) -> None:
        """
        A form that was shown a day ago comes back once more, with what was typed.
        """
        now = time.time()
        old = token(self.browser.get("get_add_form"))
        self.patch(self.application.forms.guard.signer, "now", lambda: now + 86_410)
        self.assertRefused(self.browser.post("add_plant", token=old, **self.PLANT))
        self.patch(self.application.forms.guard.signer, "now", lambda: now + 86_390)
        self.assertEqual(self.browser.post("add_plant", token=old, **self.PLANT).status, 303)

    def test_tokens(self) -> None:
        """
        A browser keeps its cookie, two browsers have two, and neither can be
        told from its token.
        """
        one, two = self.browser, Browser(self.conversation.again())
        first = token(one.get("get_add_form"))
        self.assertEqual(token(one.get("get_delete_form")), first)
        self.assertNotEqual(token(two.get("get_add_form")), first)
        self.assertNotIn("set-cookie", one.get("get_add_form").fields)
        self.assertRegex(one.cookies["plants_form"], "^[0-9a-f]{32}$")
        self.assertNotIn(one.cookies["plants_form"], first)

    def test_noFrame(self) -> None:
        """
        No form is shown in a frame of another site.
        """
        for path in ("get_add_form", "get_delete_form", "add_plant", "delete_plant"):
            self.assertEqual(self.browser.get(path).fields["x-frame-options"], "DENY")

    def test_madeUpNotice(self) -> None:
        """
        A notice that somebody made up is not told, and is gone; nor is one of another
        server, one for another page, or a token.
        """
        form = token(self.browser.get("get_add_form"))
        browser = self.browser.cookies["plants_form"]
        other = Browser(self.serve())
        other.send("add_plant", **self.PLANT)
        foreign = other.cookies["plants_notice"]
        made = quote("<b>\0" + "x" * 2000)
        for cookie in (made, f"{'0' * 64}.{made}", foreign, f"{form}.{browser}", "%", "“", "."):
            self.browser.cookies["plants_notice"] = cookie
            page = self.browser.get("show_plants")
            self.assertEqual((page.status, said(page)), (200, ""), unquote(cookie))
            self.assertNotIn("plants_notice", self.browser.cookies)

    def test_changedNotice(self) -> None:
        """
        Of a notice that is ours, no word can be changed; and it holds for a minute.
        """
        self.browser.send("add_plant", **self.PLANT)
        ours = self.browser.cookies["plants_notice"]
        self.browser.cookies["plants_notice"] = ours.replace("added", "eaten")
        self.assertEqual(said(self.browser.get("show_plants")), "")
        now = time.time()
        self.patch(self.application.notices.signer, "now", lambda: now + 70)
        self.browser.cookies["plants_notice"] = ours
        self.assertEqual(said(self.browser.get("show_plants")), "")


class OutageTests(PlantsTestCase):
    """
    When the database cannot be used.
    """

    def test_every(self) -> None:
        """
        Every request says so, and when to try again.
        """
        ready = {"token": token(self.browser.get("get_add_form")), "plant_name": "Basil"}
        self.database.error = Outage()
        answers = [
            self.browser.get("show_plants"),
            self.browser.get("get_add_form?plant_name=Basil"),
            self.browser.post("add_plant", plant_desc="", plant_rating="1", **ready),
            self.browser.post("delete_plant", **ready),
        ]
        for answer in answers:
            self.assertEqual((answer.status, answer.fields["retry-after"]), (503, "5"))
            self.assertIn("The database cannot be used at the moment.", said(answer))

    def test_withoutIt(self) -> None:
        """
        What needs no database goes on, and so does all else when it is back.
        """
        self.database.error = Outage()
        self.assertEqual(self.browser.get("get_add_form").status, 200)
        self.database.error = None
        self.assertEqual(self.browser.get("show_plants").status, 200)

    def test_mistake(self) -> None:
        """
        An error that nobody expected is a page without detail, and one entry
        in the log.
        """
        self.database.error = ZeroDivisionError("secret")
        answer = self.browser.get("show_plants")
        self.assertEqual(answer.status, 500)
        self.assertNotIn("secret", answer.text)
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)
