#!/usr/bin/env bash
# Twisted 26.10.0 with pyOpenSSL 26.4.0 (2026-11): a TLS client that shares no protocol
# with the server in ALPN is sent the alert internal_error (80).
# RFC 7301, 3.2: the server SHALL send no_application_protocol (120) then, which tells
# the client what to change.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet 'Twisted[tls]==26.10.0' pyOpenSSL==26.4.0

seen='TLSV1_ALERT_INTERNAL_ERROR'
now=$(timeout 40 "$folder/bin/python" -W ignore - <<'END'
import socket
import ssl

from twisted.internet.defer import Deferred
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.ssl import CertificateOptions, KeyPair
from twisted.internet.task import react
from twisted.internet.threads import deferToThread


def shakeHands(port):
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(["spdy/1"])
    try:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            context.wrap_socket(connection)
    except ssl.SSLError as error:
        return error.reason
    return "no alert"


async def main(reactor):
    certificate = KeyPair.generate(size=2048).selfSignedCert(1, CN="localhost")
    options = CertificateOptions(
        privateKey=certificate.privateKey.original,
        certificate=certificate.original,
        acceptableProtocols=[b"http/1.1"],
    )
    factory = Factory.forProtocol(Protocol)
    port = reactor.listenSSL(0, factory, options, interface="127.0.0.1").getHost().port
    print(await deferToThread(shakeHands, port))


react(lambda reactor: Deferred.fromCoroutine(main(reactor)))
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
