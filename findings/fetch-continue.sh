#!/usr/bin/env bash
# fetch() of undici 7.30.2, which is what Node has (2026-11): a "100 Continue" that it has not asked
# for makes it close the connection, with "bad response", and not read the page that follows. Two of
# 102, or a 103, it skips. node:http and curl read the page each time.
# RFC 9110, 15.2: a client MUST be able to parse 1xx answers before the final one, even if it does
# not expect any; 15.2.1: one that has not asked for 100 can simply discard it. nodejs/undici 197,
# of 2020, is open, and marked as "wontfix".
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --silent --prefix "$folder" undici@7.30.2 >/dev/null

seen='100: curl hello
100: node:http hello
100: fetch bad response
103: curl hello
103: node:http hello
103: fetch hello
102 102: curl hello
102 102: node:http hello
102 102: fetch hello'
cat >"$folder/ask.mjs" <<'END'
import {execFile} from "node:child_process";
import {once} from "node:events";
import http from "node:http";
import net from "node:net";
import {promisify} from "node:util";
import {fetch} from "undici";

const PAGE = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello";
let first;
const server = net.createServer((socket) => {
  socket.on("error", () => {});
  socket.once("data", () => socket.end(first + PAGE));
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const url = `http://127.0.0.1:${server.address().port}/`;

const clients = {
  curl: async () => (await promisify(execFile)("curl", ["--silent", url])).stdout,
  "node:http": async () => {
    const [response] = await once(http.get(url), "response");
    return (await response.toArray()).join("");
  },
  fetch: async () => (await fetch(url)).text(),
};
for (const [said, interim] of Object.entries({
  "102 102": "HTTP/1.1 102 Processing\r\n\r\n".repeat(2),
  103: "HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n",
  100: "HTTP/1.1 100 Continue\r\n\r\n",
})) {
  first = interim;
  for (const [name, ask] of Object.entries(clients)) {
    const page = await ask().catch((error) => error.cause?.message ?? error.message);
    console.log(`${said}: ${name} ${page}`);
  }
}
process.exit();
END
now=$(timeout 40 node "$folder/ask.mjs") || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
