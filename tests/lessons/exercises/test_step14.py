"""
The exercises of step 14.
"""

from __future__ import annotations

from tests.lessons.exercises import solutionproofs
from tests.lessons.exercises.judging import Wrong

COLLECTS_NOTHING = '''\
        text = self.rest + text.lower()
        words = WORD.findall(text)
        self.rest = words.pop()[:LONGEST] if WORD.fullmatch(text[-1:]) else ""
        return [word[:LONGEST] for word in words]

    def end(self) -> list[str]:
        """
        The page is over, and another may come.

        @return: the word that was held back, if there is one.
        """
        rest, self.rest = self.rest, ""
        return [rest] if rest else []
'''

WRONG = [
    Wrong(
        "14.1",
        "knows only the fields of the list",
        "dropped = HOP_BY_HOP | named",
        "dropped = HOP_BY_HOP",
        3,
        "MUST remove the fields that are named in Connection",
    ),
    Wrong(
        "14.1",
        "compares names with capitals",
        "if name.lower() not in dropped]",
        "if name not in dropped]",
        2,
        "field names are case-insensitive",
    ),
    Wrong(
        "14.1",
        "compares options with capitals",
        "value.lower().split",
        "value.split",
        4,
        "Connection is a list of options",
    ),
    Wrong(
        "14.1",
        "forgets the blanks of a list",
        '.strip(b" \\t")',
        "",
        4,
        "Connection is a list of options",
    ),
    Wrong(
        "14.1",
        "reads only the last line of Connection",
        "named.update(",
        "named = set(",
        4,
        "over all its lines",
    ),
    Wrong(
        "14.1",
        "loses fields that come twice",
        "for name, value in fields if name.lower()",
        "for name, value in dict(fields).items() if name.lower()",
        5,
        "Cookie",
    ),
    Wrong(
        "14.1",
        "drops whatever has such a name inside",
        "if name.lower() not in dropped]",
        "if not any(one in name.lower() for one in dropped)]",
        5,
        "a proxy MUST forward a field that it does not know",
    ),
    Wrong(
        "14.2",
        "refuses this machine only",
        "return address.is_global and not address.is_multicast",
        "return not address.is_loopback",
        1,
        "the proxy goes to public addresses only",
    ),
    Wrong(
        "14.2",
        "forgets the addresses of groups",
        " and not address.is_multicast",
        "",
        2,
        "link-local, multicast and reserved addresses",
    ),
    Wrong(
        "14.2",
        "knows no IPv6",
        'return ip_address(host) if ":" in host else IPv4Address(inet_aton(host))',
        "return IPv4Address(inet_aton(host))",
        3,
        "IPv6 has public and other addresses as well",
    ),
    Wrong(
        "14.2",
        "refuses every IPv4 address inside IPv6",
        "        address = address.ipv4_mapped\n",
        "        return False\n",
        4,
        "is an IPv4 address in IPv6 spelling",
    ),
    Wrong(
        "14.2",
        "knows one spelling",
        'ip_address(host) if ":" in host else IPv4Address(inet_aton(host))',
        "ip_address(host)",
        5,
        "every spelling of an address leads to the same place",
    ),
    Wrong(
        "14.2",
        "takes what begins with an address for one",
        "    if host.split() != [host]:  # inet_aton reads to the first blank, and no further\n"
        "        return False\n",
        "",
        6,
        "a name, or nonsense, is not an address",
    ),
    Wrong(
        "14.2",
        "trips over a name",
        "except (OSError, ValueError):",
        "except ValueError:",
        6,
        "Your program raised an exception.",
    ),
    Wrong(
        "14.3",
        "takes each piece on its own",
        "text = self.rest + text.lower()",
        "text = text.lower()",
        2,
        "where one piece ends and the next begins means nothing",
    ),
    Wrong(
        "14.3",
        "holds back a word whose end has come",
        'if WORD.fullmatch(text[-1:]) else ""',
        'if words else ""',
        3,
        "The words are not the right ones.",
    ),
    Wrong(
        "14.3",
        "collects the whole page",
        COLLECTS_NOTHING,
        """        self.rest += text.lower()
        return []

    def end(self) -> list[str]:
        words, self.rest = [word[:LONGEST] for word in WORD.findall(self.rest)], ""
        return words
""",
        4,
        "a word is returned as soon as it is whole",
    ),
    Wrong(
        "14.3",
        "keeps a word of any length",
        "words.pop()[:LONGEST]",
        "words.pop()",
        5,
        "40 letters are kept",
    ),
    Wrong(
        "14.3",
        "keeps the last word of a page for the next",
        'rest, self.rest = self.rest, ""',
        "rest = self.rest",
        6,
        "another may come",
    ),
    Wrong(
        "14.3",
        "takes nothing for a word",
        "[rest] if rest else []",
        "[rest]",
        1,
        "The words are not the right ones.",
    ),
    Wrong(
        "14.3",
        "keeps the words, and returns nothing",
        "return [word[:LONGEST] for word in words]",
        "self.words = [word[:LONGEST] for word in words]",
        1,
        "It should return a list of words.",
    ),
]


class Step14Proofs(solutionproofs.Proofs):
    """
    The exercises of step 14 and their checks.
    """

    step = "step14"
    wrong = WRONG
