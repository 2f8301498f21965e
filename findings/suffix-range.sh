#!/usr/bin/env bash
# Flask 3.1.3 with Werkzeug 3.1.9, and Express 5.3.0 by range-parser 1.3.0 (2026-11): whoever asks
# for the last 11 bytes of a file of 10, or for more, is told that there is no such range. bottle
# 0.13.4 sends the file.
# RFC 9110, 14.1.2: where the representation is shorter than the suffix that is asked for, "the
# entire representation is used"; a suffix range is unsatisfiable if its length is 0.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet Flask==3.1.3 Werkzeug==3.1.9 bottle==0.13.4
npm install --silent --prefix "$folder" express@5.3.0 range-parser@1.3.0 >/dev/null
cat >"$folder/express.mjs" <<'END'
import express from "express";

const application = express();
application.set("env", "test");
application.use(express.static(process.argv[2]));
const server = application.listen(0, "127.0.0.1", () => console.log(server.address().port));
END

seen='bytes=-4: Flask 206 bytes 6-9/10, Express 206 bytes 6-9/10, bottle 206 bytes 6-9/10
bytes=-10: Flask 206 bytes 0-9/10, Express 206 bytes 0-9/10, bottle 206 bytes 0-9/10
bytes=-11: Flask 416 bytes */10, Express 416 bytes */10, bottle 206 bytes 0-9/10
bytes=-500: Flask 416 bytes */10, Express 416 bytes */10, bottle 206 bytes 0-9/10'
now=$(timeout 40 "$folder/bin/python" - "$folder/express.mjs" <<'END'
import sys
from http.client import HTTPConnection
from pathlib import Path
from subprocess import PIPE, Popen
from tempfile import TemporaryDirectory
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, make_server

from bottle import Bottle, static_file
from flask import Flask


class Quiet(WSGIRequestHandler):
    def log_message(self, *arguments):
        pass


def makeBottle(folder):
    application = Bottle()
    application.route("/<name>", callback=lambda name: static_file(name, root=folder))
    return application


def serve(application):
    server = make_server("127.0.0.1", 0, application, handler_class=Quiet)
    Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port


def ask(port, wanted):
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/digits", headers={"Range": wanted})
    response = connection.getresponse()
    connection.close()
    return f"{response.status} {response.headers['Content-Range']}"


with TemporaryDirectory() as folder:
    Path(folder, "digits").write_text("0123456789")
    command = ["node", sys.argv[1], folder]
    with Popen(command, stdout=PIPE, text=True) as express:
        ports = {
            "Flask": serve(Flask("files", static_folder=folder, static_url_path="/")),
            "Express": int(express.stdout.readline()),
            "bottle": serve(makeBottle(folder)),
        }
        for wanted in ("bytes=-4", "bytes=-10", "bytes=-11", "bytes=-500"):
            answers = (f"{name} {ask(port, wanted)}" for name, port in ports.items())
            print(f"{wanted}: " + ", ".join(answers))
        express.kill()
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
