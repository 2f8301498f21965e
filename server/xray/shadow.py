"""
Shadows: how one object is watched, and no other of its class.

An attribute of an object hides the one of its class. So a method is wrapped for as long as
needed, on the one object that matters; the class, and whoever else uses it, is as it was.
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
    An attribute that hides another.

    Python finds the attributes of an object more slowly once somebody has asked for its
    C{__dict__}; so nobody asks for it here.

    @ivar original: what it hides.
    """

    def __init__(self, thing: Any, name: str, wrapper: Callable[..., Any]) -> None:
        """
        @param wrapper: called with what it hides, followed by the arguments of the call.
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
        Leave everything as it was before. What somebody else has put there since stays.
        """
        if getattr(self._thing, self._name, None) is not self._wrapper:
            return
        if self._own is NOTHING:
            delattr(self._thing, self._name)
        else:
            setattr(self._thing, self._name, self._own)


def isOwn(thing: object, name: str, value: object) -> bool:
    """
    Tell whether an attribute is the object's own, and not that of its class.
    """
    inherited = getattr(type(thing), name, NOTHING)
    if not isinstance(value, MethodType):
        return value is not inherited
    isInherited = value.__func__ is inherited and value.__self__ is thing
    return not isInherited and value != inherited  # a class method is bound to the class


class Once(Shadow):
    """
    A shadow that is gone as soon as it is called: what a method does may lead to another
    call of it, for another request.
    """

    def _wrapping(self, wrapper: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            self.remove()
            return wrapper(self.original, *arguments, **named)

        return call


def tryTo(make: Callable[[], T]) -> T | None:
    """
    Put a shadow on an object that may have no place for it, or no such attribute at all.

    @param make: does it.
    @return: L{None} where it cannot be done: then there is nothing to watch.
    """
    try:
        return make()
    except (AttributeError, TypeError):
        return None
