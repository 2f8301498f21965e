"""
The application that the servers run which run one: it says what was sent to it.
"""

ALLOWED = ("GET", "HEAD", "POST")


def wsgi(environ, start):
    """
    As PEP 3333 has it.
    """
    if environ["REQUEST_METHOD"] not in ALLOWED:
        page = b"no such method\n"
        fields = [("Content-Type", "text/plain"), ("Allow", ", ".join(ALLOWED))]
        start("405 Method Not Allowed", [*fields, ("Content-Length", str(len(page)))])
        return [page]
    length = environ.get("CONTENT_LENGTH")
    isEnded = environ.get("wsgi.input_terminated") or environ.get("HTTP_TRANSFER_ENCODING")
    content = b""
    if length:
        content = environ["wsgi.input"].read(int(length))
    elif isEnded:
        content = environ["wsgi.input"].read()
    page = b"you sent: " + content + b"\n"
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(page)))])
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else page]


async def asgi(scope, receive, send):
    """
    As ASGI 3 has it.
    """
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    if scope["type"] != "http":
        return
    content, goesOn = b"", True
    while goesOn:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        content += message.get("body", b"")
        goesOn = message.get("more_body", False)
    isAllowed = scope["method"] in ALLOWED
    page = b"you sent: " + content + b"\n" if isAllowed else b"no such method\n"
    fields = [(b"content-type", b"text/plain"), (b"content-length", b"%d" % len(page))]
    if not isAllowed:
        fields.append((b"allow", ", ".join(ALLOWED).encode()))
    status = 200 if isAllowed else 405
    await send({"type": "http.response.start", "status": status, "headers": fields})
    isHead = scope["method"] == "HEAD"
    await send({"type": "http.response.body", "body": b"" if isHead else page})
