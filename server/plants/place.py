"""
Where in the list somebody is, so that the way back from a plant leads there.

The address of that place travels as a field of the query, and of the forms. Nothing in it
is trusted: it is taken apart, and what has been understood is written anew. So it can lead
to a page of the list, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlencode

from server.pages import Problem
from server.plants.fields import Fields, Query, readField
from server.plants.filter import ALL, Filter, readFilter
from server.plants.pagination import FIRST, Wanted, pagesFor, readWanted
from server.plants.store import Order

#: The request that shows the list, by its order.
REQUESTS = {Order.BY_NAME: "show_plants", Order.BY_RATING: "show_plants_by_rating"}
ORDERS = {request: order for order, request in REQUESTS.items()}

#: The name of that field.
FROM = "from"
LONGEST = 4000  # characters


@dataclass(frozen=True)
class Place:
    """
    One page of one list.
    """

    order: Order = Order.BY_NAME
    filter: Filter = ALL
    wanted: Wanted = FIRST

    @property
    def address(self) -> str:
        """
        Where it is, relative to the application.
        """
        query = urlencode({**self.filter.fields(), **self.wanted.fields()})
        return f"{REQUESTS[self.order]}?{query}" if query else REQUESTS[self.order]

    def fields(self) -> Mapping[str, str]:
        """
        What a link or a form carries, so that it leads back here: nothing at the beginning
        of the list.
        """
        return {} if self == START else {FROM: self.address}

    def within(self, count: int) -> Place:
        """
        Find the nearest place within a list that may have become shorter.

        @param count: how many plants there are now.
        """
        pages = pagesFor(count)
        return self if self.wanted.number <= pages else replace(self, wanted=Wanted(pages))


#: The beginning of each list, and of the one that is shown by default.
BEGINNINGS = {order: Place(order) for order in Order}
START = BEGINNINGS[Order.BY_NAME]


def readPlace(request: Fields, order: Order) -> Place:
    """
    Read which page of a list is wanted.

    @raise BadRequest: when it cannot be read.
    """
    if not request.args:  # as nearly everybody does
        return BEGINNINGS[order]
    return Place(order, readFilter(request), readWanted(request))


def readBack(request: Fields) -> Place:
    """
    Read where somebody has come from: the beginning of the list, where no other place is
    given that can be understood.
    """
    if FROM.encode() not in request.args:
        return START
    try:
        address = readField(request, FROM)
        name, _, query = address.partition("?")
        if len(address) > LONGEST or name not in ORDERS:
            return START
        # Few fields: their number is limited, so that nobody makes us look at thousands.
        fields = parse_qs(query.encode(), keep_blank_values=True, max_num_fields=10)
        return readPlace(Query(fields), ORDERS[name])
    except (Problem, ValueError):
        return START
