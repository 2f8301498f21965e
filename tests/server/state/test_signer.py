"""
Signatures: whose they are, for what, and how long they hold.
"""

from __future__ import annotations

from twisted.internet.defer import Deferred, succeed
from twisted.trial.unittest import SynchronousTestCase

from server.state import OwnSecret, Secret, Signer
from server.state.signer import deriveKey

#: C{openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt mode:EXPAND_ONLY
#: -kdfopt hexkey:00... -kdfopt info:"HTTP from the wire up: form" HKDF}
EXPANDED = "d140ea5f2d14e246f596a9286f0c76c2b7ad1709f60376e6d7a7c12c2b7d1d0c"


class LateSecret:
    """
    A secret that comes when the test gives it, and counts who asks.
    """

    def __init__(self) -> None:
        self.asked = 0
        self.waiting: Deferred[bytes] = Deferred()

    async def get(self) -> bytes:
        """
        Count the call, and wait for what the test gives.
        """
        self.asked += 1
        return await self.waiting


class SignerTests(SynchronousTestCase):
    """
    One who signs, at a time that the test sets.
    """

    time = 1_000_000.5

    def signer(self, secret: Secret, purpose: bytes = b"form") -> Signer:
        """
        Make one whose signatures hold for a minute.
        """
        return Signer(secret, purpose, 60, lambda: self.time)

    def sign(self, signer: Signer, text: bytes) -> bytes:
        """
        @return: the text with its signature, which must be there at once.
        """
        return self.successResultOf(Deferred.fromCoroutine(signer.sign(text)))

    def accepts(self, signer: Signer, text: bytes, signature: bytes) -> bool:
        """
        Ask whether a signature is good.
        """
        return self.successResultOf(Deferred.fromCoroutine(signer.accepts(text, signature)))

    def setUp(self) -> None:
        """
        Sign a text with a secret of our own.
        """
        self.secret = OwnSecret()
        self.ours = self.signer(self.secret)
        self.signature = self.sign(self.ours, b"text")

    def test_ours(self) -> None:
        """
        Whoever has the secret knows a signature again; it is 64 hexadecimal digits.
        """
        self.assertRegex(self.signature, b"^[0-9a-f]{64}$")
        for signer in (self.ours, self.signer(self.secret)):
            self.assertTrue(self.accepts(signer, b"text", self.signature))

    def test_others(self) -> None:
        """
        It holds for no other text, no other purpose and no other secret.
        """
        self.assertFalse(self.accepts(self.ours, b"Text", self.signature))
        self.assertFalse(self.accepts(self.ours, b"", self.signature))
        self.assertFalse(self.accepts(self.signer(self.secret, b"for"), b"text", self.signature))
        self.assertFalse(self.accepts(self.signer(OwnSecret()), b"text", self.signature))

    def test_everyDigit(self) -> None:
        """
        No digit of it can be another, those that tell its end included.
        """
        for place in range(64):
            digit = b"0" if self.signature[place : place + 1] != b"0" else b"1"
            changed = self.signature[:place] + digit + self.signature[place + 1 :]
            self.assertFalse(self.accepts(self.ours, b"text", changed), place)

    def test_noSignature(self) -> None:
        """
        What is not a signature is not taken for one.
        """
        for odd in (b"", b"x", self.signature[:-1], self.signature + b"0", self.signature.upper()):
            self.assertFalse(self.accepts(self.ours, b"text", odd), odd)

    def test_end(self) -> None:
        """
        It holds for as long as was said.
        """
        self.time += 59
        self.assertTrue(self.accepts(self.ours, b"text", self.signature))
        self.time += 1
        self.assertFalse(self.accepts(self.ours, b"text", self.signature))

    def test_textThatBeginsWithAnEnd(self) -> None:
        """
        No digit can move from the text to the end.
        """
        signature = self.sign(self.ours, b"0" + b"text")
        moved = signature[1:8] + b"0" + signature[8:]
        self.assertFalse(self.accepts(self.ours, b"text", moved))

    def test_keys(self) -> None:
        """
        Keys are as RFC 5869 makes them, and no two purposes have the same.
        """
        key = deriveKey(bytes(32), b"form")
        self.assertEqual(key.hex(), EXPANDED)
        self.assertNotEqual(key, deriveKey(bytes(32), b"notice"))

    def test_late(self) -> None:
        """
        A secret that comes from a database is waited for, and asked for once.
        """
        late = LateSecret()
        signer = self.signer(late)
        signing = Deferred.fromCoroutine(signer.sign(b"text"))
        self.assertNoResult(signing)
        late.waiting.callback(bytes(32))
        late.waiting = succeed(bytes(32))
        signature = self.successResultOf(signing)
        self.assertTrue(self.accepts(signer, b"text", signature))
        self.assertEqual(late.asked, 1)
