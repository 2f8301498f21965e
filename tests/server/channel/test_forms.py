"""
Reading forms: what becomes C{request.args}, and what is refused.
"""

from __future__ import annotations

import contextlib
from io import BytesIO

from hypothesis import given
from hypothesis.strategies import binary
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.http import parse_qs

from server.channel.forms import (
    MOST_ENCODED,
    MOST_FIELDS,
    Arguments,
    parsePairs,
    readForm,
)
from server.problem import FormError

MULTIPART = b"multipart/form-data; boundary=x"
URLENCODED = b"application/x-www-form-urlencoded"


def part(head: bytes, content: bytes) -> bytes:
    """
    Make a part of a multipart form.
    """
    return b"--x\r\n" + head + b"\r\n\r\n" + content + b"\r\n"


def named(name: bytes, content: bytes) -> bytes:
    """
    Make a part with a name.
    """
    return part(b'Content-Disposition: form-data; name="' + name + b'"', content)


def read(kind: bytes, content: bytes) -> Arguments:
    """
    Read the content of a request as a form.

    @param kind: its Content-Type.
    @return: each name with its values.
    @raise FormError: where it is not well-formed, or has too much in it.
    """
    return readForm(kind, BytesIO(content))


class PairsTests(SynchronousTestCase):
    """
    Queries, and forms that look like them.
    """

    def test_values(self) -> None:
        """
        Values are gathered by name, in order, and decoded.
        """
        self.assertEqual(
            parsePairs(b"a=1&b=%2B+%C3%A9&a=2&a=;c=3"),
            {b"a": [b"1", b"2", b""], b"b": ["+ é".encode()], b"c": [b"3"]},
        )

    def test_no_pairs(self) -> None:
        """
        What has no equals sign is left out.
        """
        self.assertEqual(parsePairs(b"&&a&=b&%&"), {b"": [b"b"]})

    @given(binary())
    def test_asTwisted(self, text: bytes) -> None:
        """
        Any bytes at all give what Twisted's own function gives.
        """
        self.assertEqual(parsePairs(text), parse_qs(text, 1))

    def test_limit(self) -> None:
        """
        There is a limit to the number of fields.
        """
        self.assertRaises(FormError, parsePairs, b"&" * MOST_FIELDS)
        self.assertRaises(FormError, parsePairs, b";" * MOST_FIELDS)
        self.assertEqual(parsePairs(b"&" * (MOST_FIELDS - 1)), {})


class FormTests(SynchronousTestCase):
    """
    A form's fields by its Content-Type: URL-encoded, in parts, or no form at all.
    """

    def test_urlencoded(self) -> None:
        """
        The type is found in any spelling, with parameters or without.
        """
        for kind in (URLENCODED, URLENCODED.upper(), URLENCODED + b" ; charset=utf-8"):
            self.assertEqual(read(kind, b"a=b"), {b"a": [b"b"]})

    def test_tooLong(self) -> None:
        """
        A long one is refused before it is decoded, which would take long.
        """
        longest = b"a=" + b"x" * (MOST_ENCODED - 2)
        self.assertEqual(read(URLENCODED, longest), {b"a": [longest[2:]]})
        error = self.assertRaises(FormError, read, URLENCODED, b"a=" + b"x" * MOST_ENCODED)
        self.assertEqual(error.status, 413)

    def test_other(self) -> None:
        """
        Content of any other type gives no arguments, and is no error.
        """
        for kind in (b"text/plain", b"", b";", b"\xff", b"application/json; boundary=x"):
            self.assertEqual(read(kind, b"a=b"), {})

    def test_multipart(self) -> None:
        """
        The parts' contents are gathered by name, those of files among them.
        """
        file = b'Content-Disposition: form-data; name="f"; filename="a"\r\nContent-Type: x/y'
        form = named("é".encode(), b"1") + part(file, b"\r\n\0") + named(b"f", b"2") + b"--x--\r\n"
        self.assertEqual(read(MULTIPART, form), {"é".encode(): [b"1"], b"f": [b"\r\n\0", b"2"]})

    def test_large(self) -> None:
        """
        A part may be larger than the pieces in which the form is read.
        """
        value = bytes(range(256)) * 1000
        self.assertEqual(read(MULTIPART, named(b"a", value) + b"--x--"), {b"a": [value]})

    def test_nameless(self) -> None:
        """
        A part without a name is left out.
        """
        self.assertEqual(read(MULTIPART, named(b"", b"1") + b"--x--"), {})

    def test_malformed(self) -> None:
        """
        A broken form is an error, never another exception.
        """
        for kind, form in (
            (b"multipart/form-data", b"--x--"),
            (b"multipart/form-data; boundary=", b"--x--"),
            (b'multipart/form-data; boundary="\n"', b"--x--"),
            (MULTIPART, b"no boundary"),
            (MULTIPART, named(b"a", b"1")),
            (MULTIPART, part(b"X: y", b"1") + b"--x--"),
            (MULTIPART, part(b"no field", b"1") + b"--x--"),
            (MULTIPART, part(b"\xff\0: a", b"1") + b"--x--"),
        ):
            self.assertRaises(FormError, read, kind, form)

    @given(binary(), binary())
    def test_anything(self, kind: bytes, form: bytes) -> None:
        """
        Nothing but L{FormError} comes of any bytes.
        """
        for start in (b"", MULTIPART, b"multipart/form-data"):
            for before in (b"", b"--x\r\nContent-Disposition: "):
                with contextlib.suppress(FormError):
                    read(start + kind, before + form)

    def test_nested(self) -> None:
        """
        A form within a form is content, however deep.
        """
        deep = b"--x\r\nContent-Type: multipart/mixed; boundary=x\r\n" * 5000
        self.assertRaises(FormError, read, MULTIPART, deep)

    def test_limit(self) -> None:
        """
        There is a limit to the number of parts.
        """
        self.assertRaises(FormError, read, MULTIPART, named(b"a", b"") * (MOST_FIELDS + 1))
