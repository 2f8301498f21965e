"""
Conversations that leave the inspector: as a transcript, a drawing, a page or an HTTP Archive.
And those that come back: from an archive, a page or a transcript.
"""

from server.inspector.fileformats.conversation import arrived, readTranscript
from server.inspector.fileformats.errors import BadImport
from server.inspector.fileformats.har import writeHAR
from server.inspector.fileformats.harconversation import conversationsOf
from server.inspector.fileformats.harimport import Archived, Asked, readHAR
from server.inspector.fileformats.page import writePage
from server.inspector.fileformats.pageimport import readPage
from server.inspector.fileformats.record import Record
from server.inspector.fileformats.svg import writeSVG
from server.inspector.fileformats.transcript import writeTranscript

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
