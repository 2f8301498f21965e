"""
The picture of the inspector in README.rst: C{make picture} takes it from the running thing.

A small class plays before a step: one client asks twice, one is stuck because the empty line
is missing, one makes a mistake. What can be read on it is kept as well, so that a
test sees when it is out of date: L{tests.lessons.test_picture}.
"""

from __future__ import annotations

import re
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.chromium import openBrowser
from tests.support.inspected import InspectedStep
from tests.support.process import ROOT
from tests.support.raw import connect, readToEnd, readUntil

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

PICTURE = ROOT / "lessons" / "inspector.png"
TEXT = ROOT / "tests" / "lessons" / "inspector.txt"

#: Pixels.
SIZE: ViewportSize = {"width": 1280, "height": 1040}
#: What differs each time: lengths of time, addresses, dates; and dates in hexadecimal.
VARIES = re.compile(
    r"\b[\d.,]+ (?:ms|s)\b|127\.0\.0\.1:\d+|\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT"
    r"|\b\d\d:\d\d:\d\d\.\d{3}\b"
    r"|^44 61 74 65 3a [0-9a-f ]+$",
    re.MULTILINE,
)

#: What is looked at: the connection with the mistake, clients by numbers.
PLACE = "/?connection=3&peers=hide"

TWICE = b"GET / HTTP/1.1\r\nHost: me\r\n\r\n", b"GET /nothing HTTP/1.1\r\nHost: me\r\n\r\n"
STUCK = b"GET / HTTP/1.1\r\nHost: me\r\n"
MISTAKE = b"GET / HTTP/1.1\r\nHost : me\r\n\r\n"


def play(port: int, resources: ExitStack) -> None:
    """
    Let the clients talk to the step.

    @param resources: the connections that stay open end with it.
    """
    twice = resources.enter_context(connect(port))
    for request, end in zip(TWICE, (b"Hello!\n", b"'/nothing'\n"), strict=True):
        twice.sendall(request)
        readUntil(twice, end)
    stuck = resources.enter_context(connect(port))
    stuck.sendall(STUCK)
    with connect(port) as mistaken:
        mistaken.sendall(MISTAKE)
        readToEnd(mistaken)


def read(page: Page) -> str:
    """
    Read the page, without what differs each time.
    """
    parts = [page.locator(f"#{name}") for name in ("connections", "conversation")]
    text = "\n".join(part.inner_text() for part in parts)
    text = re.sub(r"\s*\n\s*", "\n", text)
    return VARIES.sub("…", text).strip() + "\n"


def open(resources: ExitStack) -> Page:
    """
    Start a step, let the clients talk to it, and open its inspector.
    """
    step = InspectedStep(resources, "lessons.step3")
    play(step.port, resources)
    browser = openBrowser(resources)
    context = browser.new_context(viewport=SIZE, base_url=step.root, reduced_motion="reduce")
    page = context.new_page()
    page.goto(step.link)
    page.goto(PLACE)
    page.get_by_text("Send it corrected").wait_for()
    return page


def take(picture: Path, text: Path) -> None:
    """
    Take the picture, and write down what can be read on it.
    """
    with ExitStack() as resources:
        page = open(resources)
        page.screenshot(path=picture)
        text.write_text(read(page), encoding="utf-8")


if __name__ == "__main__":
    take(PICTURE, TEXT)
