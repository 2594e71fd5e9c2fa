"""What kind of file some bytes are, told from the bytes alone: names and declared types can lie. Pure."""

from __future__ import annotations

import io
import zipfile

PDF, PNG, JPEG, WEBP = "application/pdf", "image/png", "image/jpeg", "image/webp"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

ENDINGS = {
    PDF: (".pdf",),
    PNG: (".png",),
    JPEG: (".jpg", ".jpeg"),
    WEBP: (".webp",),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
}
"""Kinds that are taken, and how their names end. Nothing that a browser would run."""

_PDF_TRAILER = 1024
"""In so many bytes at its end a PDF says where its contents are listed, and that it ends (as readers look for it)."""
_MAIN_PART = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
_MOST_PARTS = 5_000


def kind_of(content: bytes) -> str | None:
    """The media type, or None for a kind that is not taken."""
    if content.startswith(b"%PDF-"):
        return PDF if _has_pdf_trailer(content) else None
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    return _office_kind(content) if content.startswith(b"PK\x03\x04") else None


def _has_pdf_trailer(content: bytes) -> bool:
    """A file that was cut off on its way has none. What stands between is not read: that is a reader's work."""
    before, mark, _ = content[-_PDF_TRAILER:].rpartition(b"%%EOF")
    return bool(mark) and b"startxref" in before


def _office_kind(content: bytes) -> str | None:
    """Only the list of parts is read, nothing is unpacked. Documents with macros are not taken."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist()[:_MOST_PARTS])
    except (zipfile.BadZipFile, ValueError, RuntimeError):
        return None
    if any(name.endswith("vbaProject.bin") for name in names):
        return None
    return next((kind for part, kind in _MAIN_PART.items() if part in names), None)
