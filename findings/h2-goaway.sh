#!/usr/bin/env bash
# h2 4.4.1 (2026-11): once a GOAWAY frame has arrived, the streams that it promises to
# finish can neither be written to nor read: the whole connection counts as closed.
# RFC 9113, 6.8: streams up to the last identifier in the frame may still complete. A server
# that shuts down politely sends GOAWAY with 2^31-1 first, and then goes on answering.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet h2==4.4.1 hyperframe==6.1.0

seen='writing: ProtocolError: Invalid input ConnectionInputs.SEND_DATA in state ConnectionState.CLOSED
reading: ProtocolError: Invalid input ConnectionInputs.RECV_HEADERS in state ConnectionState.CLOSED'
now=$(timeout 40 "$folder/bin/python" -W ignore - <<'END'
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.exceptions import ProtocolError
from hyperframe.frame import GoAwayFrame


def attempt(name, act):
    try:
        act()
    except ProtocolError as error:
        print(name, "ProtocolError:", error)
    else:
        print(name, "done")


client, server = H2Connection(), H2Connection(H2Configuration(client_side=False))
client.initiate_connection()
server.initiate_connection()
target = [(":scheme", "http"), (":authority", "a.example"), (":path", "/")]
client.send_headers(1, [(":method", "POST"), *target])
client.send_data(1, b"one")
server.receive_data(client.data_to_send())
client.receive_data(server.data_to_send())

client.receive_data(GoAwayFrame(0, last_stream_id=2**31 - 1).serialize())
attempt("writing:", lambda: client.send_data(1, b"two", end_stream=True))
server.send_headers(1, [(":status", "200")], end_stream=True)
attempt("reading:", lambda: client.receive_data(server.data_to_send()))
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
