"""
Tests of HTTP/2 (RFC 9113): what its clients get must be what those of HTTP/1.1 get.
"""
