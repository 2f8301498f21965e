"""
The exercises of step 5.
"""

from __future__ import annotations

from tests.lessons.exercises import proving
from tests.lessons.exercises.judging import Wrong

NAME = 'escape((values[0] or b"").decode("utf-8", "backslashreplace"))'
PLAIN = '(values[0] or b"").decode("utf-8", "backslashreplace")'

WRONG = [
    Wrong(
        "5.1",
        "makes visible what is text already",
        NAME,
        f"makeVisible({PLAIN})",
        1,
        "What you call (makeVisible, say) wants the bytes as they came.",
    ),
    Wrong(
        "5.1",
        "takes away what looks dangerous",
        NAME,
        PLAIN + '.replace("<script>", "").replace("</script>", "")',
        2,
        "The content holds 'Hello, <b>', and must not.",
    ),
    Wrong(
        "5.1",
        "escapes the text, and not the attribute",
        '<p>Hello, {name}!</p>\\n<form><input name="name" value="{name}"></form>',
        '<p>Hello, {name}!</p>\\n<form><input name="name" value="{values[0].decode()}"></form>',
        2,
        "The content holds 'value=\"<b>', and must not.",
    ),
    Wrong(
        "5.1",
        "leaves the quotation mark as it is",
        "escape((values[0]",
        "(lambda name: escape(name, quote=False))((values[0]",
        3,
        "the name has made this of the page: input name value autofocus onfocus",
    ),
    Wrong(
        "5.1",
        "replaces < and the quotation mark, and forgets &",
        NAME,
        PLAIN + '.replace("<", "&lt;").replace(\'"\', "&quot;")',
        4,
        "A browser does not show '&lt;' behind Hello.",
    ),
    Wrong(
        "5.1",
        "escapes twice",
        'value="{name}"',
        'value="{escape(name)}"',
        2,
        "what the client has sent is shown as it was: &amp; for each &, once",
    ),
    Wrong(
        "5.1",
        "takes away every bracket and quotation mark",
        NAME,
        PLAIN + '.translate({60: "", 62: "", 34: ""})',
        2,
        "A browser does not show",
    ),
    Wrong(
        "5.1",
        "forgets that there are other letters",
        '"utf-8", "backslashreplace"',
        '"ascii", "replace"',
        1,
        "A browser does not show 'Åsa Ünal' behind Hello.",
    ),
    Wrong(
        "5.2",
        "takes the first one",
        'request.args.get(b"flavour", [])]',
        'request.args.get(b"flavour", [])[:1]]',
        1,
        "request.args has a list of values for each name",
    ),
    Wrong(
        "5.2",
        "makes a set of them",
        'in request.args.get(b"flavour", [])]',
        'in dict.fromkeys(request.args.get(b"flavour", []))]',
        2,
        "<p>2 scoops: ",
    ),
    Wrong(
        "5.2",
        "puts them in order",
        "{', '.join(flavours)}",
        "{', '.join(sorted(flavours, reverse=True))}",
        1,
        "The page does not say what was ordered.",
    ),
    Wrong(
        "5.2",
        "says 1 scoops",
        'number = "1 scoop" if len(flavours) == 1 else ',
        "number = ",
        3,
        "<p>1 scoop: ",
    ),
    Wrong(
        "5.2",
        "forgets that there may be none",
        'request.args.get(b"flavour", [])',
        'request.args[b"flavour"]',
        4,
        "KeyError: b'flavour'",
    ),
    Wrong(
        "5.2",
        "looks into the query alone",
        "    if not flavours:",
        '    if request.method == b"POST":\n        flavours = []\n    if not flavours:',
        5,
        "fields of a query and of a form that came by POST",
    ),
    Wrong(
        "5.2",
        "does not escape",
        '[makeVisible(value or b"") for',
        '[(value or b"").decode() for',
        6,
        "&lt;b&gt;",
    ),
    Wrong(
        "5.2",
        "looks for text among bytes",
        'request.args.get(b"flavour", [])',
        'request.args.get("flavour", [])',
        1,
        "The page does not say what was ordered.",
    ),
    Wrong(
        "5.3",
        "forgets the status",
        "        request.setResponseCode(413)\n",
        "",
        1,
        "The status is 200, and should be 413.",
    ),
    Wrong(
        "5.3",
        "sets the status, and shows it all the same",
        "        return TOO_LARGE\n",
        "",
        1,
        "The content holds 'xxxxx', and must not.",
    ),
    Wrong(
        "5.3",
        "does not go back to the beginning",
        "    content.seek(0)\n",
        "",
        2,
        "content up to the limit is shown",
    ),
    Wrong(
        "5.3",
        "refuses the limit itself",
        "if length > MOST:",
        "if length >= MOST:",
        3,
        "The status is 413, and should be 200.",
    ),
    Wrong(
        "5.3",
        "cuts it off at the limit",
        "content.read()",
        "content.read(MOST - 1)",
        3,
        "content up to the limit is shown, all of it",
    ),
    Wrong(
        "5.3",
        "counts characters",
        "length = content.seek(0, SEEK_END)",
        'length = len(content.read().decode("utf-8", "replace"))',
        4,
        "the limit counts bytes",
    ),
    Wrong(
        "5.3",
        "believes what was announced",
        "length = content.seek(0, SEEK_END)",
        'length = int(request.getHeader(b"content-length") or 0)',
        5,
        "content in chunks has no Content-Length",
    ),
]


class Step5Proofs(proving.Proofs):
    """
    The exercises of step 5 and their checks.
    """

    step = "step5"
    wrong = WRONG
