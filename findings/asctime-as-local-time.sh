#!/usr/bin/env bash
# A date in the form of C's asctime, which has no zone, is read as local time (2026-11) by Express
# 5.3.0, with send 1.2.1: on a server in New York, whoever holds a copy that is older than the file
# is told with 304 that it is still good, and on one in Tokyo, whoever holds the right one is sent
# it again. http-cache-semantics 4.3.0, the rules of got's cache, takes such an Expires for five
# hours later or nine hours earlier than it is.
# RFC 9110, 5.6.7: a recipient MUST accept all three forms of a date; one without a zone is in UTC.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --silent --prefix "$folder" express@5.3.0 send@1.2.1 \
  http-cache-semantics@4.3.0 >/dev/null
mkdir "$folder/www"
printf '0123456789' >"$folder/www/ten.txt"
touch --date '1994-11-06 10:00:00 UTC' "$folder/www/ten.txt"

seen='UTC: an older copy 200, the same 304; Expires in two hours: in 2
America/New_York: an older copy 304, the same 304; Expires in two hours: in 7
Asia/Tokyo: an older copy 200, the same 200; Expires in two hours: in 0'
cat >"$folder/ask.mjs" <<'END'
import {once} from "node:events";
import http from "node:http";
import express from "express";
import CachePolicy from "http-cache-semantics";

const application = express();
application.use(express.static(process.argv[2]));
const server = application.listen(0, "127.0.0.1");
await once(server, "listening");

async function ask(since) {
  const url = `http://127.0.0.1:${server.address().port}/ten.txt`;
  const request = http.get(url, {headers: {"If-Modified-Since": since}});
  const [response] = await once(request, "response");
  response.resume();
  return response.statusCode;
}

function lifetime(expires) {
  const headers = {date: "Sun, 06 Nov 1994 10:00:00 GMT", expires};
  const request = {method: "GET", url: "/", headers: {}};
  return new CachePolicy(request, {status: 200, headers}).maxAge() / 3600;
}

const [older, same] = ["Sun Nov  6 09:00:00 1994", "Sun Nov  6 10:00:00 1994"];
const later = "Sun Nov  6 12:00:00 1994";
console.log(`${process.env.TZ}: an older copy ${await ask(older)}, the same ${await ask(same)};`,
  `Expires in two hours: in ${lifetime(later)}`);
process.exit();
END
now=$(for zone in UTC America/New_York Asia/Tokyo; do
  TZ=$zone timeout 20 node "$folder/ask.mjs" "$folder/www"
done) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
