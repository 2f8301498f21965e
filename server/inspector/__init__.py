"""
The inspector: a page beside a step that shows what goes over its wire, live.

No library runs in the browser. The page is made on the server, like every page of the course,
and works without a script by links, forms and reload; what the script adds is that a part
is asked for again when something has happened, and that only what differs is put in place.
That is a hundred lines of plain JavaScript, in modules that the browser loads as they are:
no build step, nothing to update, and everything that runs can be read.

Two libraries were looked at. htmx with its extensions for server-sent events and for morphing
would do the same with attributes in place of the hundred lines, but it is forty times as
long, puts a style element into the page and evaluates what stands in some attributes unless
that is turned off: with the strict policy here, no inline script and no inline style, the
first has to be configured away. lit would make elements in the browser from data: so all
that is shown would have to be written twice, once more for whoever has no script.
"""

from server.inspector.inspector import Inspector

__all__ = ["Inspector"]
