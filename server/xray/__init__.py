"""
The x-ray: what happens to a request inside the server, from its bytes to the answer.
"""

from server.xray.happenings import Happening
from server.xray.record import RequestRecord
from server.xray.traceprinter import TracePrinter
from server.xray.xray import XRay

__all__ = ["Happening", "RequestRecord", "TracePrinter", "XRay"]
