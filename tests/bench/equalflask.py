"""
Flask under gunicorn, with what a user of it would have to add to be as safe as step 15:
C{python -m tests.bench.equalflask gunicorn PORT FOLDER}. See L{tests.bench.equalasync}.
"""

from __future__ import annotations

import gzip
import sys

from flask import Flask, Response, abort, request

from server.greenhouse.compression import SHORTEST
from server.greenhouse.site import SECURITY
from tests.bench.content import HELLO, HOST
from tests.bench.peers import runGunicorn

FIELDS = {name.decode(): value.decode() for name, value in SECURITY.items()}

application = Flask(__name__)


@application.before_request
def checkHost() -> None:
    """
    Answer only to the names of this machine.
    """
    if request.host.partition(":")[0] not in (HOST, "localhost"):
        abort(421)


@application.after_request
def protect(response: Response) -> Response:
    """
    Add the security fields, and compress what is worth it.
    """
    response.headers.update(FIELDS)
    response.vary.add("Accept-Encoding")
    content = response.get_data()
    if len(content) >= SHORTEST and "gzip" in request.accept_encodings:
        response.set_data(gzip.compress(content))
        response.content_encoding = "gzip"
    return response


@application.get("/hello")
def hello() -> Response:
    """
    Say hello, as plain text.
    """
    return Response(HELLO, mimetype="text/plain")


@application.post("/echo")
def echo() -> Response:
    """
    Send back what has come.
    """
    return Response(request.get_data(), mimetype="application/octet-stream")


if __name__ == "__main__":
    runGunicorn(int(sys.argv[2]), f"{__spec__.name}:application")
