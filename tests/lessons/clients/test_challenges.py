"""
Reading WWW-Authenticate: RFC 9110 section 11.6.1, whose commas part challenges and
parameters alike.
"""

from __future__ import annotations

import time

from twisted.trial.unittest import SynchronousTestCase

from lessons.clients.challenges import Challenge, readChallenges

#: The challenges of one value.
VALUES: dict[str, list[tuple[str, dict[str, str]]]] = {
    "": [],
    ", ,": [],
    "Basic": [("basic", {})],
    'Basic realm="x"': [("basic", {"realm": "x"})],
    "Basic realm=x": [("basic", {"realm": "x"})],
    'basic  REALM\t= "x"': [("basic", {"realm": "x"})],
    'Basic realm = "a, b=c"': [("basic", {"realm": "a, b=c"})],
    r'Basic realm="a \"b\" \\ \c"': [("basic", {"realm": r'a "b" \ c'})],
    'Basic charset="UTF-8", realm="x"': [("basic", {"charset": "UTF-8", "realm": "x"})],
    "Basic charset=UTF-8 , , realm=x,": [("basic", {"charset": "UTF-8", "realm": "x"})],
    'Basic realm="x", realm="y"': [("basic", {"realm": "x"})],
    "Negotiate": [("negotiate", {})],
    "Negotiate abc123==, Basic realm=x": [("negotiate", {}), ("basic", {"realm": "x"})],
    "Negotiate a/b+c, Basic": [("negotiate", {}), ("basic", {})],
    "NTLM, Basic realm=x": [("ntlm", {}), ("basic", {"realm": "x"})],
    'Digest realm="d", qop="auth,auth-int", nonce=n, Basic realm="b"': [
        ("digest", {"realm": "d", "qop": "auth,auth-int", "nonce": "n"}),
        ("basic", {"realm": "b"}),
    ],
    'Basic realm=x, Newauth realm=apps, type=1, title="Login to \\"apps\\""': [
        ("basic", {"realm": "x"}),
        ("newauth", {"realm": "apps", "type": "1", "title": 'Login to "apps"'}),
    ],
    'Bearer realm="basic realm=y"': [("bearer", {"realm": "basic realm=y"})],
    'X basic="1"': [("x", {"basic": "1"})],
    "realm=x": [],
    '"Basic"': [],
    'Basic realm="never closed': [("basic", {})],
    "Basic realm=": [("basic", {})],
    'Basic realm="ü\x1b"': [("basic", {"realm": "ü\x1b"})],
}


class ChallengeTests(SynchronousTestCase):
    """
    Challenges, as the grammar has them and otherwise.
    """

    def test_values(self) -> None:
        """
        Each challenge is found, with its parameters.
        """
        for value, wanted in VALUES.items():
            found = [(each.scheme, each.parameters) for each in readChallenges([value])]
            self.assertEqual(found, wanted, value)

    def test_several(self) -> None:
        """
        A field may be sent several times: no challenge goes on in the next.
        """
        found = readChallenges(["Digest nonce=x", "realm=y, Basic realm=z"])
        self.assertEqual(found[0], Challenge("digest", {"nonce": "x"}))
        self.assertEqual(found[-1], Challenge("basic", {"realm": "z"}))

    def test_time(self) -> None:
        """
        However long a value is, it is read in a moment.
        """
        began = time.process_time()
        for part in ('a="', "a=b, ", "a ", ",", "a" * 100, "= ", '"\\', "a, "):
            readChallenges(["Basic " + part * (16_000 // len(part))])
        self.assertLess(time.process_time() - began, 2)
