"""
Which plants are shown, and the way back to where they were shown.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlencode

from server.plants.fields import Query
from server.plants.place import FROM, Place, readBack
from server.plants.plant import Plant
from server.plants.store import INSERT, makeRow
from tests.server.plants.test_application import PlantsTestCase, everything, names, said
from tests.support.responses import Response


def links(answer: Response, text: str) -> list[str]:
    """
    Find where the links lead whose text begins in some way.
    """
    return [unescape(href) for href in re.findall(rf'<a href="([^"]*)">{text}', answer.text)]


class ListCase(PlantsTestCase):
    """
    Adds plants, and asks for lists of them.
    """

    def add(self, *plants: Plant) -> None:
        """
        Put plants into the database, past all forms.
        """
        for plant in plants:
            self.successResultOf(self.database.change(INSERT, *makeRow(plant)))

    def show(self, request: str = "show_plants", **fields: str) -> Response:
        """
        @param request: the page.
        @param fields: of the query, such as the filter's.
        @return: the page with the list.
        """
        return self.browser.get(f"{request}?{urlencode(fields)}")


class FilterTests(ListCase):
    """
    The list of some of the plants.
    """

    def test_name(self) -> None:
        """
        A part of a name finds the plants that have it, however it is written.
        """
        self.add(Plant("Zoë's rose", "", 2))
        for typed in ("zoe'S  ro", "ZOË", " zoë "):
            self.assertEqual(names(self.show(name=typed)), ["Zoë's rose"], typed)
        page = self.show(name="zoë")
        self.assertIn("<h1>Plants with “zoë”</h1>", page.text)
        self.assertIn("1 plant like that, page 1 of 1. ", page.text)
        self.assertIn('value="zoë"', page.text)

    def test_rating(self) -> None:
        """
        A lowest rating leaves out what is below it; both together want both.
        """
        self.add(Plant("Rose one", "", 1), Plant("Rose five", "", 5))
        page = self.show(rating="5", name="rose")
        self.assertEqual(names(page), ["Rose five"])
        self.assertIn('<option value="5" selected="selected">5</option>', page.text)
        self.assertIn("<title>Plants with “rose” rated 5</title>", page.text)

    def test_none(self) -> None:
        """
        Where nothing is like that, that is said, with a way to all plants; an empty filter does
        not count as one.
        """
        page = self.show(name="no such plant")
        self.assertIn("No plant is like that. ", page.text)
        self.assertEqual(links(page, "All plants"), ["show_plants"])
        everything = names(self.browser.get("show_plants"))
        for fields in ({"name": "", "rating": ""}, {"name": " ", "rating": "1"}):
            self.assertEqual(names(self.show(**fields)), everything)

    def test_literally(self) -> None:
        """
        What means something to SQL or to HTML is text.
        """
        self.add(Plant("100% cotton_!", "", 1))
        for typed, found in (("%", 1), ("_", 1), ("!", 1), ("100%", 1), ("a%t", 0), ("'--", 0)):
            self.assertEqual(len(names(self.show(name=typed))), found, typed)
        self.assertIn('value="&quot;&lt;b&gt;"', self.show(name='"<b>').text)

    def test_bad(self) -> None:
        """
        What no form of ours sends is refused in a sentence.
        """
        for fields in ({"name": "x" * 81}, {"name": "a\0"}, {"rating": "6"}, {"rating": "x"}):
            self.assertEqual(self.show(**fields).status, 400, fields)
        self.assertEqual(self.browser.get("show_plants?name=%FF").status, 400)
        self.assertEqual(self.browser.get("show_plants?name=a&name=b").status, 400)

    def test_kept(self) -> None:
        """
        A filter that is refused comes back with all that was right in it.
        """
        page = self.show("show_plants_by_rating", name="zoë <b>", rating="9")
        self.assertEqual(page.status, 400)
        self.assertIn("A rating is a whole number from 1 to 5.", page.text)
        self.assertIn('value="zoë &lt;b&gt;"', page.text)
        self.assertIn('action="show_plants_by_rating"', page.text)
        page = self.show(name="a\0b" * 40, rating="4")
        self.assertIn(f'value="{"ab" * 40}"', page.text)
        self.assertIn('<option value="4" selected="selected">', page.text)

    def test_pages(self) -> None:
        """
        The pages of a filtered list, and its other order, are filtered as well.
        """
        self.add(*(Plant(f"Moss {number:03}", "", 3) for number in range(120)))
        page, seen = self.show(name="moss"), list[str]()
        self.assertEqual(links(page, "Rating"), ["show_plants_by_rating?name=moss"])
        while True:
            seen += names(page)
            onwards = links(page, "Next")
            if not onwards:
                break
            page = self.browser.get(onwards[0])
        self.assertEqual(seen, [f"Moss {number:03}" for number in range(120)])
        self.assertEqual(names(self.browser.get(links(page, "Previous")[0])), seen[50:100])
        self.assertEqual(names(self.browser.get("show_plants?name=moss&page=2")), seen[50:100])
        self.assertEqual(self.browser.get("show_plants?name=moss&page=4").status, 404)


class BackTests(ListCase):
    """
    From a list to a form, and back to where one was in it.
    """

    def test_change(self) -> None:
        """
        From the form, and after it was sent, even with a mistake in between, the way leads to
        the page, filter and order that one came from.
        """
        self.add(*(Plant(f"Moss {number:03}", "", 3) for number in range(60)))
        page = self.browser.get(links(self.show("show_plants_by_rating", name="moss"), "Next")[0])
        address = self.browser.path.rpartition("/")[2]
        form = self.browser.get(links(page, "Change")[0])
        self.assertEqual(links(form, "Back to the list"), [address])
        mistake = self.browser.post("add_plant", **everything(form) | {"plant_rating": "9"})
        self.assertEqual(mistake.status, 422)
        self.assertEqual(links(mistake, "Back to the list"), [address])
        saved = self.browser.post("add_plant", **everything(mistake) | {"plant_rating": "2"})
        self.assertEqual(saved.fields["location"], address)
        back = self.browser.follow(saved)
        self.assertIn("was updated", said(back))
        self.assertIn("<h1>Plants by rating with “moss”</h1>", back.text)

    def test_add(self) -> None:
        """
        The form for a new plant leads back to the page, filter and order that one came from.
        """
        form = self.browser.get(links(self.show(name="moss"), "Add a plant")[0])
        fields = {"plant_name": "Moss", "plant_desc": "", "plant_rating": "2"}
        saved = self.browser.post("add_plant", **everything(form) | fields)
        self.assertEqual(saved.fields["location"], "show_plants?name=moss")

    def test_deleteLast(self) -> None:
        """
        Where a page has gone with its only plant, the way leads to the last one there is.
        """
        self.add(*(Plant(f"Moss {number:03}", "", 3) for number in range(51)))
        page = self.browser.get(links(self.show(name="moss"), "Next")[0])
        form = self.browser.get(links(page, "Delete")[0])
        gone = self.browser.post("delete_plant", **everything(form))
        self.assertEqual(gone.fields["location"], "show_plants?name=moss")
        self.assertEqual(len(names(self.browser.follow(gone))), 50)

    def test_start(self) -> None:
        """
        At the beginning of the list, nothing need be carried.
        """
        page = self.browser.get("show_plants")
        self.assertNotIn(f"{FROM}=", page.text)
        form = self.browser.get(links(page, "Change")[0])
        self.assertEqual(links(form, "Back to the list"), ["show_plants"])

    def test_elsewhere(self) -> None:
        """
        An address that is not one of the list's leads to its beginning, whatever it is.
        """
        for address in (
            "//evil.example/",
            "https://evil.example/show_plants",
            "javascript:alert(1)",
            "../show_plants",
            "show_plants/../..",
            "delete_plant",
            "",
            "show_plants?rating=9",
            "show_plants?page=0",
            "show_plants?name=%FF",
            "show_plants?name=a%0d%0aSet-Cookie:x",
            "show_plants?" + "&".join(f"a{number}=1" for number in range(100)),
            "show_plants?name=" + "a" * 5000,
        ):
            form = self.browser.get(f"get_add_form?{urlencode({FROM: address})}")
            self.assertEqual(form.status, 200, address)
            self.assertEqual(links(form, "Back to the list"), ["show_plants"], address)
        twice = self.browser.get("get_add_form?from=show_plants&from=show_plants")
        self.assertEqual(links(twice, "Back to the list"), ["show_plants"])

    def test_anew(self) -> None:
        """
        What is understood of an address is written anew; the rest is left out.
        """
        said = "show_plants?name=a%20b&evil=//x&page=2&after=m%26n#top"
        place = readBack(Query({FROM.encode(): [said.encode()]}))
        self.assertEqual(place.address, "show_plants?name=a+b&page=2&after=m%26n%23top")
        self.assertEqual(readBack(Query({})), Place())
