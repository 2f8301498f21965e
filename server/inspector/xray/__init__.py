"""
What the x-ray knows about a request, as a part of the page.
"""

from server.inspector.xray.fragment import xrayOf
from server.inspector.xray.part import inside

__all__ = ["inside", "xrayOf"]
