"""
Where a rule can be read.
"""

from __future__ import annotations

import re

from twisted.web.template import Flattenable, tags

RULE = re.compile(r"RFC (\d+)(?: section ([\d.]+))?")


def linkToRule(rule: str) -> Flattenable:
    """
    Link a section of an RFC where everybody can read it.

    @param rule: such as C{RFC 9112 section 2.2}.
    """
    match = RULE.fullmatch(rule)
    if match is None:
        return rule
    section = f"#section-{match[2]}" if match[2] else ""
    url = f"https://www.rfc-editor.org/rfc/rfc{match[1]}{section}"
    return tags.a(rule, href=url, rel="noreferrer")
