"""
The command in Chinese, in a terminal.
"""

from __future__ import annotations

import re
import sys

import pexpect
from twisted.trial.unittest import SynchronousTestCase

from lessons.columns import columnsOf
from lessons.command.console import NARROWEST_TEXT
from lessons.command.frame import CLEAR, HOME, SHOW
from lessons.command.pager import COLOUR
from tests.lessons.command.checkout import Checkout
from tests.support.terminals import Spawn

CHINESE = re.compile("[\u4e00-\u9fff]")
REQUEST = "GET / HTTP/1.1\r\nHost : me\r\n\r\n"

#: Each command, and the words of its own that show it in Chinese.
COMMANDS = {
    ("map",): "课程地图|从字节开始学 HTTP",
    ("--help",): "用法：",
    ("next",): "约 [25] 分钟",  # the second time, hints have been read
    ("quiz", "4"): "没有测验 '4'",
    ("quiz", "--help"): "考前面学过的内容",
    ("check", "1.1"): "照原样再查一次.*发送了（合成一片）",
    ("check", "0.1", "--all"): "未通过",
    ("check", "1"): "第 1 步",
    ("hint", "1.1"): "提示 1",
    ("hint", "1.1", "3"): "最后一条提示",
    ("solution", "1.1"): "还没有通过",
    ("solution", "1.1", "--anyway"): "为什么",
    ("reset", "1"): "什么也不用做",
    ("doctor",): "浏览器",
    ("diff", "1"): "没有别的步",
    ("diff", "2", "2"): "没有区别",
    ("explain", "request"): "第 20 字节处有错",
    ("explain", "nowhere"): "无法读取",
    ("explain", "--help"): "不写就读标准输入",
    ("replay", "request", "--steps", "2-3"): "最先看出错误的",
    ("replay", "--help"): "第 14 步是代理",
    ("grade", "--help"): "只试这个用例",
    ("grade",): "例如 `grade 127",
    ("run", "clients"): "好几个程序",
    ("walk", "99"): "没有 '99' 这一步",
    ("watch", "99"): "没有 '99' 这一步",
    ("check",): "还缺东西",
    ("chek",): "你是不是想用 check",
    ("hint", "1.1", "4"): "没有提示",
    ("--wrong",): "看不懂的参数",
}
#: What is shown as it is: bytes, code, names of files.
AS_IT_IS = re.compile(r"    |[+-@ ]|class |from |def |python -m |-- |.*/")


class TerminalTestCase(SynchronousTestCase):
    """
    Runs the command in a terminal, in a copy of the course.
    """

    def setUp(self) -> None:
        """
        Make a copy of the course.
        """
        self.checkout = Checkout(self.mktemp())
        (self.checkout.path / "request").write_bytes(REQUEST.encode())

    def spawn(self, *arguments: str, columns: int = 80, **own: str) -> pexpect.spawn[str]:
        """
        Start the command in a terminal.
        """
        child = Spawn(
            sys.executable,
            ["-m", "lessons", *arguments],
            cwd=str(self.checkout.path),
            env=self.checkout.environment(**({"LANGUAGE": "zh_CN"} | own)),
            dimensions=(24, columns),
            encoding="utf-8",
            timeout=60,
        )
        self.addCleanup(child.close, force=True)
        return child

    def see(self, *arguments: str, columns: int = 80, **own: str) -> list[str]:
        """
        Run a command.

        @return: the lines that it has shown.
        """
        child = self.spawn(*arguments, columns=columns, **own)
        child.expect(pexpect.EOF)
        self.assertNotIn("Traceback", child.before)
        return str(child.before).splitlines()

    def assertFits(self, lines: list[str], columns: int) -> None:
        """
        Fail where a line with Chinese in it is wider than the screen. (One that shows bytes or
        code stays as it is, and so does one long word.)
        """
        for line in lines:
            word = line.split(" ")[-1]
            isWord = CHINESE.search(word) is None and len(word) > columns - NARROWEST_TEXT
            isShown = CHINESE.search(line) is None and AS_IT_IS.match(line)
            if not (isWord or isShown):
                self.assertLessEqual(columnsOf(line), columns, line)


class ChineseTests(TerminalTestCase):
    """
    What a Chinese student sees.
    """

    def test_everything(self) -> None:
        """
        Every command speaks Chinese, on a screen of 80 columns and on one of 40; no line is
        wider.
        """
        for columns in 80, 40:
            for arguments, words in COMMANDS.items():
                lines = self.see(*arguments, columns=columns)
                self.assertFits(lines, columns)
                self.assertRegex("".join(line.strip() for line in lines), words.replace(" ", " ?"))

    def test_map(self) -> None:
        """
        The map and the prompt below it fill a screen of 24 rows, each step in one of them.
        """
        lines = self.see("map")
        self.assertEqual(len(lines), 23)
        self.assertFits(lines, 80)
        for number, line in enumerate(lines[2:17], 1):
            self.assertRegex(line, rf"^ +{number} 0/\d .*{CHINESE.pattern}")

    def test_watch(self) -> None:
        """
        The screen of watch is drawn in Chinese: the exercise, the list, a hint, and the keys.
        """
        for columns in 80, 40:
            child = self.spawn("watch", "1.1", columns=columns, TERM="xterm")
            for key, words in (
                ("", "还没有开始"),
                ("h", "想什么" if columns == 40 else "看哪里"),
                ("l", "待做"),
            ):
                child.send(key)
                self.assertFits(self.drawn(child, words), columns)
            child.send("q")
            child.expect(pexpect.EOF)

    def drawn(self, child: pexpect.spawn[str], words: str) -> list[str]:
        """
        Wait until a screen shows some words.
        """
        while True:
            child.expect_exact(HOME)
            child.expect_exact(SHOW)
            drawn = COLOUR.sub("", str(child.before)).replace(CLEAR, "")
            if words in drawn:
                return drawn.split("\r\n")

    def test_walk(self) -> None:
        """
        A walk says in Chinese what it does, and what the keys do.
        """
        for columns in 80, 40:
            child = self.spawn("walk", "1", columns=columns)
            child.expect_exact("q 退出")
            self.assertFits(str(child.before).splitlines(), columns)
            child.send("q")
            child.expect(pexpect.EOF)


class LanguageChoiceTests(TerminalTestCase):
    """
    Where Chinese is not wanted, or cannot be shown.
    """

    def test_ascii(self) -> None:
        """
        Where the output takes ASCII alone, or the locale is C, it is English without a word
        about it.
        """
        environment = ("PYTHONIOENCODING", "ascii"), ("LC_ALL", "C"), ("LC_ALL", "POSIX")
        for name, value in environment:
            lines = self.see("map", columns=80, **{name: value})
            self.assertTrue(lines[0].startswith("HTTP from the wire up"), lines)

    def test_option(self) -> None:
        """
        The language may be named, before a command or after it; and that counts more than the
        environment.
        """
        for arguments in (
            ["--language", "zh", "next"],
            ["--language=zh_CN", "next"],
            ["next", "--language", "zh-CN"],
            ["next", "--language=zh"],
        ):
            lines = self.see(*arguments, LANGUAGE="en")
            self.assertRegex(lines[0], "约 2 分钟")
        lines = self.see("--language", "en", "next", LANGUAGE="zh_CN")
        self.assertIn("about 2 minutes", lines[0])

    def test_cannotBeShown(self) -> None:
        """
        One that is named and cannot be shown is told about, in one line.
        """
        lines = self.see("--language", "zh", "next", PYTHONIOENCODING="ascii")
        self.assertEqual(
            lines[0], "note: ascii, which is what is written here, has no letters for zh_CN"
        )
        self.assertIn("about 2 minutes", lines[1])

    def test_unknown(self) -> None:
        """
        One that is not there is told with those that are; and so is one without a name.
        """
        said = " ".join(self.see("--language", "fr", "next"))
        self.assertIn("没有语言 'fr'：只有 en, zh_CN", said)
        said = " ".join(self.see("next", "--language"))
        self.assertIn("后面要有一个值", said)

    def test_run(self) -> None:
        """
        What comes after run is for the step.
        """
        lines = self.see("run", "1", "--language", "zh", LANGUAGE="en")
        self.assertIn("unrecognized arguments: --language zh", " ".join(lines))
