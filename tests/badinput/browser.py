"""
The pages once more, as a real browser reads them: Debian's chromium takes each apart, and
shows some, with scripts allowed, to see whether one of the input's runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from tests.badinput import pages
from tests.badinput.fault import Fault, Kind
from tests.badinput.odd import CANARY
from tests.support.chromium import openBrowser

#: One page in this many is shown.
SHOWN = 25

#: What came from the input in pages that are taken apart, each told with its number.
LOOK = """(pages) => pages.flatMap((page, number) => {
  const read = new DOMParser().parseFromString(page, 'text/html');
  const found = [];
  const walk = (node) => {
    for (const each of node.querySelectorAll('*')) {
      const name = each.localName;
      if (name.includes('CANARY')) found.push(`the element ${name}`);
      if ((name === 'script' || name === 'style') && each.textContent.includes('CANARY'))
        found.push(`inside of ${name}`);
      if (each.protocol === 'javascript:') found.push(`the address ${each.href}`);
      for (const {name: key, value} of each.attributes)
        if (key.includes('CANARY') ||
            (/^on|^style$|^srcdoc$/.test(key) && value.includes('CANARY')))
          found.push(`the attribute ${key} of ${name}`);
      if (name === 'template') walk(each.content);
    }
  };
  walk(read);
  return found.map(each => [number, each]);
})""".replace("CANARY", CANARY)
RUNS = f"window.{CANARY} = () => {{ window.hasRun = true; }}"


class BrowserLook:
    """
    Looks at all pages that a trial looks at, while it is open.
    """

    def __init__(self) -> None:
        self.resources = ExitStack()
        self.kept: list[str] = []
        self.looked = 0

    def __enter__(self) -> BrowserLook:
        browser = openBrowser(self.resources)
        self.page: Any = browser.new_context(offline=True).new_page()
        self.page.add_init_script(RUNS)
        pages.LOOKERS.append(self.keep)
        self.resources.callback(pages.LOOKERS.remove, self.keep)
        return self

    def __exit__(self, *exception: object) -> None:
        self.resources.close()

    def keep(self, page: str) -> None:
        """
        Keep a page that has something of the input's, to be looked at.
        """
        if CANARY in page.lower():
            self.kept.append(page)

    def look(self, atLeast: int) -> Iterator[Fault]:
        """
        Look at what is kept, if that is enough.
        """
        if len(self.kept) < atLeast:
            return
        kept, self.kept = self.kept, []
        for number, found in self.page.evaluate(LOOK, kept):
            at = max(0, kept[number].find(CANARY) - 200)
            yield Fault(Kind.PAGE, f"in chromium: {found}: {kept[number][at : at + 400]}")
        for page in kept[::SHOWN]:
            self.page.goto("about:blank")
            self.page.set_content(page, wait_until="domcontentloaded")
            if self.page.evaluate("window.hasRun"):
                yield Fault(Kind.PAGE, f"a script runs in chromium: {page[:2000]}")
        self.looked += len(kept)
