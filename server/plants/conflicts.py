"""
Changing a plant that a form has shown, so that nothing is lost that somebody else has
written in the meantime.

The form says which plant it has shown, and in which I{version}: a digest of all that the
plant was, as an C{ETag} is one of a page (RFC 9110 section 8.8.3). Whoever sends it means:
change the plant if it is still that (section 13.1.1 has C{If-Match} for the same purpose;
forms cannot send it).

Why a digest and not a number that counts the changes? A plant that was deleted and
added again would begin to count anew. And changing a plant and then changing it back has
changed nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256

from twisted.web.server import Request

from server.plants.fields import readField
from server.plants.plant import Plant
from server.plants.store import PlantStore

#: The fields of a form that shows a plant: its name then, and its version.
WAS, VERSION = "was", "version"


class Conflict(Exception):
    """
    Somebody else was faster.

    @ivar now: the plant as it is now; L{None} when it is gone.
    """

    def __init__(self, now: Plant | None) -> None:
        super().__init__()
        self.now = now


def versionOf(plant: Plant) -> str:
    """
    Make the digest of a plant.
    """
    whole = repr((plant.name, plant.description, plant.rating))
    return sha256(whole.encode()).hexdigest()[:32]


def hiddenFields(plant: Plant) -> Mapping[str, str]:
    """
    Make the fields that a form has to hold, besides those that its user sees.
    """
    return {WAS: plant.name, VERSION: versionOf(plant)}


def readHidden(request: Request) -> Mapping[str, str]:
    """
    Read these fields, where a form has them: both, or none.
    """
    isThere = any(name.encode() in request.args for name in (WAS, VERSION))
    return {name: readField(request, name) for name in (WAS, VERSION)} if isThere else {}


async def changeShown(store: PlantStore, shown: Mapping[str, str], plant: Plant) -> None:
    """
    Change the plant that a form has shown.

    @param shown: the form's hidden fields.
    @raise Conflict: when it is no longer what was shown.
    @raise Duplicate: when another plant has the new name.
    """
    try:
        await unchanged(store, shown, lambda now: store.changePlant(now, plant))
    except Conflict:
        if await store.getPlant(plant.name) != plant:
            raise
        # Sent twice: it is done already.


async def deleteShown(store: PlantStore, shown: Mapping[str, str]) -> None:
    """
    Delete the plant that a form has shown: as L{changeShown}.
    """
    await unchanged(store, shown, store.deleteUnchanged)


async def unchanged(
    store: PlantStore, shown: Mapping[str, str], work: Callable[[Plant], Awaitable[bool]]
) -> None:
    """
    Do something with a plant that is still what was shown.

    @param work: is given the plant as it is now; tells whether it was still that.
    @raise Conflict: when it is no longer what was shown, or C{work} has found so.
    """
    now = await store.getPlant(shown[WAS])
    if now is None or versionOf(now) != shown[VERSION]:
        raise Conflict(now)
    if not await work(now):
        raise Conflict(await store.getPlant(shown[WAS]))
