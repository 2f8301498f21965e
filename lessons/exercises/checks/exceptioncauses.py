"""
Lines of a student's file that may be to blame, where an exception was raised elsewhere.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from lessons.language import N_

#: Something is called where it should be named.
CALLED = re.compile(
    r"\b(callLater|deferLater|add(Callbacks?|Errback|Both))\((?!.*\blambda\b)"
    r"(.*\w\(\)|[\w.]+\([^()]*\))\s*[,)]"
)
#: A function is handed over.
HANDED = re.compile(r"\b(callLater|deferLater|add(Callbacks?|Errback|Both)|onTimeoutCancel)\b")
#: What Python says of a function that gets something it does not take.
TOO_MANY = re.compile(
    r"(?:(\w+)\.<locals>\.)?([\w<>]+)\(\) takes (\d+) positional arguments? but \d+ w"
)
#: Errors of Twisted that have namesakes in Python: the module of each.
NAMESAKES = {
    "TimeoutError": "twisted.internet.defer",
    "ConnectionRefusedError": "twisted.internet.error",
}
NAMESAKE = N_(
    "{place}: this {name} is Python's own, and Twisted's is a different one: from {module} import "
    "{name} brings that."
)


def isHandedTooMuch(error: object) -> bool:
    """
    Tell whether a function was given more than it takes.
    """
    return isinstance(error, TypeError) and TOO_MANY.search(str(error)) is not None


def findCalled(source: str) -> Iterator[int]:
    """
    Find the lines that seem to call what they should only name.

    @return: their numbers, from 1.
    """
    for number, line in enumerate(source.splitlines(), 1):
        if CALLED.search(line):
            yield number


def findHanded(source: str, many: re.Match[str]) -> Iterator[int]:
    """
    Find the lines that hand a function over, to be called later.

    @param many: what was said of it: the function in which it was made, if any, its
        name, and how many arguments it takes.
    """
    name = many[2]
    if name == "<lambda>":
        name = r"lambda\s*:" if many[3] == "0" else r"lambda\b"
    inside = {number for one in functionsOf(source, many[1] or ".*") for number in linesOf(one)}
    for number, line in enumerate(source.splitlines(), 1):
        if number in inside and HANDED.search(line) and re.search(rf"\b{name}", line):
            yield number


def functionsOf(source: str, names: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """
    Find functions by their names.

    @param names: a regular expression.
    """
    for one in ast.walk(ast.parse(source)):
        if not isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if re.fullmatch(names, one.name):
            yield one


def linesOf(function: ast.FunctionDef | ast.AsyncFunctionDef) -> range:
    """
    Tell which lines a function has.
    """
    return range(function.lineno, (function.end_lineno or function.lineno) + 1)


def findNothing(source: str, names: str) -> Iterator[int]:
    """
    Find where functions return nothing: such a C{return}, or the first line of one that
    may come to its end without any.

    @param names: a regular expression for the names of the functions.
    """
    for function in functionsOf(source, names):
        if not alwaysEnds(function.body):
            yield function.lineno
        for inner in ast.walk(function):
            if isinstance(inner, ast.Return) and isNone(inner.value):
                yield inner.lineno


def isNone(value: ast.expr | None) -> bool:
    """
    Tell whether what is returned is nothing.
    """
    return value is None or (isinstance(value, ast.Constant) and value.value is None)


def alwaysEnds(body: list[ast.stmt]) -> bool:
    """
    Tell whether statements cannot be left at their end.
    """
    match body[-1]:
        case ast.Return() | ast.Raise() | ast.While() | ast.Match():
            return True
        case ast.If(body=one, orelse=other):
            return bool(other) and alwaysEnds(one) and alwaysEnds(other)
        case ast.Try(body=one, orelse=other, finalbody=last):
            return alwaysEnds(last or other or one)
        case ast.With(body=one) | ast.AsyncWith(body=one):
            return alwaysEnds(one)
    return False


#: A part of what an exception says, and how to find who is to blame for it.
FINDERS: list[tuple[str, Callable[[str], Iterator[int]]]] = [
    ("' object is not callable", findCalled),
    ("'NoneType' object has no attribute 'render'", lambda text: findNothing(text, "getChild")),
    ("has rendered None", lambda text: findNothing(text, r"render_\w+")),
    (
        "'NoneType' object has no attribute 'content'",
        lambda text: findNothing(text, r"webrequest_\w+|get|post"),
    ),
]


def findCauses(said: str, source: str) -> list[int]:
    """
    Find the lines that may be to blame for an exception.

    @param said: what it says.
    @return: their numbers, from 1; none where nothing is known.
    """
    many = TOO_MANY.search(said)
    if many:
        return [*findHanded(source, many)]
    for part, find in FINDERS:
        if part in said:
            return sorted(find(source))
    return []


def findNamesakes(source: str) -> Iterator[tuple[int, str]]:
    """
    Find errors of Python that are used where Twisted's of the same name are meant.

    @return: the number of the line, and the name.
    """
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError):
        return
    imports = [one for one in nodes if isinstance(one, ast.ImportFrom | ast.Import)]
    known = {alias.asname or alias.name for one in imports for alias in one.names}
    for one in nodes:
        if isinstance(one, ast.Name) and one.id in NAMESAKES and one.id not in known:
            yield one.lineno, one.id
