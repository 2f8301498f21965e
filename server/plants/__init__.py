"""
The plant database, in three layers: the store, the logic, the pages.
"""

from server.plants.application import PlantApplication
from server.plants.options import addPlantOptions, makePlants
from server.plants.store import PLANT_TABLE, PlantStore
from server.plants.styles import STYLES

__all__ = [
    "PLANT_TABLE",
    "STYLES",
    "PlantApplication",
    "PlantStore",
    "addPlantOptions",
    "makePlants",
]
