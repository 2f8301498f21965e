"""
The codes with which students prove who they are, where there is no cookie: C{7kq2m}.
"""

from __future__ import annotations

import re
import secrets

#: What codes are made of: no two of these characters look alike.
CHARACTERS, LENGTH = "23456789abcdefghjkmnpqrstuvwxyz", 5
#: A code has a digit: so no word of a name is taken for one.
CODE = re.compile(rf"(?=\w*\d)[{CHARACTERS}]{{{LENGTH}}}")


def makeCode() -> str:
    """
    Make up a code, at random.
    """
    while True:
        code = "".join(secrets.choice(CHARACTERS) for _ in range(LENGTH))
        if isCode(code):
            return code


def isCode(word: str) -> bool:
    """
    Tell whether a word may be a code, in capital or small letters.
    """
    return CODE.fullmatch(word.lower()) is not None
