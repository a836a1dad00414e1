"""From the raw upload to plain bytes: gz, bz2, xz, zst and a zip of one table, under a cap."""

from __future__ import annotations

import lzma
import re
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from core.dataset.limits import MB, Limits, Refused
from core.dataset.magic import HEAD, NOT_TABLE, NOT_YET, check_table, packing
from core.dataset.notes import Notes, listed
from core.dataset.workbook import is_workbook

_ABOUT = re.compile(r"(?i)(^|/)(readme|licen[cs]e|changelog|about)[^/]*$|\.(md|pdf|docx?|html?)$")
"""Files that tell of a table beside it."""
DAMAGED = (OSError, EOFError, ValueError, NotImplementedError)
DAMAGED += (zipfile.BadZipFile, zlib.error, lzma.LZMAError)


def unpack(
    raw: Path, folder: Path, limits: Limits, notes: Notes | None = None
) -> tuple[Path, str | None]:
    """The plain file (the raw one if it is not packed) and how it was packed."""
    notes = notes or Notes()
    head = _head(raw)
    how = packing(head)
    if how == "zip" and is_workbook(raw):
        return raw, None
    if how is None:
        check_table(raw, head)
        return raw, None
    plain = folder / "plain"
    try:
        _stream(raw, plain, how, limits, notes)
    except Refused:
        raise
    except DAMAGED:
        raise Refused(f"This {how} file is damaged or cut off. Pack it again.") from None
    head = _head(plain)
    if is_workbook(plain):
        return plain, how
    if packing(head):
        raise Refused("There is an archive inside this archive. Unpack it first.")
    check_table(plain, head)
    return plain, how


def _head(path: Path) -> bytes:
    with open(path, "rb") as file:
        head = file.read(HEAD)
    if not head:
        raise Refused("The file is empty: there is no data in it.")
    return head


def _stream(raw: Path, plain: Path, how: str, limits: Limits, notes: Notes) -> None:
    packed = raw.stat().st_size
    # `ratio` starts to count above 64 MB: small tables of repeated lines pack very well
    cap = min(limits.unpacked, max(64 * MB, limits.ratio * packed))
    size = 0
    with _open(raw, how, notes) as source, open(plain, "wb") as target:
        while block := source.read(MB):
            size += len(block)
            if size > cap:
                raise Refused(
                    f"The file is too large: it unpacks to more than {cap / MB:,.0f} MB, "
                    f"the limit for {packed / MB:,.1f} MB of {how}."
                )
            target.write(block)


def _open(raw: Path, how: str, notes: Notes) -> BinaryIO:
    """The plain bytes as a stream; nothing is written under a name from an archive."""
    if how == "gz":
        import gzip

        return gzip.open(raw)
    if how == "bz2":
        import bz2

        return bz2.open(raw)
    if how == "xz":
        return lzma.open(raw)
    if how == "zst":
        import pyarrow as pa

        return pa.CompressedInputStream(pa.OSFile(str(raw)), "zstd")
    return _member(zipfile.ZipFile(raw), notes)


def _member(archive: zipfile.ZipFile, notes: Notes) -> BinaryIO:
    """The one table of a zip; what systems add beside it is passed over."""
    names = [info.filename for info in archive.infolist() if not info.is_dir()]
    if "[Content_Types].xml" in names:
        raise Refused(NOT_TABLE.format("a Word or PowerPoint file"))
    if "mimetype" in names:
        raise Refused(NOT_YET.format("An OpenDocument file (ods)"))
    tables = [info for info in archive.infolist() if not info.is_dir() and _is_file(info.filename)]
    texts = [info for info in tables if _ABOUT.search(info.filename)]
    if texts and len(tables) - len(texts) == 1:
        tables = [info for info in tables if info not in texts]
        said = listed(info.filename.rsplit("/", 1)[-1] for info in texts)
        notes.add("archive", detail=f"Beside the table the zip archive holds {said}: not read.")
    if len(tables) != 1:
        raise Refused(f"This zip archive holds {len(tables)} files. Pack one table alone.")
    (info,) = tables
    if ".." in info.filename.replace("\\", "/").split("/"):
        raise Refused("A path in this zip archive leads outside of it: it is not opened.")
    if info.flag_bits & 1:
        raise Refused("This zip archive is encrypted. Pack it without a password.")
    return archive.open(info)


def _is_file(name: str) -> bool:
    base = name.rsplit("/", 1)[-1]
    return not name.startswith("__MACOSX/") and base not in (".DS_Store", "Thumbs.db")
