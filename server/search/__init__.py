"""
Text search: a folder of texts, several engines, one definition of what matches.

Three parts, as in the plant database: the logic (L{server.search.logic}), a
repository that knows one engine (L{server.search.repository}), and a formatter
that makes the pages (L{server.search.formatter}).
"""

__all__: list[str] = []
