"""
Reading URLs: each has one form in the end, and some are refused.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from lessons.clients.urls import BadURL, checkURL, resolve

GOOD = {
    "http://h": "http://h",
    "HTTP://H/": "http://h/",
    "http://h:80/": "http://h/",
    "https://h:443": "https://h",
    "https://h:80/": "https://h:80/",
    "http://h:": "http://h",
    "http://h:0080/": "http://h/",
    "http://h:65535/": "http://h:65535/",
    "http://a_b.example/": "http://a_b.example/",
    "http://r3---sn.example/": "http://r3---sn.example/",
    "http://[::1]/": "http://[::1]/",
    "http://[0:0::1]:8000/": "http://[::1]:8000/",
    "http://[::ffff:7f00:1]/": "http://[::ffff:127.0.0.1]/",
    "http://h?x=y": "http://h?x=y",
    "http://h/#part": "http://h/",
    "http://h/%7Ea%zz": "http://h/%7Ea%zz",
    "http://h/a b?ü": "http://h/a%20b?%C3%BC",
    "http://h/\udce9": "http://h/%E9",
    'http://h/"<>\\^`{|}': "http://h/%22%3C%3E%5C%5E%60%7B%7C%7D",
    "http://h/@:[]": "http://h/@:[]",
    "http://münchen.example/": "http://xn--mnchen-3ya.example/",
}

BAD = [
    "",
    "h",
    "//h/",
    "http:h",
    "http:///",
    "ftp://h/",
    "http://h:65536/",
    "http://h:73536/",
    "http://h:0/",
    "http://h:-1/",
    "http://h:+80/",
    "http://h:8o/",
    "http://h:\uff18\uff10/",
    "http://h:" + "9" * 5000 + "/",
    "http://h:80:80/",
    "http://::1/",
    "http://[::1/",
    "http://[::1]8000/",
    "http://[127.0.0.1]/",
    "http://[::1%25lo]/",
    "http://a..b/",
    "http://.a/",
    "http://-a/",
    "http://a b/",
    "http://a%41/",
    "http://a\\b/",
    "http://\udcff/",
    "http://user@h/",
    "http://user:secret@h/",
    "http://h/\n",
    "http://h/\x00",
    "http://h\t/",
    " http://h/",
]

#: What a Location means in an answer from http://h:8000/a/b?c=d.
REFERENCES = {
    "": "http://h:8000/a/b?c=d",
    "e": "http://h:8000/a/e",
    "/e": "http://h:8000/e",
    "?e": "http://h:8000/a/b?e",
    "../e": "http://h:8000/e",
    "//i/e": "http://i/e",
    "https://i:443/e#part": "https://i/e",
    " /na\u00efve ": "http://h:8000/na%C3%AFve",
    "/na\udcefve": "http://h:8000/na%EFve",
}

NOWHERE = [
    "http://h:65536/",
    "//h:73536",
    "//user@h/",
    "http://[::1/",
    "javascript:alert(1)",
    "/a\rb",
]


class URLTests(SynchronousTestCase):
    """
    URLs and references, good and bad.
    """

    def test_good(self) -> None:
        """
        A URL is written as it goes over the wire, and that is read as itself.
        """
        for text, url in GOOD.items():
            self.assertEqual(checkURL(text), url, text)
            self.assertEqual(checkURL(url), url)

    def test_bad(self) -> None:
        """
        What is not a URL of the web is refused.
        """
        for text in BAD:
            self.assertRaises(BadURL, checkURL, text)

    def test_references(self) -> None:
        """
        A reference is taken relative to where it was found.
        """
        for reference, url in REFERENCES.items():
            self.assertEqual(resolve("http://h:8000/a/b?c=d", reference), url, reference)
        for reference in NOWHERE:
            self.assertRaises(BadURL, resolve, "http://h:8000/a/b?c=d", reference)
