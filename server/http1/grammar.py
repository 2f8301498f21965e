"""
The grammar of HTTP/1.1: every rule of the RFCs that this engine needs, quoted
above the regular expression that obeys it.

Two spellings of one rule are often needed: a bytes literal, to build larger
rules from, and a compiled pattern. C{*+} and C{++} are possessive: they never
give back a byte, so that no input can make a pattern slow. Of a group, the same is asked
with an atomic one, C{(?>(?:ab)*)}: before 3.11.5, Python keeps half of a possessive
repetition that has not matched to its end (gh-106052).
"""

from __future__ import annotations

import re

CRLF = b"\r\n"

# RFC 9110 section 5.6.2
#   token = 1*tchar
#   tchar = "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "." / "^" /
#           "_" / "`" / "|" / "~" / DIGIT / ALPHA
tchar = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]"
token = tchar + rb"++"
TOKEN = re.compile(token)
NOT_TCHAR = re.compile(rb"[^!#$%&'*+\-.^_`|~0-9A-Za-z]")

# RFC 9112 section 4
#   status-line   = HTTP-version SP status-code SP [ reason-phrase ]
#   status-code   = 3DIGIT
#   reason-phrase = 1*( HTAB / SP / VCHAR / obs-text )
text = rb"[\t\x20-\x7e\x80-\xff]"
STATUS_LINE = re.compile(
    rb"HTTP/1\.(?P<minor>[0-9]) (?P<status>[1-5][0-9]{2}) (?P<reason>" + text + rb"*+)\r\n"
)
REASON = re.compile(text + rb"*+")

# RFC 9112 section 5
#   field-line    = field-name ":" OWS field-value OWS
#   field-name    = token
# RFC 9110 section 5.5
#   field-value   = *field-content
#   field-content = field-vchar [ 1*( SP / HTAB / field-vchar ) field-vchar ]
#   field-vchar   = VCHAR / obs-text
# A pattern cannot both be possessive and leave the trailing OWS out of the
# value, so whoever uses this one strips it.
FIELD_LINE = re.compile(rb"(?m)^(?P<name>" + token + rb"):[ \t]*+(?P<value>" + text + rb"*+)\r\n")
NOT_TEXT = re.compile(rb"[^\t\x20-\x7e\x80-\xff]")
OWS = b" \t"

# RFC 9110 section 8.6
#   Content-Length = 1*DIGIT
DIGITS = re.compile(rb"[0-9]++")

# RFC 9110 section 5.6.4
#   quoted-string  = DQUOTE *( qdtext / quoted-pair ) DQUOTE
#   qdtext         = HTAB / SP / %x21 / %x23-5B / %x5D-7E / obs-text
#   quoted-pair    = "\" ( HTAB / SP / VCHAR / obs-text )
quotedString = rb'"(?>(?:[\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]++|\\' + text + rb')*)"'

# RFC 9110 section 10.1.4
#   transfer-coding    = token *( OWS ";" OWS transfer-parameter )
#   transfer-parameter = token BWS "=" BWS ( token / quoted-string )
TRANSFER_CODING = re.compile(
    rb"(?P<name>"
    + token
    + rb")(?P<parameters>(?>(?:[ \t]*+;[ \t]*+"
    + token
    + rb"[ \t]*+=[ \t]*+(?:"
    + token
    + rb"|"
    + quotedString
    + rb"))*))"
)

# RFC 9112 section 7.1
#   chunk          = chunk-size [ chunk-ext ] CRLF chunk-data CRLF
#   chunk-size     = 1*HEXDIG
# RFC 9112 section 7.1.1
#   chunk-ext      = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )
#   chunk-ext-name = token
#   chunk-ext-val  = token / quoted-string
CHUNK_LINE = re.compile(
    rb"(?P<size>[0-9A-Fa-f]++)(?>(?:[ \t]*+;[ \t]*+"
    + token
    + rb"(?>(?:[ \t]*+=[ \t]*+(?:"
    + token
    + rb"|"
    + quotedString
    + rb"))?))*)"
)
HEXDIGITS = re.compile(rb"[0-9A-Fa-f]++")
# From the end of one chunk to the content of the next, where that has no extension, and
# no size beyond reason.
LONGEST_SIZE = 8
NEXT_CHUNK = re.compile(rb"\r\n([0-9A-Fa-f]{1,%d}+)\r\n" % LONGEST_SIZE)

# RFC 3986 section 3.3 and appendix A
#   pchar         = unreserved / pct-encoded / sub-delims / ":" / "@"
#   unreserved    = ALPHA / DIGIT / "-" / "." / "_" / "~"
#   pct-encoded   = "%" HEXDIG HEXDIG
#   sub-delims    = "!" / "$" / "&" / "'" / "(" / ")" / "*" / "+" / "," / ";" / "="
#   query         = *( pchar / "/" / "?" )
# RFC 9110 section 4.1
#   absolute-path = 1*( "/" segment )       ; segment = *pchar
percent = rb"%[0-9A-Fa-f]{2}"
PERCENT = re.compile(percent)
nameByte = rb"A-Za-z0-9\-._~!$&'()*+,;="


def _some(class_: bytes) -> bytes:
    """
    Any number of bytes of a class, percent-encoded bytes among them.
    """
    return rb"[" + class_ + rb"]*+(?>(?:" + percent + rb"[" + class_ + rb"]*+)*)"


path = rb"/" + _some(nameByte + rb":@/")
query = _some(nameByte + rb":@/?")

# RFC 9112 section 3.2.1
#   origin-form   = absolute-path [ "?" query ]
originForm = path + rb"(?>(?:\?" + query + rb")?)"
ORIGIN_FORM = re.compile(originForm)

# RFC 9112 section 3
#   request-line   = method SP request-target SP HTTP-version
#   method         = token
# RFC 9112 section 2.3
#   HTTP-version   = HTTP-name "/" DIGIT "." DIGIT
#   HTTP-name      = %s"HTTP"           ; case-sensitive
# Its major version must be 1: another one is another protocol. A target in
# origin-form, as most are, is recognized on the way; the other forms are told
# apart later. No registered method is longer than UPDATEREDIRECTREF, which has 17
# bytes.
visible = rb"[\x21-\x7e]"
LONGEST_METHOD = 32
method = tchar + b"{1,%d}+" % LONGEST_METHOD
REQUEST_LINE = re.compile(
    rb"(?P<method>"
    + method
    + rb") (?P<target>(?P<origin>"
    + originForm
    + rb"(?= ))|"
    + visible
    + rb"++) HTTP/1\.(?P<minor>[0-9])\r\n"
)
VERSION = re.compile(rb"HTTP/(?P<major>[0-9])\.(?P<minor>[0-9])")
NOT_VISIBLE = re.compile(rb"[^\x21-\x7e]")

# RFC 3986 section 3.2.2
#   host          = IP-literal / IPv4address / reg-name
#   IP-literal    = "[" ( IPv6address / IPvFuture  ) "]"
#   IPvFuture     = "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" )
#   reg-name      = *( unreserved / pct-encoded / sub-delims )
# An IPv4address is also a reg-name. Whether an IPv6address in the brackets is one is left
# to the ipaddress module.
host = (
    rb"(?P<host>\[(?:(?P<ipv6>[0-9A-Fa-f:.]++)|[vV][0-9A-Fa-f]++\.["
    + nameByte
    + rb":]++)\]|"
    + _some(nameByte)
    + rb")"
)

# RFC 9110 section 7.2
#   Host          = uri-host [ ":" port ]
# RFC 3986 section 3.2.3
#   port          = *DIGIT
HOST = re.compile(host + rb"(?>(?::(?P<port>[0-9]*+))?)")

# RFC 9112 section 3.2.3
#   authority-form = uri-host ":" port
AUTHORITY_FORM = re.compile(host + rb":(?P<port>[0-9]*+)")

# RFC 9112 section 3.2.2
#   absolute-form  = absolute-URI
# RFC 9110 section 4.2
#   http-URI       = "http" "://" authority path-abempty [ "?" query ]
#   https-URI      = "https" "://" authority path-abempty [ "?" query ]
SCHEME = re.compile(rb"(?P<scheme>[A-Za-z][A-Za-z0-9+\-.]*+):")
HTTP_URI = re.compile(
    rb"(?i:https?)://(?>(?:(?P<userinfo>"
    + _some(nameByte + rb":")
    + rb")@)?)(?P<authority>"
    + host
    + rb"(?>(?::(?P<port>[0-9]*+))?))(?P<path>(?>(?:"
    + path
    + rb")?)(?>(?:\?"
    + query
    + rb")?))"
)
