"""
Hooks: other functions take the place of some methods of one object, for a while. Whoever
calls them gets there without a detour, and no other object is concerned.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Hooks:
    """
    The hooks on one object.

    Python keeps the attributes of an object in a short array, until somebody asks for its
    C{__dict__}; from then on each takes longer to find. So nobody asks for it here.
    """

    def __init__(self, target: Any) -> None:
        self._target = target
        self._before: dict[str, tuple[object, object]] = {}

    def put(self, name: str, hook: Callable[..., object]) -> None:
        """
        Have a function called in place of a method.
        """
        self._before[name] = hook, getattr(self._target, name)
        setattr(self._target, name, hook)

    def remove(self) -> None:
        """
        Restore the object; what others have changed since then stays.
        """
        for name, (hook, before) in self._before.items():
            if getattr(self._target, name) is not hook:
                continue
            if getattr(before, "__self__", None) is self._target:
                delattr(self._target, name)  # its class has the method
            else:
                setattr(self._target, name, before)
        self._before.clear()
