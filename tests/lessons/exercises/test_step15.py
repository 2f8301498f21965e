"""
The exercises of step 15.
"""

from __future__ import annotations

from tests.lessons.exercises import solutionproofs
from tests.lessons.exercises.judging import Wrong

WRONG = [
    Wrong(
        "15.a",
        "takes the port for a part of the name",
        "name if hasPort else host",
        "host",
        1,
        "Host = uri-host [ : port ]",
    ),
    Wrong(
        "15.a",
        "leaves capitals",
        "(name if hasPort else host).lower()",
        "name if hasPort else host",
        2,
        "a host is case-insensitive",
    ),
    Wrong(
        "15.a",
        "takes any last colon for the one before the port",
        'colon and "]" not in port',
        "colon",
        3,
        "an address of IPv6 is written in brackets",
    ),
    Wrong(
        "15.1",
        "compares the port as well",
        "match[1].lower()",
        "host.lower()",
        2,
        "Host = uri-host [ : port ]",
    ),
    Wrong(
        "15.1",
        "compares with capitals",
        "match[1].lower()",
        "match[1]",
        2,
        "a host is case-insensitive",
    ),
    Wrong(
        "15.1",
        "takes the first colon for the one before the port",
        "match[1].lower()",
        'host.partition(":")[0].lower()',
        3,
        "one of IPv6 is written in brackets",
    ),
    Wrong(
        "15.1",
        "allows what ends in an allowed name",
        "or name in allowed or",
        "or name.endswith(tuple(allowed)) or",
        4,
        "names are compared whole",
    ),
    Wrong(
        "15.1",
        "allows what begins with localhost",
        'name == "localhost"',
        'name.startswith("localhost")',
        4,
        "localhost.evil.example",
    ),
    Wrong(
        "15.1",
        "takes whatever begins with a digit for an address",
        "or isAddress(name)",
        "or name[:1].isdigit() or isAddress(name)",
        4,
        "127.0.0.1.evil.example",
    ),
    Wrong(
        "15.1",
        "looks at the beginning of the field only",
        "HOST.fullmatch(host)",
        "HOST.match(host)",
        4,
        "[::1].evil",
    ),
    Wrong(
        "15.1",
        "lets any text be a port",
        "(?::[0-9]*)?",
        "(?::.*)?",
        5,
        "localhost:http",
    ),
    Wrong(
        "15.2",
        "compares with the first tag only",
        "field)\n\n\n# ---- Exercise 15.3",
        "field)[:1]\n\n\n# ---- Exercise 15.3",
        2,
        "a list of entity tags",
    ),
    Wrong(
        "15.2",
        "takes a weak tag for another one",
        'etag.removeprefix("W/")',
        "etag",
        3,
        "MUST use the weak comparison",
    ),
    Wrong(
        "15.2",
        "forgets *",
        '    if field.strip(" \\t") == "*":\n        return True\n',
        "",
        4,
        "* stands for any page",
    ),
    Wrong(
        "15.2",
        "splits at every comma",
        """re.findall(r'(?:W/)?("[^"]*")', field)""",
        '[one.strip().removeprefix("W/") for one in field.split(",")]',
        5,
        "a comma is a part of the tag",
    ),
    Wrong(
        "15.2",
        "looks for * anywhere",
        'field.strip(" \\t") == "*"',
        '"*" in field',
        6,
        "character by character",
    ),
    Wrong(
        "15.2",
        "compares without capitals",
        """("[^"]*")', field)""",
        """("[^"]*")', field.lower())""",
        6,
        "character by character",
    ),
    Wrong(
        "15.3",
        "looks for the word",
        'return weights.get("gzip", weights.get("*", 0)) > 0',
        'return "gzip" in weights',
        3,
        "a weight of 0 means: not acceptable",
    ),
    Wrong(
        "15.3",
        "knows one spelling of 0",
        "return float(match[1]) if match else 0",
        'return 0 if parameter == "q=0" else 1',
        3,
        "q=0.000",
    ),
    Wrong(
        "15.3",
        "compares with capitals",
        "field.lower().split",
        "field.split",
        2,
        "codings are case-insensitive",
    ),
    Wrong(
        "15.3",
        "forgets *",
        'weights.get("gzip", weights.get("*", 0))',
        'weights.get("gzip", 0)',
        4,
        "* is any coding that the field does not name",
    ),
    Wrong(
        "15.3",
        "lets * win over gzip",
        'weights.get("gzip", weights.get("*", 0))',
        'max(weights.get("gzip", 0), weights.get("*", 0))',
        4,
        "* is any coding that the field does not name",
    ),
    Wrong(
        "15.3",
        "compares the first four letters",
        'coding.strip(" \\t")',
        'coding.strip(" \\t")[:4]',
        5,
        "gzipped",
    ),
    Wrong(
        "15.3",
        "takes any text for a number",
        "return float(match[1]) if match else 0",
        'return float(parameter.removeprefix("q="))',
        6,
        "ValueError: could not convert string to float",
    ),
]


class Step15Proofs(solutionproofs.Proofs):
    """
    The exercises of step 15 and their checks.
    """

    step = "step15"
    wrong = WRONG
