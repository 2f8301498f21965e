"""
Conversations that leave the inspector: as a transcript, a drawing, a page or an HTTP Archive.
And what comes back: the requests of an archive, and a transcript.
"""

from server.inspector.exports.conversation import arrived, readTranscript
from server.inspector.exports.errors import BadImport
from server.inspector.exports.har import writeHAR
from server.inspector.exports.harconversation import conversationsOf
from server.inspector.exports.harimport import Archived, Asked, readHAR
from server.inspector.exports.page import writePage
from server.inspector.exports.pageimport import readPage
from server.inspector.exports.record import Record
from server.inspector.exports.svg import writeSVG
from server.inspector.exports.transcript import writeTranscript

__all__ = [
    "Archived",
    "Asked",
    "BadImport",
    "Record",
    "arrived",
    "conversationsOf",
    "readHAR",
    "readPage",
    "readTranscript",
    "writeHAR",
    "writePage",
    "writeSVG",
    "writeTranscript",
]
