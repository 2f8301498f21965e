"""
The inspector: a page beside a step that shows what goes over its wire, live.

No library runs in the browser. The page is made on the server, like every page of the course,
and works without a script by links, forms and reload; the script asks for a part again when
something has happened, and puts in place only what differs. That is some hundred and fifty
lines of plain JavaScript (C{server/linked/uptodate.js}), and a module for each further piece,
which the browser loads as they are: no build step, nothing to update, and everything that
runs can be read.

Two libraries could do it. htmx, with its extensions for server-sent events and for morphing,
has attributes in place of these lines. It is many times as long, and by default it puts a
style element into the page and evaluates what some attributes hold: the strict policy here
allows neither. lit makes elements in the browser, from data: all that is shown would be
written twice, the second time for those who have no script.
"""

from server.inspector.inspector import Inspector

__all__ = ["Inspector"]
