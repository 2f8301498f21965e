#!/usr/bin/env bash
# An entity tag with a comma in it is taken apart at the comma (2026-11): Express 5.3.0, by fresh
# 2.0.0, and Django 5.2.19 send the page again to a client that has it. Flask 3.1.3 with Werkzeug
# 3.1.9 reads the tag as one.
# RFC 9110, 8.8.3: an entity tag is etagc within quotes: any visible character but the quotation
# mark, and so a comma too; 13.1.2: where a tag of If-None-Match is that of the page, the server
# answers 304 to a GET.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet Django==5.2.19 Flask==3.1.3 Werkzeug==3.1.9
npm install --silent --prefix "$folder" express@5.3.0 fresh@2.0.0 >/dev/null

seen='Flask "rose": If-None-Match 304
Django "rose": If-None-Match 304
Flask "red,rose": If-None-Match 304
Django "red,rose": If-None-Match 200
Express "rose": If-None-Match 304
Express "red,rose": If-None-Match 200'
cat >"$folder/ask.py" <<'END'
import django
import flask
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from django.views.decorators.http import etag

settings.configure()
django.setup()
application = flask.Flask("garden")


@application.get("/")
def page():
    response = flask.make_response("page")
    response.set_etag(tag.strip('"'))
    return response.make_conditional(flask.request)


def askDjango(method, **fields):
    view = etag(lambda request: tag)(lambda request: HttpResponse("page"))
    names = {f"HTTP_{name.upper()}": value for name, value in fields.items()}
    return view(RequestFactory().generic(method, "/", **names)).status_code


def askFlask(method, **fields):
    headers = {name.replace("_", "-"): value for name, value in fields.items()}
    return application.test_client().open("/", method=method, headers=headers).status_code


for tag in '"rose"', '"red,rose"':
    for name, ask in {"Flask": askFlask, "Django": askDjango}.items():
        print(f"{name} {tag}: If-None-Match {ask('GET', If_None_Match=tag)}")
END
cat >"$folder/ask.mjs" <<'END'
import {once} from "node:events";
import http from "node:http";
import express from "express";

const application = express();
application.get("/:tag", ({params}, response) => response.set("ETag", params.tag).send("page"));
const server = application.listen(0, "127.0.0.1");
await once(server, "listening");
for (const tag of ['"rose"', '"red,rose"']) {
  const page = encodeURIComponent(tag);
  const url = `http://127.0.0.1:${server.address().port}/${page}`;
  const request = http.get(url, {headers: {"If-None-Match": tag}});
  const [response] = await once(request, "response");
  response.resume();
  console.log(`Express ${tag}: If-None-Match ${response.statusCode}`);
}
process.exit();
END
now=$(timeout 40 "$folder/python/bin/python" -W ignore "$folder/ask.py" 2>/dev/null
timeout 20 node "$folder/ask.mjs") || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
