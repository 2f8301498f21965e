"""
How a form that comes back shows what is wrong with it.
"""

from __future__ import annotations

import re

from twisted.web.http import Request
from twisted.web.template import Tag

#: The page opens here, without any script. At most one element of a page has it.
FOCUS = {"autofocus": "autofocus"}

#: How much of what was typed a field shows again, in characters.
MOST_TYPED = 2000
#: The characters that no page may hold.
CONTROL = re.compile(r"[\0-\x1f\x7f-\x9f]")

PROBLEM = '<p class="problem" role="alert" id="problem">{}</p>\n'
SENTENCE_QUOTE = "'"
WRONG = 'aria-invalid="true" aria-describedby="problem" autofocus'


def markWrong(control: Tag, said: str, isFirst: bool = True) -> None:
    """
    Mark a field as wrong.

    @param said: the id of the element that says what is wrong.
    @param isFirst: whether it is the first such field.
    """
    control(**{"aria-invalid": "true", "aria-describedby": said}, **(FOCUS if isFirst else {}))


def markField(form: str, sentence: str) -> str:
    """
    Say above a form, which is written as HTML, what is wrong with it, and mark the field.

    @param sentence: as HTML; it names the field, in C{'quotation marks'}.
    """
    field = f'name="{sentence.split(SENTENCE_QUOTE)[1]}"'
    return PROBLEM.format(sentence) + form.replace(field, f"{field} {WRONG}")


def readTyped(request: Request, name: str) -> str:
    """
    Read what was typed into a field, right or wrong, as far as a page may hold it: nobody
    likes to type it twice.
    """
    return visible(request.args.get(name.encode(), [b""])[0].decode("utf-8", "replace"))


def visible(text: str) -> str:
    """
    Make what was typed fit for a field with one line.
    """
    return CONTROL.sub("\ufffd", text[:MOST_TYPED])
