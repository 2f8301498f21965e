"""
Five ways to write the same task: see L{server.plants.savetask}.
"""

from collections import UserDict
from importlib import import_module
from typing import Any

from server.plants.savetask import SavePlant

#: In the order in which they were invented.
NAMES = ("callbacks", "numbered", "named", "coroutine", "machine")


class Styles(UserDict[str, Any]):
    """
    The styles by name. Each is imported when it is asked for, because a server uses only
    one, and the library of the state machine takes longer to import than everything else
    about the plants.
    """

    def __getitem__(self, name: str) -> SavePlant:
        if self.data[name] is None:
            self.data[name] = import_module(f"{__name__}.{name}").savePlant
        style: SavePlant = self.data[name]
        return style


STYLES = Styles(dict.fromkeys(NAMES))

__all__ = ["STYLES"]
