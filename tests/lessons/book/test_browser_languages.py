"""
The book in Chinese, in a real browser.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from lessons.book.sphinx.chinesesearch import SearchChinesePairs
from tests.support.barriers import OVERHANG
from tests.support.chromium import BrowserTestCase

#: The text that is looked at, and whether any of it that is not English is slanted.
HEADING = "document.querySelector('h1').firstChild.data"
SLANTED = """() => [...document.querySelectorAll('article *')].filter(it =>
  it.closest('[lang]').lang === 'zh-Hans' && getComputedStyle(it).fontStyle !== 'normal'
  && /[\\u4e00-\\u9fff]/.test(it.textContent)).map(it => it.outerHTML)"""
SIZE = "getComputedStyle(document.documentElement).fontSize"


class ChineseTests(BrowserTestCase):
    """
    Chromium, and the pages at C{/course/zh/}.
    """

    def test_switch(self) -> None:
        """
        At every width one link in the header leads to the same page in the other language, and
        back, by keyboard as well.
        """
        for width in (390, 1280, 1920):
            self.page.set_viewport_size({"width": width, "height": 1000})
            self.page.goto("/course/step1")
            english = self.page.evaluate(HEADING)
            self.page.get_by_role("link", name="中文").focus()
            self.page.keyboard.press("Enter")
            self.page.wait_for_url("**/course/zh/step1")
            self.assertIn("第 1 步", self.page.evaluate(HEADING))
            self.page.get_by_role("link", name="English").click()
            self.page.wait_for_url("**/course/step1")
            self.assertEqual(self.page.evaluate(HEADING), english)

    def test_folders(self) -> None:
        """
        From a page in a folder, and from the first page, the links are right as well.
        """
        for page in ("clients/webcat", "", "index", "search"):
            self.page.goto(f"/course/{page}")
            self.follow(self.page.get_by_role("link", name="中文"))
            self.follow(self.page.get_by_role("link", name="English"))
            self.page.wait_for_url(f"**/course/{page or 'index'}")

    def test_upright(self) -> None:
        """
        No Chinese character is slanted; English on the same page may be.
        """
        self.page.goto("/course/zh/step1")
        self.assertEqual(self.page.evaluate(SLANTED), [])
        self.page.goto("/course/zh/step9")
        style = "() => getComputedStyle(document.querySelector('article [lang=en] em')).fontStyle"
        self.assertEqual(self.page.evaluate(style), "italic")

    def test_fits(self) -> None:
        """
        Nothing sticks out at any width, on a projector, or on paper.
        """
        for width in (390, 1280, 1920):
            self.page.set_viewport_size({"width": width, "height": 1000})
            self.page.goto("/course/zh/step1")
            self.assertEqual(self.page.evaluate(OVERHANG), 0, width)
        self.page.keyboard.press("p")
        self.assertEqual(self.page.evaluate(SIZE), "40px")
        self.assertEqual(self.page.evaluate(OVERHANG), 0)
        self.page.emulate_media(media="print")
        self.assertFalse(self.page.locator(".languages").first.is_visible())

    def test_search(self) -> None:
        """
        A search finds Chinese words, English ones and names of the code, wherever in a sentence
        they are; what is nowhere is not found.
        """
        for words in ("背压", "监听同一个端口", "CR LF", "lineReceived", "行", "Twisted 反应器"):
            self.page.goto(f"/course/zh/search?q={words}")
            self.page.locator("#search-results a[href^='step1']").first.wait_for()
            self.page.get_by_text("匹配搜索条件的有").wait_for()
        self.page.goto("/course/zh/search?q=恐龙化石")
        self.page.get_by_text("您的搜索没有匹配到文档").wait_for()


class SearchChinesePairsTests(SynchronousTestCase):
    """
    How a text is taken apart for the search.
    """

    def test_split(self) -> None:
        """
        Chinese is taken by characters and by pairs, anything else by words.
        """
        split = SearchChinesePairs({}).split
        self.assertEqual(split("请求行"), ["请", "求", "行", "请求", "求行"])
        self.assertEqual(split("a 流，step_1"), ["a", "流", "step_1"])
        self.assertEqual(split("用HTTP说"), ["用", "HTTP", "说"])
        self.assertEqual(split(""), [])
