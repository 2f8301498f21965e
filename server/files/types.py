"""
What a file is, by the ending of its name.

No ending means a coding. RFC 9110 section 8.4: Content-Encoding "indicates what
content codings have been applied to the representation, beyond those inherent in the
media type", and a browser takes them off before it saves what came. But whoever asks for
C{b.tar.gz} wants what is stored under that name.
"""

from __future__ import annotations

from twisted.web.static import File

#: The type of everything that a person can read and whose ending does not say another one.
TEXT = "text/plain; charset=utf-8"
TEXT_ENDINGS = ".cfg .conf .diff .ini .log .md .patch .py .rst .sh .toml .txt .yaml"

PACKED = {
    "application/gzip": ".gz .svgz .tgz",
    "application/vnd.rar": ".rar",
    "application/x-7z-compressed": ".7z",
    "application/x-bzip2": ".bz2 .tbz .tbz2",
    "application/x-compress": ".z",
    "application/x-xz": ".txz .xz",
    "application/zip": ".zip",
    "application/zstd": ".tzst .zst",
}

#: The type for each ending, in lower case.
TYPES = (
    File.contentTypes
    | dict.fromkeys(TEXT_ENDINGS.split(), TEXT)
    | {ending: kind for kind, endings in PACKED.items() for ending in endings.split()}
)
