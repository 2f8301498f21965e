"""
The checks for the exercises of step 15: C{trial lessons.exercises.test_step15}.
"""

from __future__ import annotations

from lessons.exercises.checks import ExerciseTestCase

PORT = "Host = uri-host [ : port ] (RFC 9110 section 7.2)."
SMALL = "a host is case-insensitive (RFC 9110 section 4.2.3)."
BRACKETS = "an address of IPv6 is written in brackets (RFC 3986 section 3.2.2)."
OWN_NAMES = (
    "a request for a name that is not this server's is for another server: 421 (RFC 9110 section "
    "15.5.20; DNS rebinding in lessons/step15.rst)."
)
SPELLED = (
    "Host = uri-host [ : port ] (RFC 9110 section 7.2), a host is case-insensitive (section "
    "4.2.3), and a dot may come at the end of a whole name (RFC 1034 section 3.1)."
)
ADDRESS = (
    "an address cannot be rebound, so each one passes (exercise 15.1); one of IPv6 is written in "
    "brackets (RFC 3986 section 3.2.2)."
)
WHOLE_NAME = (
    "names are compared whole: whoever owns evil.example owns all names that end in it, and can "
    "begin them in any way (DNS rebinding in lessons/step15.rst)."
)
NO_HOST = "what is not a host, and perhaps a port, is not a name of ours (RFC 9110 section 7.2)."
SAME = "the condition is that none of the tags matches the page's (RFC 9110 section 13.1.2)."
LIST = "If-None-Match is * or a list of entity tags (RFC 9110 section 13.1.2)."
WEAK = (
    "a recipient MUST use the weak comparison for If-None-Match (RFC 9110 section 13.1.2): W/ "
    "makes no difference (section 8.8.3.2)."
)
ANY = "* stands for any page that there is (RFC 9110 section 13.1.2)."
COMMA = "between the quotes, a comma is a part of the tag (RFC 9110 section 8.8.3)."
OPAQUE = (
    "the tags match if what is between the quotes is the same, character by character (RFC 9110 "
    "section 8.8.3.2)."
)
NAMED = "Accept-Encoding lists the codings that the client can read (RFC 9110 section 12.5.3)."
GRAMMAR = (
    "codings are case-insensitive (RFC 9110 section 8.4.1); blanks and tabs may surround a comma "
    "and a semicolon (sections 5.6.1 and 12.4.2)."
)
ZERO = "a weight of 0 means: not acceptable (RFC 9110 section 12.4.2)."
STAR = "* is any coding that the field does not name (RFC 9110 section 12.5.3)."
OTHERS = "what is not named, and not covered by *, is not asked for (RFC 9110 section 12.5.3)."
QVALUE = (
    "a weight is q= and a number from 0 to 1 with at most three decimals (RFC 9110 section "
    "12.4.2). Where it is something else, send the page as it is: everybody can read that."
)


class Exercise0aPortTests(ExerciseTestCase):
    """
    A name without its port.
    """

    exercise = "15.a"

    def test_1_port(self) -> None:
        """
        The port is taken off, where there is one.
        """
        name = f"{self.word()}.example"
        for host in name, f"{name}:{self.random.randint(1024, 65535)}", f"{name}:":
            self.checkName(name, host, PORT)
        self.checkName("127.0.0.1", "127.0.0.1:8000", PORT)

    def test_2_case(self) -> None:
        """
        The name is written in small letters.
        """
        word = self.word()
        self.checkName(f"{word}.example", f"{word.title()}.EXAMPLE", SMALL)
        self.checkName("localhost", "LocalHost:8000", SMALL)

    def test_3_brackets(self) -> None:
        """
        The colons of an IPv6 address are not the one before the port.
        """
        last = self.random.randint(2, 250)
        for host in "[::1]", f"[fd00::{last:x}]":
            for port in "", ":8000", ":":
                self.checkName(host, host + port, BRACKETS)
        self.checkName(f"[fd00::{last:x}]", f"[FD00::{last:X}]:8000", SMALL)

    def checkName(self, expected: str, host: str, rule: str) -> None:
        """
        Demand what is the name in a Host field.
        """
        self.mustReturn(expected, "nameOf", host, rule=rule)


class Exercise1NamesTests(ExerciseTestCase):
    """
    The names of this server.
    """

    exercise = "15.1"

    def test_1_names(self) -> None:
        """
        The server answers to localhost and to the allowed names, and to no other.
        """
        self.checkHosts(True, ["localhost", *self.names()], OWN_NAMES)
        self.checkHosts(False, [f"{self.word()}.example"], OWN_NAMES)

    def test_2_spelled(self) -> None:
        """
        Capitals, a port, and a dot at the end make no difference.
        """
        name = self.names()[0]
        port = self.random.randint(1024, 65535)
        hosts = [f"{name}:{port}", name.upper(), f"{name}.", f"LocalHost.:{port}", f"{name}:"]
        self.checkHosts(True, hosts, SPELLED)
        self.checkHosts(False, [f"{self.word()}.example:{port}"], SPELLED)

    def test_3_addresses(self) -> None:
        """
        Every IP address passes, with and without a port.
        """
        last = self.random.randint(2, 250)
        hosts = ["127.0.0.1", f"192.168.7.{last}:8000", "[::1]", f"[FD00::{last:x}]:8000"]
        self.checkHosts(True, hosts, ADDRESS)

    def test_4_whole(self) -> None:
        """
        A name that only looks like one of ours is refused.
        """
        name, other = self.names()[0], self.word()
        hosts = [f"{name}.{other}.example", f"{other}{name}", f"{other}.{name}", name[:-1]]
        more = ["localhost.evil.example", "notlocalhost", "127.0.0.1.evil.example", "[::1].evil"]
        self.checkHosts(False, [*hosts, *more], WHOLE_NAME)

    def test_5_nonsense(self) -> None:
        """
        What is not a host at all is refused.
        """
        hosts = ["", ":80", "localhost:http", "localhost:80:80", "me@localhost", "[::1", "::1"]
        self.checkHosts(False, [*hosts, "[localhost]", "[127.0.0.1]", "localhost/"], NO_HOST)

    def names(self) -> list[str]:
        """
        Make up the allowed names, always the same in one check.
        """
        if not hasattr(self, "_names"):
            self._names = [f"{self.word()}.example" for _ in range(2)]
        return self._names

    def checkHosts(self, expected: bool, hosts: list[str], rule: str) -> None:
        """
        Demand what becomes of some values of Host.
        """
        for host in hosts:
            self.mustReturn(expected, "answersTo", host, set(self.names()), rule=rule)


class Exercise2UnchangedTests(ExerciseTestCase):
    """
    A page that has not changed.
    """

    exercise = "15.2"

    def test_1_same(self) -> None:
        """
        The same tag means that the page has not changed, another one that it has.
        """
        tag = f'"{self.word()}"'
        self.check(True, tag, tag, SAME)
        for field in f'"{self.word()}"', "":
            self.check(False, field, tag, SAME)

    def test_2_list(self) -> None:
        """
        The client may have several pages, and send a list.
        """
        tags = [f'"{self.word()}"' for _ in range(4)]
        for tag in tags[:3]:
            for comma in ", ", ",", " ,\t":
                self.check(True, comma.join(tags[:3]), tag, LIST)
        self.check(False, ", ".join(tags[:3]), tags[3], LIST)

    def test_3_weak(self) -> None:
        """
        Weak tags match like strong ones.
        """
        tag, other = f'"{self.word()}"', f'"{self.word()}"'
        for field, mine in (f"W/{tag}", tag), (tag, f"W/{tag}"), (f"W/{tag}", f"W/{tag}"):
            self.check(True, field, mine, WEAK)
            self.check(True, f"W/{other}, {field}", mine, WEAK)
        self.check(False, f"W/{other}", f"W/{tag}", WEAK)

    def test_4_any(self) -> None:
        """
        A * alone matches every page.
        """
        for tag in f'"{self.word()}"', f'W/"{self.word()}"':
            self.check(True, "*", tag, ANY)

    def test_5_comma(self) -> None:
        """
        A tag may have a comma in it.
        """
        tag, other = f'"{self.word()},{self.word()}"', f'"{self.word()}"'
        self.check(True, tag, tag, COMMA)
        self.check(True, f"{other}, W/{tag}", tag, COMMA)
        self.check(False, f'"1,{other[1:-1]},2"', other, COMMA)

    def test_6_opaque(self) -> None:
        """
        Only the whole tag counts: not a part of it, nor one in capitals.
        """
        word = self.word()
        fields = [f'"{word}x"', f'"x{word}"', f'"{word.upper()}"', f'"{word[:-1]}"', '"*"']
        for field in fields:
            self.check(False, field, f'"{word}"', OPAQUE)

    def check(self, expected: bool, field: str, etag: str, rule: str) -> None:
        """
        Demand whether a page is unchanged.
        """
        self.mustReturn(expected, "isUnchanged", field, etag, rule=rule)


class Exercise3GzipTests(ExerciseTestCase):
    """
    Who can read gzip.
    """

    exercise = "15.3"

    def test_1_named(self) -> None:
        """
        A client that names gzip can read it, one that names others cannot.
        """
        word = self.word()
        self.checkFields(True, ["gzip", f"gzip, {word}", f"{word}, gzip, br"], NAMED)
        self.checkFields(False, [word, f"br, {word}"], NAMED)

    def test_2_spelled(self) -> None:
        """
        Capitals and blanks make no difference.
        """
        word = self.word()
        fields = ["GZIP", f"{word} ,\tgzip ", "gzip ; q=1", "gzip;\tQ=1.000", f"{word},Gzip,br"]
        self.checkFields(True, fields, GRAMMAR)

    def test_3_zero(self) -> None:
        """
        A weight of 0 is a no; every other weight is a yes.
        """
        decimals = self.random.randint(1, 999)
        self.checkFields(True, [f"gzip;q=0.{decimals:03}", "br, gzip;q=0.001, x;q=0"], ZERO)
        self.checkFields(False, ["gzip;q=0", "gzip;q=0.000", "br, gzip; q=0.0", "gzip;Q=0."], ZERO)

    def test_4_star(self) -> None:
        """
        * stands for gzip where gzip is not named, wherever it is.
        """
        word = self.word()
        self.checkFields(True, ["*", f"{word};q=0, *;q=0.1", "*;q=0, gzip"], STAR)
        self.checkFields(False, ["*;q=0", "gzip;q=0, *", "*, gzip;q=0", f"{word}, *;q=0.0"], STAR)

    def test_5_others(self) -> None:
        """
        Nothing, or a coding that only looks like gzip, is not gzip.
        """
        fields = ["", "identity", "gzipped", f"{self.word()}gzip", "gzip-2", ", ,"]
        self.checkFields(False, fields, OTHERS)

    def test_6_nonsense(self) -> None:
        """
        What is not a weight is not a yes, and not an error either.
        """
        weights = [self.word(), "-1", "nan", "inf", "", "2", "1.5", "0.1234", "1e0", "½"]
        self.checkFields(False, [f"gzip;q={weight}" for weight in weights], QVALUE)
        self.checkFields(False, [f"gzip;{self.word()}", "gzip;p=1"], QVALUE)

    def checkFields(self, expected: bool, fields: list[str], rule: str) -> None:
        """
        Demand whether gzip is accepted.
        """
        for field in fields:
            self.mustReturn(expected, "acceptsGzip", field, rule=rule)
