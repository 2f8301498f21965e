"""
The exercises of step 13.
"""

from __future__ import annotations

from tests.lessons.exercises import solutionproofs
from tests.lessons.exercises.judging import Wrong

WRONG = [
    Wrong(
        "13.1",
        "takes a comma away",
        '.replace(",", ".")',
        '.replace(",", "")',
        2,
        "readNumber takes both spellings",
    ),
    Wrong(
        "13.1",
        "knows only the hyphen",
        '.replace("\\N{MINUS SIGN}", "-")',
        "",
        2,
        "is not a number",
    ),
    Wrong(
        "13.1",
        "converts something else in its place",
        '        raise BadRequest(f"{text[:50]} is not a number. Write one like 21.5.") '
        "from None\n",
        "        return -1.0\n",
        3,
        "It should have raised BadRequest.",
    ),
    Wrong(
        "13.1",
        "does not say what is wrong",
        '"{text[:50]} is not a number. Write one like 21.5."',
        '"That is not a number."',
        3,
        "The sentence does not show the text.",
    ),
    Wrong(
        "13.1",
        "refuses one spelling of nan",
        "if not isfinite(value):",
        'if text == "nan":',
        4,
        "but not temperatures",
    ),
    Wrong(
        "13.1",
        "forgets that there is infinity",
        "if not isfinite(value):",
        "if value != value:",
        4,
        "but not temperatures",
    ),
    Wrong(
        "13.1",
        "repeats a text of any length",
        "{text[:50]} is not a number",
        "{text} is not a number",
        5,
        "The sentence is too long.",
    ),
    Wrong(
        "13.2",
        "takes slow for broken",
        "return GatewayTimeout(",
        "return BadGateway(",
        1,
        "504 (Gateway Timeout)",
    ),
    Wrong(
        "13.2",
        "takes every failure of a connection for a slow server",
        'return BadGateway("The temperature service cannot be reached.")',
        'return GatewayTimeout("The temperature service cannot be reached.")',
        2,
        "502 (Bad Gateway)",
    ),
    Wrong(
        "13.2",
        "takes the blame for nonsense",
        'return BadGateway("The temperature service answered something that makes no sense.")',
        'return Problem("Something went wrong.")',
        3,
        "with status 500",
    ),
    Wrong(
        "13.2",
        "has one sentence for all",
        '"The temperature service cannot be reached."',
        '"The temperature service answered something that makes no sense."',
        4,
        "There are not three different sentences.",
    ),
    Wrong(
        "13.2",
        "forgets that a name may not exist",
        "isinstance(error, ConnectError | DNSLookupError)",
        "isinstance(error, ConnectError)",
        4,
        "Neither of the two could be reached, and the sentences differ.",
    ),
    Wrong(
        "13.2",
        "shows the exception",
        '"The temperature service answered something that makes no sense."',
        'f"The temperature service answered something that makes no sense: {error}"',
        5,
        "The sentence shows the exception.",
    ),
    Wrong(
        "13.2",
        "explains what has been explained",
        "    if isinstance(error, Problem):\n        return error\n",
        "",
        6,
        "has its status and its sentence already",
    ),
    Wrong(
        "13.3",
        "waits for each call before the next",
        "several = [call() for call in calls]\n    try:\n        return await gatherResults"
        "(several, consumeErrors=True)",
        "several: list[Deferred[str]] = []\n    try:\n"
        "        return [await call() for call in calls]",
        2,
        "Not all calls have begun.",
    ),
    Wrong(
        "13.3",
        "returns the answers as they come",
        "return await gatherResults(several, consumeErrors=True)",
        "found: list[str] = []\n        for one in several:\n"
        "            one.addCallback(found.append)\n"
        "        await gatherResults(several, consumeErrors=True)\n        return found",
        2,
        "in the order of the calls",
    ),
    Wrong(
        "13.3",
        "waits for ever",
        ".addTimeout(LIMIT, reactor)",
        "",
        3,
        "it is a TimeoutError",
    ),
    Wrong(
        "13.3",
        "has a limit for the last call only",
        "return await Deferred.fromCoroutine(together(calls)).addTimeout(LIMIT, reactor)",
        "return [await one.addTimeout(LIMIT, reactor) for one in [call() for call in calls]]",
        3,
        "for all calls together",
    ),
    Wrong(
        "13.3",
        "lets Twisted's own wrapping through",
        "error.subFailure.raiseException()",
        "raise",
        3,
        "the exception FirstError",
    ),
    Wrong(
        "13.3",
        "lets the other calls go on when one has failed",
        "            one.cancel()\n",
        "            pass\n",
        5,
        "Calls are still going on that nobody is waiting for.",
    ),
    Wrong(
        "13.3",
        "waits for one after the other, though all have begun",
        "return await gatherResults(several, consumeErrors=True)",
        "return [await one for one in several]",
        4,
        "Calls are still going on that nobody is waiting for.",
    ),
]


class Step13Proofs(solutionproofs.Proofs):
    """
    The exercises of step 13 and their checks.
    """

    step = "step13"
    wrong = WRONG
