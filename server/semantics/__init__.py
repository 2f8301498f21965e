"""
What a request means, whatever version of HTTP brought it (RFC 9110): methods, dates,
preconditions, ranges. Pure; nothing here knows about requests, files or clocks.
"""

from server.semantics.dates import parseDate
from server.semantics.methods import KNOWN, SAFE
from server.semantics.preconditions import PRECONDITIONS, Validators, evaluate
from server.semantics.ranges import NotSatisfiable, Part, findPart

__all__ = [
    "KNOWN",
    "PRECONDITIONS",
    "SAFE",
    "NotSatisfiable",
    "Part",
    "Validators",
    "evaluate",
    "findPart",
    "parseDate",
]
