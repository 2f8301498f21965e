"""
The explainer: the bytes of a connection in, annotated spans and a diagnosis out. Pure;
built on the readers of L{server.http1}. No file of it imports Twisted.
"""

from server.explain.diagnosis import Diagnosis
from server.explain.exchange import Exchange, Pair
from server.explain.explainer import Explainer
from server.explain.span import Direction, Span, innermost
from server.explain.steps import Difference, differencesAtFault, findDifferences

__all__ = [
    "Diagnosis",
    "Difference",
    "Direction",
    "Exchange",
    "Explainer",
    "Pair",
    "Span",
    "differencesAtFault",
    "findDifferences",
    "innermost",
]
