"""
Inside the server: what has become of each request of one connection.
"""

from __future__ import annotations

from twisted.web.template import Flattenable, tags

from server.inspector.inspector import Inspector
from server.inspector.view import View
from server.inspector.xray.fragment import xrayOf
from server.xray.budget import MOST_WATCHED, PERIOD

#: How many requests are shown at a time.
MOST_SHOWN = 20

#: What is said where not every request was watched.
TOO_FAST = (
    f"came too fast to be watched: no more than {MOST_WATCHED} requests in {PERIOD:g} seconds are."
)

#: The first step whose requests Twisted reads.
FIRST_STEP = 4


def inside(inspector: Inspector, view: View) -> Flattenable:
    """
    Show the latest requests of the connection that is looked at, the newest first.
    """
    if 0 < inspector.step < FIRST_STEP:
        return tags.p("This step reads its bytes itself: all that it does is in its own file.")
    if not view.connection:
        return tags.p("Choose a connection.")
    records = inspector.xray.requests(view.connection)
    missed = inspector.xray.missed(view.connection)
    if not records and not missed:
        return tags.p("No whole request has come on this connection.")
    now = inspector.reactor.seconds()
    shown = [xrayOf(record, now) for record in reversed(records[-MOST_SHOWN:])]
    hidden = len(records) - len(shown)
    return [
        shown,
        tags.p(f"and {hidden} earlier requests") if hidden else "",
        tags.p(f"{missed:,} {TOO_FAST}") if missed else "",
    ]
