"""
The plant database's part of a command line, and how its layers are put
together.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from twisted.internet.interfaces import IReactorTime

from server.database import Database
from server.dispatchers import PrefixDispatcher
from server.pages import Layout
from server.plants.application import PlantApplication
from server.plants.store import PlantStore
from server.plants.styles import STYLES
from server.state import Secret


def addPlantOptions(parser: ArgumentParser) -> None:
    """
    Add C{--style}: the saving of a plant is written in several styles, which do the same.
    """
    parser.add_argument(
        "--style",
        choices=list(STYLES),
        default="coroutine",
        help="how the saving of a plant is written; default %(default)s",
    )


def makePlants(
    reactor: IReactorTime,
    options: Namespace,
    database: Database,
    layout: Layout,
    secret: Secret,
) -> PrefixDispatcher:
    """
    Make the resource, to be mounted at C{/plants/}.

    @param options: the parsed command line: C{style}.
    @param database: has L{server.plants.PLANT_TABLE} among its tables.
    @param secret: for the keys of forms and notices.
    """
    application = PlantApplication(PlantStore(database), STYLES[options.style], layout, secret)
    return PrefixDispatcher(application, layout, reactor, index="show_plants")
