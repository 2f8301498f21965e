#!/usr/bin/env bash
# aioquic 1.7.2 (2026-11): an answer to HEAD that says how long the content would be, and a 304 that
# does, make its client close the whole connection of HTTP/3, with H3_MESSAGE_ERROR (270).
# RFC 9114, 4.1.2: an answer that never has content may have a Content-Length other than 0;
# RFC 9110, 8.6: in an answer to HEAD, and in a 304, it is the length that a 200 to GET would have.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet aioquic==1.7.2

seen='HEAD 200 no length: answered 200
HEAD 200 length 5: closed with 270, content-length does not match data size
GET 304 no length: answered 304
GET 304 length 5: closed with 270, content-length does not match data size'
now=$(timeout 40 "$folder/bin/python" - <<'END'
import datetime
import ssl

from aioquic.h3.connection import H3Connection
from aioquic.h3.events import HeadersReceived
from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.connection import QuicConnection
from aioquic.quic.events import ConnectionTerminated, HandshakeCompleted
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PEER = ("127.0.0.1", 443)


def ends():
    """A client and a server, both of aioquic."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a.example")])
    today, day = datetime.datetime.now(datetime.timezone.utc), datetime.timedelta(days=1)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, today - day, today + day)
    h3 = {"alpn_protocols": ["h3"]}
    asking = QuicConfiguration(is_client=True, verify_mode=ssl.CERT_NONE, **h3)
    serving = QuicConfiguration(
        is_client=False, certificate=builder.sign(key, hashes.SHA256()), private_key=key, **h3
    )
    client = QuicConnection(configuration=asking)
    client.connect(PEER, now=0.0)
    number = client.original_destination_connection_id
    return client, QuicConnection(configuration=serving, original_destination_connection_id=number)


def events(quic):
    while event := quic.next_event():
        yield event


def answer(request, response):
    """Let the client ask and the server answer, with no network between them."""
    client, server = ends()
    http = {}
    for turn in range(20):
        source, target = (client, server) if turn % 2 == 0 else (server, client)
        for datagram, _ in source.datagrams_to_send(now=turn / 100):
            target.receive_datagram(datagram, PEER, now=turn / 100)
        for event in events(target):
            if isinstance(event, HandshakeCompleted):
                http[target] = H3Connection(target)
                if target is client:
                    http[client].send_headers(0, request, end_stream=True)
            for heard in http[target].handle_event(event) if target in http else []:
                if isinstance(heard, HeadersReceived) and target is client:
                    return "answered " + dict(heard.headers)[b":status"].decode()
                if isinstance(heard, HeadersReceived):
                    http[server].send_headers(0, response, end_stream=True)
    client.handle_timer(client.get_timer())
    for event in events(client):
        if isinstance(event, ConnectionTerminated):
            return f"closed with {event.error_code:d}, {event.reason_phrase}"
    return "nothing"


for method, status in (("HEAD", b"200"), ("GET", b"304")):
    for name, fields in (("no length", []), ("length 5", [(b"content-length", b"5")])):
        request = [
            (b":method", method.encode()),
            (b":scheme", b"https"),
            (b":authority", b"a.example"),
            (b":path", b"/"),
        ]
        said = answer(request, [(b":status", status), *fields])
        print(f"{method} {status.decode()} {name}: {said}")
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
