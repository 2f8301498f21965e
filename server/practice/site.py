"""
Where the things to practise on are mounted.
"""

from __future__ import annotations

from pathlib import Path

from twisted.internet.interfaces import IReactorTime
from twisted.web.resource import Resource
from twisted.web.static import Data

from server.files import PublicFile
from server.practice.pages import Cut, Stream, Tagged, makeProtected
from server.practice.upload import Upload

HOME = b"""<!DOCTYPE html>
<title>Practice</title>
<h1>Things to practise on</h1>
<ul>
<li><a href="upload">upload</a>: takes files, and says what has arrived
<li><a href="protected">protected</a>: wants a user (student) and a password (greenhouse)
<li><a href="etag">etag</a>: has a strong entity tag; a POST changes it
<li><a href="stream">stream</a>: comes in pieces, without a length
<li><a href="cut">cut</a>: breaks off in the middle, but can be resumed
<li><a href="files/">files</a>: static files, with Last-Modified alone
</ul>
"""


def putPractice(root: Resource, reactor: IReactorTime) -> None:
    """
    Mount everything below a resource.
    """
    root.putChild(b"upload", Upload())
    root.putChild(b"protected", makeProtected())
    root.putChild(b"etag", Tagged())
    root.putChild(b"stream", Stream(reactor))
    root.putChild(b"cut", Cut())


def makeHome(reactor: IReactorTime) -> Resource:
    """
    Make a site's root that holds these things and nothing else.
    """
    root = Resource()
    root.putChild(b"", Data(HOME, "text/html; charset=utf-8"))
    root.putChild(b"files", PublicFile(str(Path(__file__).parent)))
    putPractice(root, reactor)
    return root
