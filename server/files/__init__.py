"""
Files that everybody may see: Twisted's C{File}, with house rules.

C{File} serves all that lies below a directory. That is more than one intends to show
(hidden files; whatever a link points to), and some requests make it fail. C{PublicFile} is
a C{File} in every other respect.
"""

from server.files.public import PublicFile
from server.files.shared import addIcon, addStyleSheet
from server.files.types import TEXT

__all__ = ["TEXT", "PublicFile", "addIcon", "addStyleSheet"]
