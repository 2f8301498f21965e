"""
What the clients do, as data.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

from tests.bench.content import COMMON, HOST
from tests.support.needs import need


@dataclass(frozen=True)
class Load:
    """
    What is asked of a server, again and again.

    @ivar path: what is asked for.
    @ivar first: what a plain GET asks for, where C{path} is not for that, until there is
        an answer.
    @ivar connections: how many there are at the same time.
    @ivar fields: header fields beyond C{Host}.
    @ivar script: for wrk, in Lua; for what is not a plain GET.
    @ivar isChunked: whether it is sent by L{tests.bench.chunks}, and not by wrk.
    """

    path: str = "/hello"
    connections: int = 32
    fields: tuple[str, ...] = ()
    script: str = ""
    isChunked: bool = False
    first: str = ""

    def command(self, port: int, path: str, seconds: int, script: str) -> list[str]:
        """
        Write the command line of the client. Each client says at the end what wrk says.

        @param script: the path of a file with the script.
        """
        if self.isChunked:
            return [sys.executable, "-m", "tests.bench.chunks", str(port), path, str(seconds)]
        command = [need("wrk"), "-t1", f"-c{self.connections}", f"-d{seconds}s", "--timeout=30s"]
        for field in self.fields:
            command += ["-H", field]
        command += ["-s", script] if self.script else []
        return [*command, f"http://{HOST}:{port}{path}"]


#: With C{Host}, twelve: what Chromium sends when somebody follows a link.
BROWSER_FIELDS = (
    "Connection: keep-alive",
    'sec-ch-ua: "Chromium";v="140", "Not=A?Brand";v="24"',
    "sec-ch-ua-mobile: ?0",
    'sec-ch-ua-platform: "Linux"',
    "Upgrade-Insecure-Requests: 1",
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36",
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,"
    "*/*;q=0.8",
    "Sec-Fetch-Site: same-origin",
    "Sec-Fetch-Mode: navigate",
    "Accept-Encoding: gzip, deflate, br, zstd",
    "Accept-Language: en-GB,en;q=0.9",
)


def posting(size: int) -> str:
    """
    Write the script that posts content.

    @param size: in bytes.
    """
    return f'wrk.method = "POST"\nwrk.body = string.rep("x", {size})\n'


#: The same request again and again, as wrk and most programs send it.
HELLO = Load()
BROWSER = Load(fields=BROWSER_FIELDS)
#: No two alike: whoever remembers requests must read each anew.
DIFFERENT = Load(
    script="""
number = 0
function request()
  number = number + 1
  return wrk.format("GET", "/hello", {["X-Number"] = number})
end
"""
)
PIPELINED = Load(
    script="""
function init()
  requests = string.rep(wrk.format("GET", "/hello"), 16)
end
function request() return requests end
"""
)
POST = Load("/echo", script=posting(1_000), first="/hello")
CHUNKS = Load("/echo", 1, isChunked=True, first="/hello")
LARGE_FILE = Load("/files/large.txt", 8)
SMALL_FILE = Load("/files/small.txt")
PLANTS = Load("/plants/show_plants", 8)
#: No more than step 15 lets search at the same time.
SEARCH = Load(f"/search/show_search_results?querystr={COMMON}", 4)
LARGE = Load("/large", 8)
UPLOAD = Load("/upload", 4, script=posting(10 * 2**20), first="/hello")
