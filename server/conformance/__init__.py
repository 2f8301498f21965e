"""
What RFC 9112 and RFC 9110 ask of an origin server, as a table: bytes to send, and what
must come of them. It grades any server, ours among them.
"""

from server.conformance.case import ACCEPTED, After, Case, Check, Level
from server.conformance.judge import Mark, Verdict, judge
from server.conformance.table import CASES

__all__ = ["ACCEPTED", "CASES", "After", "Case", "Check", "Level", "Mark", "Verdict", "judge"]
