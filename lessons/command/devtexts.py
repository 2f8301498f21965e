"""
What C{dev new} writes. A new exercise is whole from the beginning, and its checks are green: what
says "FILL IN" stands for what only its author knows. An underline gets the length of its title.
"""

from __future__ import annotations

#: Written wherever something is to be filled in.
FILL_IN = "FILL IN"

#: The section in the original, and in the solution.
ORIGINAL = '''\
# ---- Exercise {number}: {title} ----


def {name}() -> str:
    """
    FILL IN: what is there, what is wanted, and what stays as it is.
    """
    # TODO {number}: FILL IN: a word on what belongs here.
    return "before {number}"


'''
SOLUTION = '''\
# ---- Exercise {number}: {title} ----


def {name}() -> str:
    """
    FILL IN: what is there, what is wanted, and what stays as it is.
    """
    return "after {number}"


'''
CHECK = '''\
class Exercise{order}Tests(ExerciseTestCase):
    """
    {capital}.
    """

    exercise = "{number}"

    def test_1_answer(self) -> None:
        """
        FILL IN: the requirement, in a sentence that a student reads.
        """
        rule = "FILL IN: the rule, in one sentence (exercise {number})."
        self.mustReturn("after {number}", "{name}", rule=rule)
'''
NOTES = """\
{number} {title}
====

Time
----

{minutes} minutes

Hint 1: where to look
---------------------

FILL IN: the place in the walkthrough.

Hint 2: what to think about
---------------------------

FILL IN: the idea.

Hint 3: almost the line
-----------------------

FILL IN: the code, but for a word.

Why
---

FILL IN: why it has to be so.

What a professional would do
----------------------------

FILL IN: what else there is.
"""
TASK = """\
**{number}** *{capital}.* FILL IN: what is to be done, in a sentence. Check it with
``python -m lessons check {number}``.

"""
RIGHTS = """\
{number} FILL IN: how the first is written
-----------------------------------------

def {name}():
    return "after" + " {number}"

{number} FILL IN: how the second is written
------------------------------------------

def {name}():
    return " ".join(["after", "{number}"])

{number} FILL IN: how the third is written
-----------------------------------------

def {name}():
    answer = "before {number}"
    return answer.replace("before", "after")
"""
WRONGS = """\
    Wrong(
        "{number}",
        "FILL IN: what the first has misunderstood",
        'return "after {number}"',
        'return "before {number}"',
        1,
        "The function returns something else.",
    ),
    Wrong(
        "{number}",
        "FILL IN: what the second has misunderstood",
        'return "after {number}"',
        'return "after"',
        1,
        "The function returns something else.",
    ),
    Wrong(
        "{number}",
        "FILL IN: what the third has misunderstood",
        'return "after {number}"',
        "return None",
        1,
        "The function returns something else.",
    ),
"""

PROGRAM = '''\
"""
Step {step}: FILL IN: the one new idea.
"""

from argparse import Namespace

from twisted.internet.interfaces import IReactorTime
from twisted.web.resource import Resource
from twisted.web.server import Request, Site

from server.runner import main


class Page(Resource):
    isLeaf = True

    def render_GET(self, request: Request) -> bytes:
        request.setHeader(b"Content-Type", b"text/plain; charset=utf-8")
        return b"FILL IN: what this step can do\\n"


def makeFactory(reactor: IReactorTime, options: Namespace) -> Site:
    return Site(Page(), reactor=reactor)


if __name__ == "__main__":
    main(makeFactory, tryThis=["curl -i http://{{host}}:{{port}}/"])
'''
WALKTHROUGH = """\
Step {step}: FILL IN: the one new idea
====

What you can do now
-------------------

FILL IN: the new ability, in one sentence.

What is new
-----------

FILL IN: what differs from step {before}.

The bytes on the wire
---------------------

FILL IN: the bytes, each line explained.

In the inspector
----------------

FILL IN: what to look at with ``--inspect``.

Type this
---------

::

    $ python -m lessons.step{step}
    listening on 127.0.0.1:8000
      try: curl -i http://127.0.0.1:8000/
      stop: Ctrl-C

    $ curl -s http://127.0.0.1:8000/
    FILL IN: what this step can do

If nothing happens
------------------

FILL IN: what may be wrong, by what one sees.

What is still wrong
-------------------

FILL IN: the reason for the next step.

Exercises
---------

FILL IN: ``python -m lessons dev new {step}.1`` makes one.

``python -m lessons watch`` shows those of the other steps.

Why
---

FILL IN: why it has to be so, with the section of the RFC.
"""
TEST = '''\
"""
Step {step}, as its user runs it.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from tests.support.fetching import fetch
from tests.support.process import StepProcess


class Step{step}Tests(SynchronousTestCase):
    """
    FILL IN: what it can do.
    """

    def test_page(self) -> None:
        """
        FILL IN: what a user sees.
        """
        with StepProcess("lessons.step{step}") as step:
            self.assertEqual(fetch(step.port, "/"), (200, "FILL IN: what this step can do\\n"))
'''
