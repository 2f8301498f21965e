"""
Tables that are made from what was recorded.
"""

from __future__ import annotations

from collections.abc import Sequence

from docutils import nodes


def table(
    heads: Sequence[str], rows: Sequence[Sequence[nodes.Node]], widths: Sequence[int]
) -> nodes.table:
    """
    Make a table.

    @param widths: of the columns, in relation to each other.
    """
    header = [nodes.paragraph("", head) for head in heads]
    group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in widths), cols=len(heads))
    group += nodes.thead("", _tableRow(header))
    group += nodes.tbody("", *map(_tableRow, rows))
    return nodes.table("", group)


def _tableRow(cells: Sequence[nodes.Node]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", cell) for cell in cells))
