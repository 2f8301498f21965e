"""
Methods (RFC 9110 section 9).
"""

#: Section 9.2.1: the methods that ask for no change.
SAFE = (b"GET", b"HEAD", b"OPTIONS", b"TRACE")

#: The methods that this server knows, though no resource may allow one of them: those
#: of section 9, and PATCH (RFC 5789).
KNOWN = (b"GET", b"HEAD", b"POST", b"PUT", b"DELETE", b"OPTIONS", b"PATCH", b"TRACE", b"CONNECT")
