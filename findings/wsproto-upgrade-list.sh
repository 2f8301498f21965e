#!/usr/bin/env bash
# wsproto 1.3.2 (2026-11): a client that offers another protocol beside websocket is
# refused, as if it had not asked for an upgrade.
# RFC 9110, 7.8: Upgrade is a list, from which the server chooses; RFC 6455, 4.2.1 asks for
# a field that contains "websocket", as it does of Connection, where wsproto takes a list.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet wsproto==1.3.2

seen='websocket Request
websocket, example/1 RemoteProtocolError: Missing header, Upgrade: websocket'
now=$(timeout 40 "$folder/bin/python" -W ignore - <<'END'
from wsproto import ConnectionType, WSConnection
from wsproto.utilities import RemoteProtocolError

HANDSHAKE = (
    "GET /chat HTTP/1.1\r\n"
    "Host: a.example\r\n"
    "Upgrade: %s\r\n"
    "Connection: keep-alive, Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==\r\n"
    "\r\n"
)

for protocols in "websocket", "websocket, example/1":
    connection = WSConnection(ConnectionType.SERVER)
    try:
        connection.receive_data((HANDSHAKE % protocols).encode())
    except RemoteProtocolError as error:
        print(protocols, "RemoteProtocolError:", str(error).replace("'", ""))
    else:
        print(protocols, [type(event).__name__ for event in connection.events()][0])
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
