"""
What the x-ray knows of a request, as a part of the page.
"""

from server.inspector.xray.fragment import xrayOf
from server.inspector.xray.part import inside

__all__ = ["inside", "xrayOf"]
