#!/usr/bin/env bash
# wsproto 1.3.2 (2026-11): a parameter of an extension that stands in quotes is read with
# the quotes, and raises ValueError as the handshake is accepted.
# RFC 6455, 9.1: the value of a parameter may be a token or a quoted string that holds one.
# Without the quotes, the answer is 101.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet wsproto==1.3.2

seen='10 HTTP/1.1 101 Switching Protocols
"10" ValueError'
now=$(timeout 40 "$folder/bin/python" -W ignore - <<'END'
from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection
from wsproto.extensions import PerMessageDeflate

HANDSHAKE = (
    "GET /chat HTTP/1.1\r\n"
    "Host: a.example\r\n"
    "Upgrade: websocket\r\n"
    "Connection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==\r\n"
    "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=%s\r\n"
    "\r\n"
)

for bits in "10", '"10"':
    connection = WSConnection(ConnectionType.SERVER)
    connection.receive_data((HANDSHAKE % bits).encode())
    list(connection.events())
    try:
        answer = connection.send(AcceptConnection(extensions=[PerMessageDeflate()]))
    except ValueError as error:
        print(bits, type(error).__name__)
    else:
        print(bits, answer.split(b"\r\n")[0].decode())
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
