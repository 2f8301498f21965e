"""
How a form that comes back shows what is wrong with it.
"""

from __future__ import annotations

from twisted.web.template import Tag

#: The page opens here, without any script. At most one element of a page has it.
FOCUS = {"autofocus": "autofocus"}


def markWrong(control: Tag, said: str, isFirst: bool = True) -> None:
    """
    Mark a field as wrong.

    @param said: the id of the element that says what is wrong.
    @param isFirst: whether it is the first such field.
    """
    control(**{"aria-invalid": "true", "aria-describedby": said}, **(FOCUS if isFirst else {}))
