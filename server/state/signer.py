"""
Signatures: how a server recognizes what it has given away when that comes back.

A form's token and a notice are kept by the browser, not by us. A signature says that they
are ours, and until when they are valid. Whoever has the key can tell: any process, on any
machine, also after a restart.
"""

from __future__ import annotations

import hmac
import re
import time
from collections.abc import Callable

from server.state.secret import Secret

#: Comes before each purpose, so that no other program makes the same keys from a secret.
PROGRAM = b"HTTP from the wire up: "

#: The form of a signature: when it ends, in seconds since 1970, and its proof, both in
#: hexadecimal digits. RFC 2104 section 5: half of a hash would be enough; this is seven
#: eighths of it.
PATTERN = re.compile(rb"[0-9a-f]{64}")
END = 8
PROOF = 56


def deriveKey(secret: bytes, purpose: bytes) -> bytes:
    """
    Make the key for one purpose; it gives away neither the secret nor another key.

    RFC 5869 section 2.3: "T(1) = HMAC-Hash(PRK, T(0) | info | 0x01)", and we need no more
    than that; section 3.3: what is random already need not be extracted first.
    """
    return hmac.digest(secret, PROGRAM + purpose + b"\x01", "sha256")


class Signer:
    """
    Signs texts for one purpose. What was signed for another one is not accepted.
    """

    key: bytes | None = None

    def __init__(
        self,
        secret: Secret,
        purpose: bytes,
        seconds: int,
        now: Callable[[], float] = time.time,
    ) -> None:
        """
        @param seconds: how long a signature is valid.
        @param now: tells the time, in seconds since 1970. All machines should agree on it,
            give or take a few seconds.
        """
        self.secret = secret
        self.purpose = purpose
        self.seconds = seconds
        self.now = now

    async def sign(self, text: bytes) -> bytes:
        """
        Sign a text.

        @return: 64 hexadecimal digits.
        """
        end = b"%08x" % int(self.now() + self.seconds)
        return end + await self.prove(end, text)

    async def accepts(self, text: bytes, signature: bytes) -> bool:
        """
        Tell whether a signature is ours, for this text, and still valid.
        """
        if not PATTERN.fullmatch(signature):
            return False
        end, proof = signature[:END], signature[END:]
        isOurs = hmac.compare_digest(await self.prove(end, text), proof)
        return isOurs and self.now() < int(end, 16)

    async def prove(self, end: bytes, text: bytes) -> bytes:
        """
        Make the proof, which nobody can make without the key.

        @param end: always of the same length, so that it cannot be taken for a part of the
            text.
        """
        if self.key is None:
            self.key = deriveKey(await self.secret.get(), self.purpose)
        return hmac.new(self.key, end + text, "sha256").hexdigest()[:PROOF].encode()
