"""
Reading C{WWW-Authenticate}: what a server wants to know before it answers.

The grammar is the most awkward of all fields', because a comma separates two parameters of one
challenge and also two challenges (RFC 9110 section 11.6.1)::

    WWW-Authenticate = #challenge
    challenge        = auth-scheme [ 1*SP ( token68 / #auth-param ) ]
    auth-param       = token BWS "=" BWS ( token / quoted-string )
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

# RFC 9110 section 5.6.2: token = 1*tchar
TCHARS = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
SEPARATOR = re.compile(r"[ \t]*(?:,[ \t]*)*")
PARAMETER = re.compile(rf'({TCHARS})[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|({TCHARS}))[ \t]*(?=,|$)')
# Section 11.2: token68 = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
TOKEN68 = re.compile(r"[0-9A-Za-z._~+/-]+=*[ \t]*(?=,|$)")
SCHEME = re.compile(rf"({TCHARS})(?:[ \t]+|(?=,|$))")


@dataclass
class Challenge:
    """
    One way to log in that the server offers.

    @ivar scheme: in small letters, since its case means nothing.
    @ivar parameters: by name, in small letters too. The first one of a name counts.
    """

    scheme: str
    parameters: dict[str, str] = field(default_factory=dict)


def readChallenges(values: Iterable[str]) -> list[Challenge]:
    """
    Read all values of the field.

    @return: the challenges in order; where one is malformed, those before it in
        the same value.
    """
    return [challenge for value in values for challenge in readValue(value)]


def readValue(value: str) -> list[Challenge]:
    """
    Read the challenges of one value, up to the first that is malformed.
    """
    challenges: list[Challenge] = []
    for part in parts(value):
        if isinstance(part, Challenge):
            challenges.append(part)
        elif challenges:
            challenges[-1].parameters.setdefault(*part)
    return challenges


def parts(value: str) -> Iterator[Challenge | tuple[str, str]]:
    """
    Split a value at its commas, into the beginnings of challenges, and
    parameters. Only what follows a name tells which of them it begins: a
    parameter's name is followed by "=".
    """
    position = skip(value, 0)
    while position < len(value):
        if parameter := PARAMETER.match(value, position):
            yield parameter[1].lower(), valueOf(parameter)
            position = skip(value, parameter.end())
        elif scheme := SCHEME.match(value, position):
            yield Challenge(scheme[1].lower())
            position = skipToken68(value, scheme.end())
        else:
            return


def valueOf(parameter: re.Match[str]) -> str:
    """
    Take a parameter's value out of its quotes, if it has any.
    """
    if parameter[3] is not None:
        return parameter[3]
    # RFC 9110 section 5.6.4: "Recipients that process the value of a quoted-string
    # MUST handle a quoted-pair as if it were replaced by the octet following the
    # backslash."
    return re.sub(r"\\(.)", r"\1", parameter[2])


def skip(value: str, position: int) -> int:
    """
    Go on to the next part: "a recipient MUST parse and ignore a reasonable number
    of empty list elements" (RFC 9110 section 5.6.1.2).
    """
    match = SEPARATOR.match(value, position)
    return match.end() if match else position


def skipToken68(value: str, position: int) -> int:
    """
    Go on after a token68, if one follows a scheme. It is of no use to us.
    """
    if PARAMETER.match(value, position):
        return position
    match = TOKEN68.match(value, position)
    return skip(value, match.end() if match else position)
