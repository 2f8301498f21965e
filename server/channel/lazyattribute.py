"""
Attributes that are made when they are first looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class LazyAttribute(Generic[T]):
    """
    An attribute that is made when it is first looked at, unless it was assigned.

    What Twisted's request makes at once costs nearly half of the time of a small
    request, and most handlers look at little of it.
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        self.make = make

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: object, owner: type) -> T:
        # Not into instance.__dict__: an object whose __dict__ is never asked for
        # needs none, which saves a twentieth of a small request's time.
        value = self.make(instance)
        setattr(instance, self.name, value)
        return value
