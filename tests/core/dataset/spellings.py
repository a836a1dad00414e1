"""300 spellings of a way out of a folder, and the process that reads tables of such names.

`python -m tests.core.dataset.spellings FOLDER` reads them below FOLDER, watched by an audit hook,
and prints as JSON what was opened, written, started or connected elsewhere.
"""

from __future__ import annotations

import io
import itertools
import json
import re
import sqlite3
import sys
import sysconfig
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
UPS = ["../", "..\\", "%2e%2e/", "%2e%2e%2f", "..%2f", "..%5c", "%252e%252e%252f", "....//"]
UPS += ["..;/", ".../", "\u2025/", "\uff0e\uff0e\uff0f", "\u2024\u2024/", "..\u2215", "..\u29f5"]
UPS += ["%c0%ae%c0%ae/", "..%c0%af", "./.././", "a/../../", "\x00../", "..\x00/", "..\n/", ".. /"]
STARTS = ["", "/", "\\", "file://", "C:\\", "~/", "\\\\host\\share\\", "\\\\?\\C:\\", "//host/x/"]
GOALS = ["escaped.txt", "etc/passwd", "escaped.parquet\x00.csv"]
ALONE = ["/etc/passwd", "C:\\boot.ini", "CON", "NUL", "aux.csv", "COM1", "LPT1.txt", "/dev/stdin"]
ALONE += ["/dev/full", "/proc/self/environ", "..", ".", "~root", "$HOME/x", "%TEMP%\\x", "a" * 4000]
ALONE += ["../" * 500 + "x", "x:stream", "|touch escaped", "`touch escaped`", "$(touch escaped)"]
ALONE += [
    "; touch escaped;",
    "http://127.0.0.1:9/x",
    "record.json",
    "table.parquet",
    "raw",
    "plain",
]
SPELLINGS = ALONE + [
    start + up * depth + goal
    for (up, goal), start, depth in itertools.product(
        zip(UPS * 2, GOALS * 20, strict=False), STARTS, (1, 5)
    )
]
SPELLINGS = list(dict.fromkeys(SPELLINGS))[:300]
SYSTEM = ("/proc/", "/sys/", "/dev/null", "/dev/urandom", "/usr/", "/etc/localtime", "/lib")
RUN = ("os.system", "os.exec", "os.posix_spawn", "os.fork", "subprocess.Popen", "socket.connect")
RUN += ("pickle.find_class", "sqlite3.enable_load_extension", "sqlite3.load_extension")


FILES = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink")
FILES += ("os.listdir", "os.scandir", "os.chdir", "os.truncate")


def watch(folder: Path) -> list[list[str]]:
    """Record from now on what is done outside of `folder`; the list fills itself."""
    seen: list[list[str]] = []
    homes = [sysconfig.get_paths()["stdlib"], sys.prefix, sys.base_prefix, str(ROOT)]

    def hook(event: str, arguments: tuple) -> None:
        if event.startswith(RUN):
            seen.append([event, repr(arguments)[:200]])
        elif event in FILES:
            path = arguments[0]
            if isinstance(path, int) or path is None:
                return
            text = path.decode("utf-8", "replace") if isinstance(path, bytes) else str(path)
            writes = event == "open" and bool(re.search("[wax+]", str(arguments[1] or "")))
            reads = event in ("open", "os.listdir", "os.scandir") and not writes
            inside = text.startswith(str(folder)) and ".." not in text
            if not inside and not (reads and text.startswith((*homes, *SYSTEM))):
                seen.append([event, text[:200]])

    sys.addaudithook(hook)
    return seen


def archive(name: str) -> bytes:
    """A zip with one table of that name, even where zipfile would make it harmless."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        info = zipfile.ZipInfo("x")
        info.filename = name[:60_000]
        made.writestr(info, "a,b\n1,2\n3,4\n")
    return buffer.getvalue()


def workbook(content: bytes, name: str) -> bytes:
    """A workbook whose sheet, and the part that holds it, have that name."""
    from xml.sax.saxutils import quoteattr

    name = re.sub("[\0-\x1f]", "_", name)
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for part in old.namelist():
            data = old.read(part).decode()
            if part == "xl/workbook.xml":
                data = data.replace('name="Sheet"', f"name={quoteattr(name)}")
            if part == "xl/_rels/workbook.xml.rels" and len(name) % 2:
                target = f"Target={quoteattr(name)}"
                data = re.sub(r'Target="[^"]*sheet1.xml"', lambda _, target=target: target, data)
            new.writestr(part, data)
    return buffer.getvalue()


def main(folder: Path) -> None:
    """Read every form with every spelling in it; print what was seen, and how many were read."""
    import openpyxl

    from core.dataset import sqlite
    from core.dataset import workbook as sheets
    from core.dataset.build import build
    from core.dataset.limits import Limits
    from core.dataset.notes import Notes
    from core.dataset.read import _label
    from core.dataset.unpack import unpack

    book = io.BytesIO()
    made = openpyxl.Workbook()
    for row in (["a", "b"], [1, 2], [3, 4]):
        made.active.append(row)
    made.save(book)
    database = sqlite3.connect(folder / "tables.db")
    for name in SPELLINGS:
        quoted = '"' + name.replace("\0", "_").replace('"', '""') + '"'
        database.execute(f"CREATE TABLE {quoted} (a, {quoted})")
        database.execute(f"INSERT INTO {quoted} VALUES (1, 2)")
    database.commit()
    database.close()
    lines = ['"' + name.replace('"', '""') + '"' for name in SPELLINGS]
    numbers = [",".join(str(i * j % 7) for j in range(len(lines))) for i in range(9)]
    (folder / "columns.csv").write_text("\n".join([",".join(lines), *numbers]))
    rows = [dict.fromkeys(SPELLINGS, i) for i in range(5)]
    (folder / "columns.json").write_text(json.dumps(rows))
    import pyarrow as pa

    pa.array(["x"]).dictionary_encode()
    seen = watch(folder)
    done = {"zip": 0, "sheet": 0, "table": 0, "label": 0}
    for name in SPELLINGS:
        (folder / "raw").write_bytes(archive(name))
        done["zip"] += tried(unpack, folder / "raw", folder, Limits())
        (folder / "raw").write_bytes(workbook(book.getvalue(), name))
        done["sheet"] += tried(
            sheets.write_sheet, folder / "raw", folder / "out", None, Limits(), Notes()
        )
        named = name.replace("\0", "_")
        done["table"] += tried(sqlite.read_sqlite, folder / "tables.db", named, Limits(), Notes())
        stream = io.BytesIO(b"")
        stream.name = name
        done["label"] += bool(_label(stream))
    shapes = []
    for source in ("columns.csv", "columns.json"):
        record = build(folder / source, folder, {}, Limits())
        shapes.append([record["rows"], len(record["columns"])])
    print(json.dumps({"seen": seen, "done": done, "shapes": shapes}))


def tried(function, *arguments) -> bool:
    """Whether it works; a refusal is fine, anything else is raised."""
    try:
        function(*arguments)
    except ValueError as error:
        if type(error).__name__ != "Refused":
            raise
        return False
    return True


if __name__ == "__main__":
    main(Path(sys.argv[1]))
