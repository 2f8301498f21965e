"""
The inspector: a page beside a step that shows what goes over its wire, live.

No library runs in the browser. The page is made on the server, like every page of the course,
and works without a script by links, forms and reload; what the script adds is that a part
is asked for again when something has happened, and that only what differs is put in place.
That is some hundred and fifty lines of plain JavaScript (C{server/linked/uptodate.js}), and a
module for each further piece, which the browser loads as they are: no build step, nothing to
update, and everything that runs can be read.

Two libraries could do it. htmx, with its extensions for server-sent events and for morphing,
has attributes in the place of these lines. It is many times as long, and unless it is told
otherwise it puts a style element into the page and evaluates what stands in some
attributes: the strict policy here allows neither. lit makes elements in the browser, from
data: all that is shown would be written twice, once more for whoever has no script.
"""

from server.inspector.inspector import Inspector

__all__ = ["Inspector"]
