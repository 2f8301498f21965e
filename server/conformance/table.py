"""
All cases.
"""

from __future__ import annotations

from server.conformance.chunks import CHUNKS
from server.conformance.connections import CONNECTIONS
from server.conformance.content import CONTENT
from server.conformance.fields import FIELDS
from server.conformance.requestline import REQUEST_LINES

CASES = (*REQUEST_LINES, *FIELDS, *CONTENT, *CHUNKS, *CONNECTIONS)
