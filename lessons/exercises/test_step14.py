"""
The checks for the exercises of step 14: C{trial lessons.exercises.test_step14}.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address

from lessons.exercises.checks import ExerciseTestCase
from lessons.language import _

NEXT_ONLY = (
    "a field that is for the next program only does not go on (RFC 9110 section 7.6.1; HOP_BY_HOP "
    "has the names)."
)
CAPITALS = "field names are case-insensitive (RFC 9110 section 5.1)."
NAMED = (
    "an intermediary MUST remove the fields that are named in Connection, and then Connection "
    "itself (RFC 9110 section 7.6.1)."
)
OPTIONS = (
    "Connection is a list of options, separated by commas, over all its lines, and "
    "case-insensitive (RFC 9110 sections 5.3 and 7.6.1)."
)
AS_THEY_CAME = (
    "a proxy MUST forward a field that it does not know, unless Connection names it (RFC 9110 "
    "section 5.1); their order and their values are none of its business (section 5.3)."
)
PUBLIC_ONLY = (
    "the proxy goes to public addresses only: it can reach what only your machine should "
    "(lessons/step14.rst)."
)
SPECIAL = (
    "link-local, multicast and reserved addresses lead to no public server (RFC 6890, RFC 5771)."
)
SIX = "IPv6 has public and other addresses as well (RFC 4291 section 2.4)."
MAPPED = (
    "::ffff:192.0.2.1 is an IPv4 address in IPv6 spelling, and leads where that leads (RFC 4291 "
    "section 2.5.5.2)."
)
SPELLINGS = "every spelling of an address leads to the same place (lessons/step14.rst)."
NO_ADDRESS = "a name, or nonsense, is not an address: the answer is False (exercise 14.2)."
ALL_OF_IT = (
    "all of it is the address, or it is not one: inet_aton reads to the first blank, and takes "
    "whatever follows; a name, or nonsense, is not an address (exercise 14.2)."
)
WORDS = "the words are the runs of letters, in small letters, in order (exercise 14.3)."
BORDERS = (
    "where one piece ends and the next begins means nothing: the network decides it (step 1, and "
    "exercise 14.3)."
)
AT_ONCE = "a word is returned as soon as it is whole: nothing is collected (lessons/step14.rst)."
BOUNDED = "of a word, 40 letters are kept, and not more, however long it is (exercise 14.3)."
ANEW = "end is the end of one page, and another may come (exercise 14.3)."

Field = tuple[bytes, bytes]


class Exercise1FieldsTests(ExerciseTestCase):
    """
    Fields that do not go on.
    """

    exercise = "14.1"

    def test_1_known(self) -> None:
        """
        The fields that are always for the next program only do not go on.
        """
        host = (b"host", self.word().encode())
        for name in sorted(self.theirs("HOP_BY_HOP")):
            self.checkKept([host, (name, b"x"), (b"accept", b"*/*")], [0, 2], NEXT_ONLY)

    def test_2_capitals(self) -> None:
        """
        Capitals in a field's name do not matter.
        """
        fields = [(b"Keep-Alive", b"5"), (b"Host", b"me"), (b"TE", b"trailers")]
        self.checkKept([*fields, (b"upGRADE", b"x")], [1], CAPITALS)

    def test_3_named(self) -> None:
        """
        A field that Connection names does not go on, wherever it is.
        """
        word = self.word().encode()
        connection, mine, host = (b"connection", word), (word, b"1"), (b"host", b"me")
        self.checkKept([connection, mine, host], [2], NAMED)
        self.checkKept([host, mine, connection], [0], NAMED)

    def test_4_list(self) -> None:
        """
        Connection is a list, and may come in several lines.
        """
        names = [self.word().encode() + b"-%d" % number for number in range(3)]
        fields = [(name.title(), b"x") for name in names] + [(b"Host", b"me")]
        lists = [b"close,%b ,\t%b" % (names[0].upper(), names[1]), names[2]]
        for several in lists, lists[::-1]:
            lines = [(b"Connection", value) for value in several]
            self.checkKept([*lines, *fields], [5], OPTIONS)

    def test_5_kept(self) -> None:
        """
        All other fields go on as they came, in their order, repeated ones too.
        """
        word = self.word().encode()
        fields = [
            (b"X-Connection", word),
            (b"Date", b"Connection: " + word),
            (b"Cookie", word + b"=1"),
            (b"connection", b"close"),
            (b"Cookie", word + b"=2"),
            (b"X-" + word.upper(), b""),
        ]
        self.checkKept(fields, [0, 1, 2, 4, 5], AS_THEY_CAME)
        self.checkKept([], [], AS_THEY_CAME)

    def checkKept(self, fields: list[Field], numbers: Iterable[int], rule: str) -> None:
        """
        Demand which fields go on, by their positions.
        """
        kept = [fields[number] for number in numbers]
        self.mustReturn(kept, "endToEnd", list(fields), rule=rule)


class Exercise2PublicTests(ExerciseTestCase):
    """
    Public addresses.
    """

    exercise = "14.2"

    def test_1_private(self) -> None:
        """
        Public addresses are public; those of this machine and of private networks
        are not.
        """
        for start in "127.0.0", "10.4.5", "172.20.1", "192.168.1":
            self.checkPublic(False, f"{start}.{self.lastNumber()}", PUBLIC_ONLY)
        for start in "1.1.1", "8.8.8", "93.184.215":
            self.checkPublic(True, f"{start}.{self.lastNumber()}", PUBLIC_ONLY)

    def test_2_special(self) -> None:
        """
        Link-local, multicast and reserved addresses, and those for documentation,
        are not public.
        """
        for host in "169.254.169.254", "0.0.0.0", "255.255.255.255", "192.0.2.1":  # noqa: S104
            self.checkPublic(False, host, SPECIAL)
        for first in 224, 239:
            self.checkPublic(False, f"{first}.1.2.{self.lastNumber()}", SPECIAL)

    def test_3_six(self) -> None:
        """
        The same holds for IPv6.
        """
        for host in "::1", "::", "fe80::1", "fc00::7", "ff02::1", "ff0e::1":
            self.checkPublic(False, host, SIX)
        self.checkPublic(True, f"2606:4700::{self.lastNumber():x}", SIX)

    def test_4_mapped(self) -> None:
        """
        An IPv4 address in IPv6 spelling is as public as it is in its own.
        """
        for start, expected in ("127.0.0", False), ("192.168.7", False), ("8.8.4", True):
            host = f"{start}.{self.lastNumber()}"
            self.checkPublic(expected, f"::ffff:{host}", MAPPED)
            number = int(IPv4Address(host))
            self.checkPublic(expected, f"::FFFF:{number >> 16:x}:{number & 0xFFFF:x}", MAPPED)

    def test_5_spellings(self) -> None:
        """
        Numbers, hexadecimal, octal and shortened spellings are read like the usual one.
        """
        for start, expected in ("127.0.0", False), ("10.0.0", False), ("8.0.0", True):
            first, last = start.partition(".")[0], self.lastNumber()
            number = int(IPv4Address(f"{start}.{last}"))
            spellings = [f"{first}.{last}", f"{number}", f"{number:#x}"]
            for host in [*spellings, f"0{int(first):o}.0.0.{last}"]:
                self.checkPublic(expected, host, SPELLINGS)

    def test_6_noAddress(self) -> None:
        """
        What is not an address is not public, and not an error.
        """
        name = self.word()
        for host in f"{name}.example", "localhost", "", "8.8.8.8.8", "256.1.1.1", f"::{name}":
            self.checkPublic(False, host, NO_ADDRESS)
        for host in f"8.8.8.8 {name}", "8.8.8.8\n":
            self.checkPublic(False, host, ALL_OF_IT)

    def lastNumber(self) -> int:
        """
        Make up the last number of an address.
        """
        return self.random.randint(11, 250)

    def checkPublic(self, expected: bool, host: str, rule: str) -> None:
        """
        Demand whether an address is public.
        """
        self.mustReturn(expected, "isPublic", host, rule=rule)


class Exercise3WordsTests(ExerciseTestCase):
    """
    Words that come in pieces.
    """

    exercise = "14.3"

    def test_1_whole(self) -> None:
        """
        The words of one piece are found, whether the last one has an end or not.
        """
        first, last = self.word(), self.word()
        self.checkWords([f"{first}, 12 {last}."], [first, last], WORDS)
        self.checkWords(
            [f"{first.upper()}\n\N{LATIN CAPITAL LETTER U WITH DIAERESIS}ber"],
            [first, "\N{LATIN SMALL LETTER U WITH DIAERESIS}ber"],
            WORDS,
        )
        self.checkWords(["", "12 + 3"], [], WORDS)

    def test_2_border(self) -> None:
        """
        A word that is split between two pieces is one word.
        """
        first, last = self.word(), self.word()
        self.checkWords([first[:3], f"{first[3:]} {last[:2]}", last[2:]], [first, last], BORDERS)

    def test_3_everyBorder(self) -> None:
        """
        Letter by letter, with empty pieces between them, and split between two
        words: the words are the same.
        """
        words = [self.word() for _ in range(4)]
        self.checkWords(list("; ".join(words)), words, BORDERS)
        self.checkWords(
            [f"{words[0]} ", words[1], "", f" {words[2]}", " ", words[3]], words, BORDERS
        )

    def test_4_atOnce(self) -> None:
        """
        A word is returned as soon as it is whole.
        """
        words = [self.word() for _ in range(3)]
        finder = self.makeFinder()
        text = f"{words[0]} {words[1]} {words[2]}"
        self.compare([text], self.feed(finder, [text]), words[:2], AT_ONCE)

    def test_5_bounded(self) -> None:
        """
        A word that never ends is cut, and not kept.
        """
        finder = self.makeFinder()
        self.feed(finder, ["x" * 500 for _ in range(20)])
        for name, value in vars(finder).items():
            length = len("".join(map(str, value))) if isinstance(value, str | list) else 0
            if length > 100:
                held = [(f"self.{name}", _("{number} letters").format(number=length))]
                self.report("10000 letters of one word came, and are kept.", BOUNDED, parts=held)
        self.compare(["x" * 500, "and so on"], self.end(finder), ["x" * 40], BOUNDED)
        self.checkWords([f"{'y' * 39}", "yy z"], ["y" * 40, "z"], BOUNDED)

    def test_6_anew(self) -> None:
        """
        After the end of a page, the next one starts afresh.
        """
        first, second = self.word(), self.word()
        finder = self.makeFinder()
        found = self.feed(finder, [first]) + self.end(finder)
        self.compare([first], found, [first], ANEW)
        found = self.feed(finder, [second]) + self.end(finder)
        self.compare([second], found, [second], ANEW)

    def makeFinder(self) -> object:
        """
        Make one of the student's.
        """
        return self.call("WordFinder")

    def feed(self, finder: object, pieces: list[str]) -> list[str]:
        """
        Hand over pieces, and collect the words.
        """
        return [word for piece in pieces for word in self.ask(finder, "feed", piece)]

    def end(self, finder: object) -> list[str]:
        """
        End a page.
        """
        return self.ask(finder, "end")

    def ask(self, finder: object, name: str, *arguments: str) -> list[str]:
        """
        Call a method, and demand that it returns words.
        """
        with self.running():
            words = getattr(finder, name)(*arguments)
        if not isinstance(words, list | tuple) or not all(isinstance(one, str) for one in words):
            shown = ", ".join(repr(one)[:60] for one in arguments)
            heading = _("{call} returned").format(call=f"{name}({shown})")
            parts = [(heading, repr(words)[:200])]
            self.report("It should return a list of words.", WORDS, parts=parts)
        return [*words]

    def checkWords(self, pieces: list[str], expected: list[str], rule: str) -> None:
        """
        Demand the words of a whole page.
        """
        finder = self.makeFinder()
        found = self.feed(finder, pieces)
        self.compare(pieces, [*found, *self.end(finder)], expected, rule)

    def compare(self, pieces: list[str], found: list[str], expected: list[str], rule: str) -> None:
        """
        Fail unless these are the words.
        """
        if found != expected:
            parts = [
                ("the pieces", repr(pieces)),
                ("the words that came", repr(found)),
                ("expected", repr(expected)),
            ]
            self.report("The words are not the right ones.", rule, parts=parts)
