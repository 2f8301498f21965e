"""
All cases.
"""

from __future__ import annotations

from server.http1.conformance.chunks import CHUNKS
from server.http1.conformance.connections import CONNECTIONS
from server.http1.conformance.content import CONTENT
from server.http1.conformance.fields import FIELDS
from server.http1.conformance.requestline import REQUEST_LINES

CASES = (*REQUEST_LINES, *FIELDS, *CONTENT, *CHUNKS, *CONNECTIONS)
