#!/usr/bin/env bash
# A year of two digits, in the form of RFC 850 (2026-11): whichever year it is now, "70" is 1970 for
# Python 3.11's email.utils, and so for much that builds on it, for aiohttp 3.14.5, bottle 0.13.4,
# http-cache-semantics 4.3.0 (npm), Twisted 26.10.0, WebOb 1.8.11 and Werkzeug 3.1.9. Thursday is
# what that day is in 2070; in 1970 it was a Friday. Django 5.2.19 says 2070 (its ticket 28690).
# RFC 9110, 5.6.7: a recipient MUST take it for a year of the past where it seems to be more than 50
# years in the future, and so from 2020 on not for this one.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet aiohttp==3.14.5 bottle==0.13.4 \
  Django==5.2.19 Twisted==26.10.0 WebOb==1.8.11 Werkzeug==3.1.9
npm install --silent --prefix "$folder" http-cache-semantics@4.3.0 >/dev/null

seen='email.utils 1970
aiohttp 1970
bottle 1970
Django 2070
Twisted 1970
WebOb 1970
Werkzeug 1970
http-cache-semantics long ago'
cat >"$folder/years.py" <<'END'
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from aiohttp.helpers import parse_http_date
from bottle import parse_date as bottleDate
from django.utils.http import parse_http_date as djangoDate
from twisted.web.http import stringToDatetime
from webob.datetime_utils import parse_date as webobDate
from werkzeug.http import parse_date as werkzeugDate

DATE = "Thursday, 06-Nov-70 08:49:37 GMT"


def yearOf(seconds):
    return datetime.fromtimestamp(seconds, UTC).year


print("email.utils", parsedate_to_datetime(DATE).year)
print("aiohttp", parse_http_date(DATE).year)
print("bottle", yearOf(bottleDate(DATE)))
print("Django", yearOf(djangoDate(DATE)))
print("Twisted", yearOf(stringToDatetime(DATE.encode())))
print("WebOb", webobDate(DATE).year)
print("Werkzeug", werkzeugDate(DATE).year)
END
cat >"$folder/year.mjs" <<'END'
import CachePolicy from "http-cache-semantics";

const headers = {date: new Date().toUTCString(), expires: "Thursday, 06-Nov-70 08:49:37 GMT"};
const request = {method: "GET", url: "/", headers: {}};
const policy = new CachePolicy(request, {status: 200, headers});
console.log("http-cache-semantics", policy.maxAge() === 0 ? "long ago" : "to come");
END
now=$(timeout 20 "$folder/python/bin/python" "$folder/years.py"
timeout 20 node "$folder/year.mjs") || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
