"""
From bytes to characters, for HTML.

The HTML standard ("Determining the character encoding") looks, in this order, for
a byte order mark, at C{charset} in C{Content-Type}, and for a C{meta} element
within the first 1024 bytes.
"""

from __future__ import annotations

import codecs
import re

#: How many bytes are searched for a C{meta} element.
PRESCAN = 1024

BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_BE: "utf-16-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
}

#: Python's name for each encoding of the Encoding standard, by the labels in use.
#: No other label is looked up: some of Python's codecs are not character sets.
CODECS = {
    label: codec
    for codec, labels in {
        "utf-8": "utf-8 utf8 unicode-1-1-utf-8",
        "utf-16-le": "utf-16 utf-16le unicode",
        "utf-16-be": "utf-16be",
        # The standard reads these three as windows-1252, as browsers always did.
        "cp1252": "windows-1252 cp1252 iso-8859-1 iso8859-1 latin1 latin-1 l1 ascii us-ascii",
        "iso8859-2": "iso-8859-2 iso8859-2 latin2",
        "iso8859-3": "iso-8859-3 latin3",
        "iso8859-4": "iso-8859-4 latin4",
        "iso8859-5": "iso-8859-5 cyrillic",
        "iso8859-6": "iso-8859-6 arabic",
        "iso8859-7": "iso-8859-7 greek",
        "iso8859-8": "iso-8859-8 hebrew iso-8859-8-i",
        "iso8859-10": "iso-8859-10 latin6",
        "iso8859-13": "iso-8859-13",
        "iso8859-14": "iso-8859-14",
        "iso8859-15": "iso-8859-15 latin9",
        "iso8859-16": "iso-8859-16",
        "cp874": "windows-874 iso-8859-11 tis-620",
        "cp1250": "windows-1250 cp1250",
        "cp1251": "windows-1251 cp1251",
        "cp1253": "windows-1253 cp1253",
        "cp1254": "windows-1254 cp1254 iso-8859-9 latin5",
        "cp1255": "windows-1255 cp1255",
        "cp1256": "windows-1256 cp1256",
        "cp1257": "windows-1257 cp1257",
        "cp1258": "windows-1258 cp1258",
        "cp866": "ibm866 cp866",
        "koi8-r": "koi8-r koi8",
        "koi8-u": "koi8-u",
        "mac-roman": "macintosh",
        "gb18030": "gb18030 gbk gb2312 gb_2312-80 x-gbk",
        "big5hkscs": "big5 big5-hkscs",
        "euc-jp": "euc-jp x-euc-jp",
        "iso2022-jp": "iso-2022-jp",
        "cp932": "shift_jis shift-jis sjis x-sjis windows-31j ms_kanji",
        "cp949": "euc-kr ks_c_5601-1987 windows-949 korean",
    }.items()
    for label in labels.split()
}

META = re.compile(
    rb"""<meta\s[^>]{0,500}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w:.+-]{1,40})""", re.IGNORECASE
)


def findCodec(label: str) -> str | None:
    """
    Find Python's name for a character set.
    """
    return CODECS.get(label.strip().lower())


def detect(beginning: bytes, declared: str | None) -> str:
    """
    Find out in which character set a page is written.

    @param beginning: its first bytes.
    @param declared: the C{charset} of its C{Content-Type}.
    @return: Python's name for it.
    """
    for mark, codec in BYTE_ORDER_MARKS.items():
        if beginning.startswith(mark):
            return codec
    return findCodec(declared or "") or fromMeta(beginning) or guess(beginning)


def fromMeta(beginning: bytes) -> str | None:
    """
    Read the C{meta} element. Its author could not have written it in UTF-16, so
    that means UTF-8, says the standard.
    """
    match = META.search(beginning[:PRESCAN])
    codec = findCodec(match[1].decode("latin-1")) if match else None
    return "utf-8" if codec in ("utf-16-le", "utf-16-be") else codec


def guess(beginning: bytes) -> str:
    """
    Guess, where nothing says it: what can be read as UTF-8 is hardly ever anything else.
    """
    try:
        codecs.getincrementaldecoder("utf-8")().decode(beginning)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


class TextDecoder:
    """
    Decodes a page piece by piece. It waits until it has enough to know in which character
    set.
    """

    def __init__(self, declared: str | None) -> None:
        self.declared = declared
        self.beginning = b""
        self.decoder: codecs.IncrementalDecoder | None = None

    def feed(self, data: bytes, isLast: bool = False) -> str:
        """
        Decode a piece. What cannot be decoded becomes U+FFFD.
        """
        if self.decoder is None:
            self.beginning += data
            if len(self.beginning) < PRESCAN and not isLast:
                return ""
            codec = detect(self.beginning, self.declared)
            self.decoder = codecs.getincrementaldecoder(codec)("replace")
            data, self.beginning = self.beginning, b""
        return self.decoder.decode(data, isLast).replace("\ufeff", "")
