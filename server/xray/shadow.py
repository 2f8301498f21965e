"""
Shadows: how one object is watched, and no other of its class.

An attribute of an object stands in front of the one of its class. So a method is
wrapped for as long as it takes, on the one object that it takes; the class, and whoever
else uses it, is as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import MethodType
from typing import Any, TypeVar

NOTHING = object()

T = TypeVar("T")


class Shadow:
    """
    An attribute in front of another.

    Python finds the attributes of an object more slowly once somebody has asked for its
    C{__dict__}; so nobody asks for it here.

    @ivar original: what it stands in front of.
    """

    def __init__(self, thing: Any, name: str, wrapper: Callable[..., Any]) -> None:
        """
        @param wrapper: called with what it stands in front of, then as that.
        """
        self._thing, self._name = thing, name
        self.original: Any = getattr(thing, name)
        self._own = self.original if isOwn(thing, name, self.original) else NOTHING
        self._wrapper = self._wrapping(wrapper)
        setattr(thing, name, self._wrapper)

    def _wrapping(self, wrapper: Callable[..., Any]) -> Callable[..., Any]:
        return partial(wrapper, self.original)

    def remove(self) -> None:
        """
        Leave everything as it was before. Whoever has put something else there since
        keeps it.
        """
        if getattr(self._thing, self._name, None) is not self._wrapper:
            return
        if self._own is NOTHING:
            delattr(self._thing, self._name)
        else:
            setattr(self._thing, self._name, self._own)


def isOwn(thing: object, name: str, value: object) -> bool:
    """
    Tell whether an attribute is an object's own, and not that of its class.
    """
    inherited = getattr(type(thing), name, NOTHING)
    if not isinstance(value, MethodType):
        return value is not inherited
    isInherited = value.__func__ is inherited and value.__self__ is thing
    return not isInherited and value != inherited  # a class method is bound to the class


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
