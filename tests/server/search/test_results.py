"""
The rows of a result: where their links lead.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.template import flattenString

from server.greenhouse.course import pageOf
from server.pages.flattener import flattenedText
from server.search.marking import mark
from server.search.matching import readQuery
from server.search.results import ResultRow, fragment, resultsTable
from server.search.scanning import Results, Row


def row(path: str, line: str, text: str) -> Row:
    """
    @param text: the search, whose matches in the line are marked.
    @return: a row for line 7 of a file.
    """
    return Row(path, 7, mark(line, readQuery(text)))


class LinkTests(SynchronousTestCase):
    """
    A row's link leads to the file, and a browser scrolls to the match.
    """

    def test_fragment(self) -> None:
        """
        A browser is told a whole word to look for, as it is on the page, and nothing
        in it means anything to the browser.
        """
        for line, text, expected in [
            ("Green tomatoes ripen", "mat", "tomatoes"),
            ("the ``LineReceiver`` of step 1", "line", "LineReceiver"),
            ("*keep-alive*, as", "keep-alive", "keep%2Dalive"),
            ("a,b & c", "a,b", "a%2Cb"),
            ("Straße", "strasse", "Stra%C3%9Fe"),
            ("-leaved", "-", "%2Dleaved"),
        ]:
            self.assertEqual(fragment(row("a.rst", line, text)), expected, line)

    def test_course(self) -> None:
        """
        A line of a walkthrough leads to the walkthrough's page, at the match; the line's
        number to its text.
        """
        results = Results(readQuery("reactor"), rows=[row("step1.rst", "the reactor", "reactor")])
        made = flattenString(None, resultsTable(results, pageOf))
        page = self.successResultOf(made).decode()
        self.assertIn('href="/course/step1#:~:text=reactor"', page)
        self.assertIn('href="get_text_file?file=step1.rst&amp;line=7&amp;querystr=reactor#', page)


TEXT = st.text(st.sampled_from("ab/.-%+&<>\"' #;é茶\u200d"), max_size=12)


class RowTests(SynchronousTestCase):
    """
    The rows of a result, which are written as text, are those that tags would give.
    """

    @given(
        TEXT,
        st.sampled_from(["", ".html", ".rst"]),
        TEXT,
        TEXT.filter(str.strip),
        st.booleans(),
        st.sampled_from([None, "/course/a&b<"]),
    )
    def test_asTags(
        self, path: str, ending: str, line: str, text: str, isCaseSensitive: bool, page: str | None
    ) -> None:
        """
        Whatever is in a file, its name, or the query: what is written without tags
        is what the tags would be.
        """
        query = readQuery(text, isCaseSensitive)
        written = ResultRow(Row(path + ending, 7, mark(f"{line}{text}<", query)), query, page)
        tags = self.successResultOf(flattenString(None, written.render(None)))
        self.assertEqual(flattenedText(written, None).encode(), tags)
