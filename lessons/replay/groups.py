"""
Which steps answer alike: their answers differ only where every server's may, as in Date and
Server.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lessons.language import _
from lessons.replay.answer import Answer
from lessons.replay.judge import Judge, Verdict
from server.conformance.reply import Reply
from server.escapes import visible
from server.http1 import Response

#: Fields whose values differ from page to page, or from second to second: they say nothing
#: about how a request was read.
VARYING = frozenset(("date", "content-length", "etag", "last-modified", "set-cookie"))
#: What does not matter at all: RFC 9110 section 10.2.4 leaves it to the server to name itself.
IGNORED = "server"

#: Some lines that are compared, and the rest, which is not.
Part = tuple[Sequence[str], bytes]
_Judged = tuple[Answer, Reply, Verdict]


@dataclass(frozen=True)
class Group:
    """
    Steps that answer alike: with the same heads, fields that vary left out, and the same
    end of the connection. Their content may differ.

    @ivar steps: their numbers.
    @ivar answer: that of the first of them.
    @ivar reply: that answer, taken apart.
    @ivar isSame: whether their content is the same as well.
    """

    steps: Sequence[int]
    answer: Answer
    reply: Reply
    verdict: Verdict
    isSame: bool

    def parts(self) -> Sequence[Part]:
        """
        The answers one by one: the lines of each head, and its content. What is not an answer in
        HTTP is lines alone.
        """
        parts = [(_linesOf(response), content) for response, content in self.reply.answers]
        if self.reply.rest:
            lines = self.reply.rest.split(b"\n")
            parts.append(([visible(line.rstrip(b"\r")) for line in lines], b""))
        return parts

    def compared(self) -> frozenset[str]:
        """
        The lines that are compared with other groups, without what every server's may have
        differently.
        """
        return frozenset(constant(line) for lines, _ in self.parts() for line in lines) | {""}

    @property
    def isHTTP(self) -> bool:
        """
        Whether it is HTTP, from the first byte.
        """
        return bool(self.reply.answers)


def gather(answers: Sequence[Answer], judge: Judge) -> Sequence[Group]:
    """
    Put together the answers that are alike, in the order of the first of each.
    """
    found: dict[object, list[_Judged]] = {}
    for answer in answers:
        reply = judge.read(answer.data, answer.closed)
        judged = answer, reply, judge.judge(answer)
        found.setdefault(_likeness(*judged), []).append(judged)
    return [_group(alike) for alike in found.values()]


def _group(alike: Sequence[_Judged]) -> Group:
    contents = {tuple(content for _, content in reply.answers) for _, reply, _ in alike}
    steps = [answer.step for answer, _, _ in alike]
    return Group(steps, *alike[0], len(contents) == 1)


def _likeness(answer: Answer, reply: Reply, verdict: Verdict) -> object:
    """
    What is the same of answers that are alike.
    """
    heads = [
        sorted(filter(None, map(constant, _linesOf(response)))) for response, _ in reply.answers
    ]
    return str((heads, reply.rest, answer.closed, answer.problem, verdict.how))


def _linesOf(response: Response) -> list[str]:
    """
    Write a head again, line by line.
    """
    first = b"%b %d %b" % (response.version, response.status, response.reason)
    fields = [b"%b: %b" % field for field in response.fields]
    return [visible(line) for line in (first, *fields)]


def constant(line: str) -> str:
    """
    Leave out the value where it varies, and the whole line where it does not matter.
    """
    name = line.partition(":")[0].lower()
    if name == IGNORED:
        return ""
    return f"{name}:" if name in VARYING else line


def ranges(steps: Iterable[int]) -> str:
    """
    Write the numbers of steps: C{step 3}, or C{steps 4-13, 15}.
    """
    runs: list[list[int]] = []
    for step in steps:
        if runs and runs[-1][-1] == step - 1:
            runs[-1].append(step)
        else:
            runs.append([step])
    shown = ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)
    text = _("step {numbers}") if shown.isdigit() else _("steps {numbers}")
    return text.format(numbers=shown)
