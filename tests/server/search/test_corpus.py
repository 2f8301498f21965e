"""
The corpus: what belongs to it, and that no path leads out of it.
"""

from __future__ import annotations

import os
import socket
from contextlib import chdir
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from server.search.corpus import LARGEST, Corpus, NoText
from tests.server.search.support import write

SECRET = "the secret beside the corpus"


class CorpusTestCase(SynchronousTestCase):
    """
    Has a corpus, with a secret in the folder beside it.
    """

    def setUp(self) -> None:
        """
        Make a folder with texts and hidden files, and secrets outside of it.
        """
        self.outside = Path(self.mktemp()).absolute()
        self.root = self.outside / "corpus"
        write(self.outside, {"secret.txt": SECRET, "other/secret.txt": SECRET})
        write(self.root, {"a.txt": "a", "folder/b.txt": "b", ".hidden": SECRET})
        write(self.root, {".git/config": SECRET, "folder/.c": SECRET})
        self.corpus = Corpus(self.root)

    def paths(self, corpus: Corpus | None = None) -> list[str]:
        """
        @return: the paths of the corpus's files, sorted.
        """
        return sorted(file.path for file in (corpus or self.corpus).files())


class FilesTests(CorpusTestCase):
    """
    Which files belong to the corpus, by name, place and kind.
    """

    def test_files(self) -> None:
        """
        All files in all folders, but nothing hidden.
        """
        self.assertEqual(self.paths(), ["a.txt", "folder/b.txt"])

    def test_endings(self) -> None:
        """
        Only files with certain endings, where that is asked for.
        """
        write(self.root, {"c.rst": "c", "d.py": "d"})
        corpus = Corpus(self.root, (".rst", ".txt"))
        self.assertEqual(self.paths(corpus), ["a.txt", "c.rst", "folder/b.txt"])
        self.assertRaises(NoText, corpus.read, "d.py")

    def test_without(self) -> None:
        """
        The folder of our own index is left out.
        """
        corpus = Corpus(self.root, without=self.root / "folder")
        self.assertEqual(self.paths(corpus), ["a.txt"])

    def test_links(self) -> None:
        """
        What a link points to does not belong to it, nor does the link.
        """
        (self.root / "link.txt").symlink_to(self.outside / "secret.txt")
        (self.root / "near.txt").symlink_to(self.root / "a.txt")
        (self.root / "linked").symlink_to(self.outside / "other")
        (self.root / "folder" / "up").symlink_to(self.root)
        self.assertEqual(self.paths(), ["a.txt", "folder/b.txt"])

    def test_noFiles(self) -> None:
        """
        A pipe and a socket are not files.
        """
        os.mkfifo(self.root / "pipe.txt")
        # A socket's path must be short.
        with chdir(self.root), socket.socket(socket.AF_UNIX) as listening:
            listening.bind("s.txt")
        self.assertEqual(self.paths(), ["a.txt", "folder/b.txt"])

    def test_nameNoText(self) -> None:
        """
        A name that is not UTF-8 is left out; any other is taken.
        """
        with open(os.fsencode(self.root) + b"/\xff.txt", "w"):
            pass
        write(self.root, {"ü 中.txt": "", "line\nend.txt": "", "-v.txt": ""})
        found = ["-v.txt", "a.txt", "folder/b.txt", "line\nend.txt", "ü 中.txt"]
        self.assertEqual(self.paths(), found)

    def test_rootIsLink(self) -> None:
        """
        The corpus itself may be reached by a link: its owner has named it.
        """
        link = self.outside / "link"
        link.symlink_to(self.root)
        self.assertEqual(self.paths(Corpus(link)), ["a.txt", "folder/b.txt"])
        self.assertEqual(Corpus(link).read("folder/b.txt"), "b")


class PathTests(CorpusTestCase):
    """
    No path leads out of it.
    """

    def test_within(self) -> None:
        """
        A file of the corpus is read.
        """
        self.assertEqual(self.corpus.read("folder/b.txt"), "b")

    def test_leadingOut(self) -> None:
        """
        Every path that leads out, or that names nothing, is refused in the same
        words, so that nobody learns what is there.
        """
        secret = str(self.outside / "secret.txt")
        for path in [
            *("../secret.txt", "folder/../../secret.txt", "./a.txt", "folder/./b.txt", "..", "."),
            *(secret, "/" + secret, "/etc/passwd", "//etc/passwd", "~/a", "file:///etc/passwd"),
            *("", "/", "folder", "folder/", "folder//b.txt", "a.txt/", "a.txt/x", "nothing.txt"),
            *(
                "a.txt\0",
                "\0",
                "a.txt\0.html",
                "..\\secret.txt",
                "%2e%2e/secret.txt",
                "..%2fsecret",
            ),
            *(".hidden", ".git/config", "folder/.c", "x" * 10_000, "x/" * 5000, "\ud800.txt"),
        ]:
            error = self.assertRaises(NoText, self.corpus.read, path)
            self.assertEqual(str(error), "there is no such file", path)

    def test_links(self) -> None:
        """
        A link is not followed, whatever it points to, at the end of a path or
        in the middle.
        """
        (self.root / "link.txt").symlink_to(self.outside / "secret.txt")
        (self.root / "near.txt").symlink_to(self.root / "a.txt")
        (self.root / "linked").symlink_to(self.outside / "other")
        for path in ("link.txt", "near.txt", "linked/secret.txt"):
            error = self.assertRaises(NoText, self.corpus.read, path)
            self.assertEqual(str(error), "there is no such file")

    def test_pipe(self) -> None:
        """
        A pipe is refused at once: nobody waits until something comes.
        """
        os.mkfifo(self.root / "pipe.txt")
        self.assertRaises(NoText, self.corpus.read, "pipe.txt")

    def test_nothingStaysOpen(self) -> None:
        """
        No descriptor is left open, whatever is asked for.
        """
        (self.root / "linked").symlink_to(self.outside / "other")
        before = len(os.listdir("/proc/self/fd"))
        for path in ["folder/b.txt", "folder/x", "linked/secret.txt", "folder", "a.txt/x"] * 5:
            try:
                self.corpus.read(path)
            except NoText:
                continue
        self.assertEqual(len(os.listdir("/proc/self/fd")), before)


class TextTests(CorpusTestCase):
    """
    Which files are text that can be searched, and why others are not.
    """

    def assertNoText(self, content: bytes, reason: str) -> None:
        """
        Check that a file is refused, and why.
        """
        write(self.root, {"x": content})
        error = self.assertRaises(NoText, self.corpus.read, "x")
        self.assertEqual(str(error), reason)

    def test_text(self) -> None:
        """
        UTF-8 is text, with a byte order mark or without; lines end in LF, CR LF
        or CR.
        """
        write(self.root, {"x": b"\xef\xbb\xbf\xc3\xbc\r\nb\rc\n"})
        self.assertEqual(self.corpus.read("x"), "ü\nb\nc\n")

    def test_nul(self) -> None:
        """
        What holds a NUL is not text.
        """
        self.assertNoText(b"a\0b", "it is not text: there is a NUL in it")

    def test_otherBytes(self) -> None:
        """
        What is not UTF-8 is not text.
        """
        self.assertNoText(b"gr\xfcn", "it is not text in UTF-8")
        self.assertNoText(b"\xed\xa0\x80", "it is not text in UTF-8")

    def test_size(self) -> None:
        """
        What is too large is not read.
        """
        write(self.root, {"x": b"x" * LARGEST})
        self.assertEqual(len(self.corpus.read("x")), LARGEST)
        self.assertNoText(b"x" * (LARGEST + 1), "it is larger than 4,000,000 bytes")

    def test_marks(self) -> None:
        """
        A letter with thousands of marks, which would take minutes to bring into
        normal form, is not text; one with thirty is.
        """
        write(self.root, {"x": "a" + "\u0300\u0327" * 15})
        self.assertEqual(len(self.corpus.read("x")), 31)
        reason = "it is not text: there are more than 30 combining marks in a row"
        self.assertNoText(("a" + "\u0300\u0327" * 500_000).encode(), reason)
        self.assertNoText(("a" + "\u0f73" * 31).encode(), reason)
