"""
Shadows: how one object is watched, and no other of its class.

An attribute of an object stands in front of the one of its class. So a method is
wrapped for as long as it takes, on the one object that it takes; the class, and whoever
else uses it, is as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

NOTHING = object()

T = TypeVar("T")


class Shadow:
    """
    An attribute in front of another.

    @ivar original: what it stands in front of.
    """

    def __init__(self, thing: Any, name: str, wrapper: Callable[..., Any]) -> None:
        """
        @param wrapper: called with what it stands in front of, then as that.
        """
        self._thing, self._name = thing, name
        self._own = vars(thing).get(name, NOTHING)
        self.original: Any = getattr(thing, name)
        self._wrapper = self._wrapping(wrapper)
        setattr(thing, name, self._wrapper)

    def _wrapping(self, wrapper: Callable[..., Any]) -> Callable[..., Any]:
        return partial(wrapper, self.original)

    def remove(self) -> None:
        """
        Leave everything as it was before. Whoever has put something else there since
        keeps it.
        """
        attributes = vars(self._thing)
        if attributes.get(self._name) is not self._wrapper:
            return
        if self._own is NOTHING:
            delattr(self._thing, self._name)
        else:
            setattr(self._thing, self._name, self._own)


class Once(Shadow):
    """
    One that is gone when it is called: what a method does may lead to another call of
    it, for another request.
    """

    def _wrapping(self, wrapper: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            self.remove()
            return wrapper(self.original, *arguments, **named)

        return call


def tryTo(make: Callable[[], T]) -> T | None:
    """
    Put something in front of what may have no place for it, or no such attribute at all.

    @param make: does it.
    @return: L{None} where it cannot be done: then there is nothing to be seen.
    """
    try:
        return make()
    except (AttributeError, TypeError):
        return None
