"""
All cases, family by family.
"""

from __future__ import annotations

from server.conformance.answers import ANSWERS
from server.conformance.chunks import CHUNKS
from server.conformance.connections import CONNECTIONS
from server.conformance.content import CONTENT
from server.conformance.fields import FIELDS
from server.conformance.requestline import REQUEST_LINES
from server.conformance.versions import VERSIONS

CASES = (
    *REQUEST_LINES,
    *VERSIONS,
    *FIELDS,
    *CONTENT,
    *CHUNKS,
    *CONNECTIONS,
    *ANSWERS,
)
