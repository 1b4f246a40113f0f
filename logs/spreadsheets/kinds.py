"""What a file is, by how it begins and not by its name."""

import re
from typing import Literal

Kind = Literal["text", "zip", "ole", "pdf", "html", "picture", "rtf", "xml", "archive", "database"]

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # compound files: Excel, Word and PowerPoint up to 2003
_BEGINNINGS: tuple[tuple[bytes, Kind], ...] = (
    (ZIP, "zip"),
    (b"PK\x05\x06", "zip"),
    (OLE, "ole"),
    (b"%PDF", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"SQLite format 3\x00", "database"),
)
_BITMAP = re.compile(rb"BM.{4}\0{4}", re.DOTALL)
_WEBP_HEIC = re.compile(rb"RIFF.{4}WEBP|.{4}ftyp(?:hei|mif|avif)", re.DOTALL)
_MARKUP = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|table|style|div)\b", re.I | re.S)
_MHTML = re.compile(rb"MIME-Version:.{0,400}?multipart/related", re.I | re.S)
_XML = re.compile(rb"\s*<(?:\?xml\s|[\w.-]+:[\w.-]+[\s>]|Workbook\b)")
_LOOKED_AT = 4_096  # bytes


def kind_of(data: bytes) -> Kind:
    """The kind of a file; what nothing tells of is text."""
    for beginning, kind in _BEGINNINGS:
        if data.startswith(beginning):
            return kind
    start = _narrow(data[:_LOOKED_AT])
    if _BITMAP.match(start) or _WEBP_HEIC.match(start):
        return "picture"
    if _MARKUP.match(start) or _MHTML.match(start):
        return "html"
    if _XML.match(start):
        # Pages saved by Excel begin as any XML does.
        return "html" if re.search(rb"<html\b", start, re.IGNORECASE) else "xml"
    # A page or a PDF can have a few bytes before its mark.
    return "pdf" if b"%PDF-" in start[:1_024] else "text"


def _narrow(start: bytes) -> bytes:
    """The beginning as one byte a letter, without a mark of the encoding."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return start[2:].replace(b"\0", b"")
    return start.removeprefix(b"\xef\xbb\xbf")
