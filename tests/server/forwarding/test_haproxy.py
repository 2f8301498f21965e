"""
The PROXY protocol as HAProxy writes it, in all ways that it can.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from tests.server.deploy.machines import freePorts
from tests.server.greenhouse.tls import curl
from tests.support.certificates import Authority
from tests.support.needs import need
from tests.support.process import PROGRAM_PATIENCE, StepProcess, poll
from tests.support.raw import HOST, exchange

#: Options of a server's line, by whether TLS is in front.
WAYS = [
    ("send-proxy", False),
    ("send-proxy-v2", False),
    ("send-proxy-v2 proxy-v2-options crc32c,unique-id,authority", False),
    ("send-proxy-v2-ssl-cn proxy-v2-options crc32c,ssl,cert-sig,ssl-cipher", True),
    ("send-proxy-v2-ssl", True),
]

HEAD = """
defaults
  mode tcp
  timeout client 9s
  timeout server 9s
  timeout connect 9s
"""
#: A proxy that knows no HTTP. It also asks for the server's health, for itself.
WAY = """
listen way{number}
  unique-id-format %{{+X}}o%ci:%cp
  bind {host}:{port}{tls}
  server one {host}:{server} {options} check check-send-proxy inter 100ms
"""


class HAProxyTests(SynchronousTestCase):
    """
    The greenhouse behind a real HAProxy, which speaks the PROXY protocol in versions 1 and
    2.
    """

    def test_ways(self) -> None:
        """
        Each way is read, and what it says of TLS; what HAProxy asks for itself is not a reason to
        complain.
        """
        arguments = ("--trust", HOST, "--proxy-protocol", "--access-log", "-")
        with (
            tempfile.TemporaryDirectory() as folder,
            StepProcess("server", *arguments) as house,
        ):
            Authority(Path(folder)).contextFor(HOST)
            ports = freePorts(len(WAYS))
            path = Path(folder) / "haproxy.cfg"
            ways = [self.write(folder, house.port, *each) for each in enumerate(ports)]
            path.write_text("".join([HEAD, *ways]))
            command, quiet = [need("haproxy"), "-db", "-f", str(path)], subprocess.DEVNULL
            with subprocess.Popen(command, stdout=quiet, stderr=quiet) as proxy:
                try:
                    self.check(house, ports)
                finally:
                    proxy.terminate()
                    proxy.wait(PROGRAM_PATIENCE)

    def write(self, folder: str, server: int, number: int, port: int) -> str:
        """
        Write the part of the configuration that is for one way.
        """
        options, isSecure = WAYS[number]
        tls = f" ssl crt {folder}/server.pem" if isSecure else ""
        return WAY.format(
            number=number, host=HOST, port=port, tls=tls, server=server, options=options
        )

    def check(self, house: StepProcess, ports: list[int]) -> None:
        """
        On each port, the greenhouse knows whether its client came by TLS, and complains of
        nothing.
        """
        ask = b"POST /session HTTP/1.0\r\nContent-Length: 0\r\n\r\n"
        for port, (options, isSecure) in zip(ports, WAYS, strict=True):
            if isSecure:
                answer = curl(port, "/session", "-d", "")
                self.assertIn("Secure", answer.fields["set-cookie"], options)
                continue
            poll(lambda port=port: self.accepts(port))  # type: ignore[misc]
            received = exchange(port, ask)
            self.assertIn(b" 303 ", received, options)
            self.assertNotIn(b"Secure", received, options)
        self.assertEqual(house.err, "")

    def accepts(self, port: int) -> bool:
        """
        Tell whether the proxy is there, and has found the server.
        """
        try:
            return b"Hello" in exchange(port, b"GET /hello HTTP/1.0\r\n\r\n")
        except OSError:
            return False
