"""
Replay: the same bytes, sent to each step of the course, and what each of them answers.
"""

from lessons.replay.answer import Answer
from lessons.replay.clientstream import ClientStream
from lessons.replay.groups import Group, gather
from lessons.replay.judge import Judge, Verdict
from lessons.replay.sources import BadSource, fromCase, fromFile
from lessons.replay.stepanswers import replay

__all__ = [
    "Answer",
    "BadSource",
    "ClientStream",
    "Group",
    "Judge",
    "Verdict",
    "fromCase",
    "fromFile",
    "gather",
    "replay",
]
