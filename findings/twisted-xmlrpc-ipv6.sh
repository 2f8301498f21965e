#!/usr/bin/env bash
# Twisted 26.10.0 (2026-11): xmlrpc.Proxy takes a URL apart at its colons, so that an
# IPv6 address in it becomes the host "[" and the port 80.
# RFC 3986, 3.2.2: an IPv6 address stands between "[" and "]"; the port follows after that.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet Twisted==26.10.0

seen='http://127.0.0.1:8000/RPC2 connects to host 127.0.0.1 port 8000
http://[::1]:8000/RPC2 connects to host [ port 80'
now=$(timeout 40 "$folder/bin/python" -W ignore - <<'END'
from twisted.internet.testing import MemoryReactor
from twisted.web.xmlrpc import Proxy

for url in b"http://127.0.0.1:8000/RPC2", b"http://[::1]:8000/RPC2":
    reactor = MemoryReactor()
    Proxy(url, reactor=reactor).callRemote("ping")
    host, port, *_ = reactor.tcpClients[0]
    print(url.decode(), "connects to host", host, "port", port)
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
