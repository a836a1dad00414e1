"""From the raw upload to plain bytes: gz, bz2 and xz, streamed under a cap."""

from __future__ import annotations

from pathlib import Path

from core.dataset.limits import MB, Limits, Refused
from core.dataset.magic import HEAD, check_table, packing


def unpack(raw: Path, folder: Path, limits: Limits) -> tuple[Path, str | None]:
    """The plain file (the raw one if it is not packed) and how it was packed."""
    head = _head(raw)
    how = packing(head)
    if how is None:
        check_table(head)
        return raw, None
    plain = folder / "plain"
    try:
        _stream(raw, plain, how, limits)
    except (OSError, EOFError, ValueError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused(f"This {how} file is damaged or cut off. Pack it again.") from None
    head = _head(plain)
    if packing(head) or head.startswith(b"PK\x03\x04"):
        raise Refused("There is an archive inside this archive. Unpack it first.")
    check_table(head)
    return plain, how


def _head(path: Path) -> bytes:
    with open(path, "rb") as file:
        head = file.read(HEAD)
    if not head:
        raise Refused("The file is empty: there is no data in it.")
    return head


def _stream(raw: Path, plain: Path, how: str, limits: Limits) -> None:
    packed = raw.stat().st_size
    # `ratio` starts to count above 64 MB: small tables of repeated lines pack very well
    cap = min(limits.unpacked, max(64 * MB, limits.ratio * packed))
    size = 0
    with _opener(how)(raw, "rb") as source, open(plain, "wb") as target:
        while block := source.read(MB):
            size += len(block)
            if size > cap:
                raise Refused(
                    f"The file is too large: it unpacks to more than {cap / MB:,.0f} MB, "
                    f"the limit for {packed / MB:,.1f} MB of {how}."
                )
            target.write(block)


def _opener(how: str):
    if how == "gz":
        import gzip

        return gzip.open
    if how == "bz2":
        import bz2

        return bz2.open
    import lzma

    return lzma.open
