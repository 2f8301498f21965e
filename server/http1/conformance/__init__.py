"""
What RFC 9112 and RFC 9110 ask of an origin server, as a table: bytes to send, and
what must come of it. It grades any server, ours among them.
"""

from server.http1.conformance.case import ACCEPTED, After, Case, Level, Sign
from server.http1.conformance.judge import judge
from server.http1.conformance.table import CASES

__all__ = ["ACCEPTED", "CASES", "After", "Case", "Level", "Sign", "judge"]
