"""
Five ways to write the same task, see L{server.plants.saving}.
"""

from server.plants.saving import SavePlant
from server.plants.styles import callbacks, coroutine, machine, named, numbered

#: The styles by name, in the order in which they were invented.
STYLES: dict[str, SavePlant] = {
    "callbacks": callbacks.savePlant,
    "numbered": numbered.savePlant,
    "named": named.savePlant,
    "coroutine": coroutine.savePlant,
    "machine": machine.savePlant,
}

__all__ = ["STYLES"]
