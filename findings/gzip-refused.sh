#!/usr/bin/env bash
# A client that says "gzip;q=0" is sent gzip all the same (2026-11) by Django 5.2.19 and
# starlette 1.10.0, each with its GZipMiddleware, by tornado 6.6.1 with compress_response, and by
# Flask-Compress 1.25, unless the client names "identity" as well. CherryPy 18.10.0 sends the page
# as it is.
# RFC 9110, 12.5.3: a content coding that the field lists is acceptable unless it has a qvalue of 0;
# 12.4.2: 0 means "not acceptable".
set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet Django==5.2.19 starlette==1.10.0 uvicorn==0.54.0 tornado==6.6.1 \
  CherryPy==18.10.0 Flask-Compress==1.25 Flask==3.1.3 Werkzeug==3.1.9

seen='gzip: Django gzip, starlette gzip, tornado gzip, CherryPy gzip, Flask gzip
gzip;q=0: Django gzip, starlette gzip, tornado gzip, CherryPy identity, Flask gzip
identity, gzip;q=0: Django gzip, starlette gzip, tornado gzip, CherryPy identity, Flask identity'
now=$(PYTHONPATH=$here timeout 60 "$folder/bin/python" -B - <<'END'
import asyncio

import cherrypy
import flask
import uvicorn
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
from flask_compress import Compress
from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from filesenders import ask, serve, serveWsgi

PAGE = "a page that compresses well\n" * 400
urlpatterns = [path("", lambda request: HttpResponse(PAGE, content_type="text/plain"))]


class TornadoPage(RequestHandler):
    def get(self):
        self.set_header("Content-Type", "text/plain")
        self.write(PAGE)


class CherryPage:
    @cherrypy.expose
    def index(self):
        cherrypy.response.headers["Content-Type"] = "text/plain"
        return PAGE


def makeDjango():
    compress = "django.middleware.gzip.GZipMiddleware"
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], MIDDLEWARE=[compress])
    return get_wsgi_application()


def makeFlask():
    application = flask.Flask("page")
    application.add_url_rule("/", view_func=lambda: flask.Response(PAGE, mimetype="text/plain"))
    Compress(application)
    return application


def makeCherryPy():
    cherrypy.config.update({"environment": "embedded"})
    return cherrypy.Application(CherryPage(), "", {"/": {"tools.gzip.on": True}})


async def serveStarlette(listening):
    application = Starlette(routes=[Route("/", lambda request: PlainTextResponse(PAGE))])
    application.add_middleware(GZipMiddleware)
    config = uvicorn.Config(application, log_level="error")
    await uvicorn.Server(config).serve(sockets=[listening])


async def serveTornado(listening):
    application = Application([("/", TornadoPage)], compress_response=True)
    HTTPServer(application).add_socket(listening)
    await asyncio.Event().wait()


def coding(port, accepted):
    response, _ = ask(port, "/", Accept_Encoding=accepted, Connection="close")
    assert response.status == 200
    return response.headers.get("Content-Encoding", "identity")


ports = {
    "Django": serveWsgi(makeDjango()),
    "starlette": serve(serveStarlette),
    "tornado": serve(serveTornado),
    "CherryPy": serveWsgi(makeCherryPy()),
    "Flask": serveWsgi(makeFlask()),
}
for accepted in ("gzip", "gzip;q=0", "identity, gzip;q=0"):
    codings = (f"{name} {coding(port, accepted)}" for name, port in ports.items())
    print(f"{accepted}: " + ", ".join(codings))
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
