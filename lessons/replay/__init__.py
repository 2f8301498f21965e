"""
Replay: the same bytes, sent to each step of the course, and what each of them answers.
"""

from lessons.replay.answer import Answer
from lessons.replay.groups import Group, gather
from lessons.replay.judge import Judge, Verdict
from lessons.replay.replaying import replay
from lessons.replay.sending import Sending
from lessons.replay.sources import BadSource, fromCase, fromFile

__all__ = [
    "Answer",
    "BadSource",
    "Group",
    "Judge",
    "Sending",
    "Verdict",
    "fromCase",
    "fromFile",
    "gather",
    "replay",
]
