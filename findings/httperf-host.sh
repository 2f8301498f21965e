#!/usr/bin/env bash
# httperf 0.9.0 of Debian 12 (2026-11) leaves the port out of Host, whichever port it asks; curl
# has it. RFC 9110, 7.2: Host has the authority of the target URI, and so its port, unless that is
# the scheme's own. A server with several sites takes it for another one.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$here/unpack" "$folder" httperf=0.9.0-9+b2

seen='GET / HTTP/1.1; Host: 127.0.0.1; status 0
GET / HTTP/1.1; Host: 127.0.0.1:PORT; status 0'
now=$(timeout 40 python3 "$here/hear.py" 5 \
  "$folder/usr/bin/httperf" --server 127.0.0.1 --port '{port}' --num-conns 1
timeout 40 python3 "$here/hear.py" 5 curl --silent 'http://127.0.0.1:{port}/') || true
printf "%s\n" "$now"
if [ "$now" != "$seen" ]; then
  printf "This has changed. It was:\n%s\n" "$seen" >&2
  exit 1
fi
