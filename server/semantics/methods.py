"""
Methods (RFC 9110 section 9).
"""

#: Section 9.2.1: the methods that do not ask for any change.
SAFE = (b"GET", b"HEAD", b"OPTIONS", b"TRACE")

#: The methods that this server knows, even if no resource allows some of them: those of
#: section 9, and PATCH (RFC 5789).
KNOWN = (b"GET", b"HEAD", b"POST", b"PUT", b"DELETE", b"OPTIONS", b"PATCH", b"TRACE", b"CONNECT")
