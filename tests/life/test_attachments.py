"""Files of tickets: taken by what they are, kept sealed, opened with a trace."""

from __future__ import annotations

import io
import zipfile

import pytest
from sqlalchemy import select

from store.engine import Database
from store.tables.attachment import Attachment
from tests.life.casework import House, rules
from ticketing.casework import file_kinds
from ticketing.casework.attachments import MOST_BYTES, AttachmentNotFound, attach, attachments_of, open_attachment
from ticketing.casework.file_kinds import kind_of
from ticketing.errors import InvalidField

TRAILER = b"\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"
PDF = b"%PDF-1.7\n" + b"x" * 100 + TRAILER


def office_file(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, file_kinds.PDF),
        (PDF + b"\x00" * 500, file_kinds.PDF),
        (b"%PDF-", None),
        (PDF[:-30], None),
        (PDF + b"x" * 2000, None),
        (b"%PDF-1.7\n%%EOF\n", None),
        (b"\x89PNG\r\n\x1a\n....", file_kinds.PNG),
        (b"\xff\xd8\xff\xe0....", file_kinds.JPEG),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", file_kinds.WEBP),
        (office_file("[Content_Types].xml", "word/document.xml"), file_kinds.DOCX),
        (office_file("[Content_Types].xml", "xl/workbook.xml"), file_kinds.XLSX),
        (office_file("word/document.xml", "word/vbaProject.bin"), None),
        (office_file("index.html"), None),
        (b"PK\x03\x04 but no archive", None),
        (b"<svg onload=alert(1)>", None),
        (b"<html>", None),
        (b"MZ\x90\x00", None),
        (b"RIFF\x00\x00\x00\x00WAVE", None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_bytes_say(content: bytes, kind: str | None) -> None:
    assert kind_of(content) == kind


async def test_a_file_is_kept_sealed_and_its_opening_is_logged(database: Database) -> None:
    house = House(database, rules("anhui-12385"))
    number = await house.ticket()
    async with database.write() as session:
        made = await attach(session, number, name="C:\\张三\\诊断书.pdf", content=PDF, actor="an", now=house.now)
    assert (made.name, made.media_type, made.size) == ("诊断书.pdf", file_kinds.PDF, len(PDF))
    async with database.read() as session:
        row = (await session.scalars(select(Attachment))).one()
        assert PDF not in row.sealed and "诊断书".encode() not in row.name_sealed
        assert [one.id for one in await attachments_of(session, number)] == [made.id]
    async with database.write() as session:
        record, content = await open_attachment(session, made.id, actor="li", now=house.now)
    assert content == PDF and record.sha256 == made.sha256
    assert [entry.actor for entry in await house.audited("attachment-opened")] == ["li"]


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("a.pdf", b"", "file"),
        ("a.pdf", b"%PDF-1.7".ljust(MOST_BYTES) + TRAILER, "file"),
        ("a.exe", b"MZ\x90\x00", "file"),
        ("a.png", PDF, "name"),
        ("a.pdf.html", PDF, "name"),
    ],
)
async def test_what_is_too_large_or_pretends_is_refused(
    database: Database, name: str, content: bytes, place: str
) -> None:
    house = House(database, rules("anhui-12385"))
    number = await house.ticket()
    with pytest.raises(InvalidField) as caught:
        async with database.write() as session:
            await attach(session, number, name=name, content=content, actor="an", now=house.now)
    assert caught.value.place == place
    with pytest.raises(AttachmentNotFound):
        async with database.write() as session:
            await open_attachment(session, "none", actor="an", now=house.now)
