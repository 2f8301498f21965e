"""
The procedures that both back ends publish, under their traditional names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from xmlrpc.client import Fault

from server.temperature.scale import c2f, f2c, temperatureCategory, temperatureRanges

Procedure = Callable[..., Any]

PROCEDURES: Mapping[str, Procedure] = {
    "c2f": c2f,
    "f2c": f2c,
    "temperature_category": temperatureCategory,
    "temperature_ranges": temperatureRanges,
}

#: The codes of the faults that a client can be told of.
UNKNOWN_PROCEDURE = 404
WRONG_ARGUMENTS = 400

#: How long a call may be, in bytes. A real one has about two hundred.
LONGEST_CALL = 10_000


def callProcedure(name: str, arguments: tuple[Any, ...]) -> Any:
    """
    Call a procedure by its name.

    @raise Fault: when there is no such procedure, or it does not take these arguments.
    """
    if name not in PROCEDURES:
        raise Fault(UNKNOWN_PROCEDURE, "there is no such procedure")
    try:
        return PROCEDURES[name](*arguments)
    except ValueError as error:
        raise Fault(WRONG_ARGUMENTS, str(error)) from error
    except TypeError as error:
        raise Fault(WRONG_ARGUMENTS, f"{name} takes different arguments") from error
