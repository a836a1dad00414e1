"""A database by its URL: one table or one SELECT, read-only, where the administrator allows it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from core.dataset.limits import Limits, Refused

if TYPE_CHECKING:
    import pyarrow as pa
    from sqlalchemy import URL

    from core.dataset.notes import Notes
    from core.dataset.table import Dataset

SWITCH = "FITBOARD_DATABASES"
"""The administrator's switch: "yes" for every database, or URL prefixes with blanks between."""
OFF = (
    "Reading from databases is switched off. An administrator switches it on with "
    f"{SWITCH}=yes, or with the beginnings of the URLs that are allowed."
)
SHARE = 0.8
"""Of the time of a reading, what the database may take."""
_PARAMETERS = {"sslmode", "charset"}
"""Parameters of a URL that cannot lead to another host or file."""
_WORDS = re.compile(
    r"(?i)\b(insert|update|delete|drop|alter|create|attach|detach|pragma|into|call|exec|execute|copy"
    r"|grant|revoke|merge|truncate|vacuum|set|reset|lock|load|do|declare|begin|commit|listen|notify"
    r"|prepare|handler|outfile|dumpfile)\b|\b(pg_|lo_|xp_|sp_|dblink|load_|open(rowset|query"
    r"|datasource)|query_to_|database_to_|(read|write)file|sleep|benchmark|utl_|dbms_|sys_)"
)
_LITERALS = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`")


def read_database(
    url: str,
    table: str | None = None,
    select: str | None = None,
    options: dict[str, Any] | None = None,
    *,
    name: str | None = None,
    folder: str | Path | None = None,
    limits: Limits | None = None,
) -> Dataset:
    """Read a table, or the rows of a SELECT, of a database into a typed Dataset.

    It needs the administrator's switch (FITBOARD_DATABASES). The reading happens in a child
    process under `limits`, in a read-only transaction where the database has one. Nothing of the
    URL is kept. `options` are those of `read_dataset` that concern names, kinds and missing.
    Raises ValueError with a sentence that the user can act on.
    """
    from core.dataset.read import read_request

    if bool(table) == bool(select):
        raise Refused("Name a table or write a SELECT: one of the two.")
    request = {"url": check_url(url), "table": table}
    request["select"] = check_select(select) if select else None
    title = name or (table or "").rpartition(".")[2] or "query"
    return read_request({"database": request}, title, options, folder, limits)


def databases_allowed() -> bool:
    """Whether an administrator lets Fitboard read from databases."""
    return bool(os.environ.get(SWITCH, "").strip()) and _setting() != ["no"]


def _setting() -> list[str]:
    return os.environ.get(SWITCH, "").strip().split()


def check_url(text: str) -> str:
    """The URL, if the switch allows it; the sentences of Refused never repeat it."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    if not databases_allowed():
        raise Refused(OFF)
    try:
        url = make_url(text.strip())
    except (ArgumentError, ValueError, TypeError):
        example = "postgresql://user:password@host/database or sqlite:////folder/file.db"
        raise Refused(f"This is no database URL. It looks like {example}.") from None
    if set(url.query) - _PARAMETERS:
        named = " and ".join(sorted(_PARAMETERS))
        raise Refused(f"The URL holds parameters that are not allowed: only {named} are.")
    if _setting() != ["yes"] and not any(_under(url, prefix) for prefix in _setting()):
        raise Refused("This database is not among those that the administrator allows.")
    return text.strip()


def _under(url: URL, prefix: str) -> bool:
    """Whether a URL lies under an allowed one, names and passwords apart."""
    from sqlalchemy import URL

    name = url.database
    if url.get_backend_name() == "sqlite":
        name = os.path.realpath(name or "")
    bare = URL.create(url.get_backend_name(), host=url.host, port=url.port, database=name)
    found = bare.render_as_string(hide_password=False)
    return found == prefix or found.startswith(prefix.rstrip("/") + "/")


def check_select(text: str) -> str:
    """One SELECT (or WITH ... SELECT) that only reads, as far as words tell; else Refused."""
    plain = text.strip().removesuffix(";").strip()
    bare = _LITERALS.sub("x", plain)
    if re.search(r"--|/\*|\*/|#|\\|\$\$|\0", bare):
        raise Refused("Leave out comments, backslashes and dollar quotes of the SELECT.")
    if ";" in bare or "'" in bare or '"' in bare or "`" in bare:
        raise Refused("Give one SELECT alone, with every quote closed.")
    if not re.match(r"(?i)(select|with)\b", bare) or not re.search(r"(?i)\bselect\b", bare):
        raise Refused("Only a SELECT is run, which may begin with WITH.")
    found = _WORDS.search(bare)
    if found:
        raise Refused(f"Only a SELECT that reads is run: {found[0].upper()} is not allowed in it.")
    return plain


def read_tables(
    request: dict[str, Any], limits: Limits, notes: Notes
) -> tuple[list[str], list[pa.Array], dict[str, Any]]:
    """Names, columns and what was read: {"url", "table", "select"}; Refused says why not."""
    from sqlalchemy import exc

    from core.dataset.gather import gather

    try:
        engine = _engine(request["url"], limits)
        with engine.connect() as connection:
            _read_only(connection, limits)
            statement, told = _statement(connection, request, notes)
            lines = connection.execution_options(stream_results=True).execute(statement)
            names = [str(name) for name in lines.keys()]  # noqa: SIM118
            columns = gather(len(names), _blocks(lines), limits)
        engine.dispose()
    except (ImportError, exc.NoSuchModuleError):
        raise Refused("The driver of this database is not installed beside Fitboard.") from None
    except exc.SQLAlchemyError as error:
        raise _refusal(error, limits) from None
    return names, columns, told


def _engine(address: str, limits: Limits):
    """An engine that opens SQLite read-only; others are made read-only by their transaction."""
    import sqlalchemy

    url = sqlalchemy.make_url(address)
    if url.get_backend_name() != "sqlite":
        return sqlalchemy.create_engine(url, pool_pre_ping=False, hide_parameters=True)
    path = Path(url.database or "").resolve()
    if not path.is_file():
        raise Refused("There is no such SQLite file.")

    def connect():
        import sqlite3
        import time

        database = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)
        database.execute("PRAGMA trusted_schema=OFF")
        database.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        database.set_authorizer(_authorize)
        ends = time.monotonic() + SHARE * limits.seconds
        database.set_progress_handler(lambda: time.monotonic() > ends, 10_000)
        return database

    return sqlalchemy.create_engine("sqlite://", creator=connect, hide_parameters=True)


def _authorize(action, *rest) -> int:
    """As for an uploaded SQLite file, and the pragmas by which SQLAlchemy looks at tables."""
    import sqlite3

    from core.dataset.sqlite import authorize

    if action in (sqlite3.SQLITE_PRAGMA, sqlite3.SQLITE_TRANSACTION):
        return sqlite3.SQLITE_OK
    return authorize(action, *rest)


def _read_only(connection, limits: Limits) -> None:
    """A transaction that cannot write, and a limit on time, where the database has them."""
    milliseconds = int(SHARE * limits.seconds * 1000)
    orders = {
        "postgresql": [
            "SET TRANSACTION READ ONLY",
            f"SET LOCAL statement_timeout = {milliseconds}",
        ],
        "mysql": ["SET TRANSACTION READ ONLY", f"SET SESSION max_execution_time = {milliseconds}"],
        "mariadb": ["SET TRANSACTION READ ONLY"],
        "oracle": ["SET TRANSACTION READ ONLY"],
    }
    for order in orders.get(connection.dialect.name, ()):
        connection.exec_driver_sql(order)


def _statement(connection, request: dict[str, Any], notes: Notes):
    """What to run, and what the reading says about it."""
    import sqlalchemy

    if request.get("select"):
        notes.add("database", detail="The rows of a SELECT in a database were read.")
        return sqlalchemy.text(check_select(request["select"]).replace(":", r"\:")), {}
    from core.dataset.notes import listed

    name = request.get("table") or ""
    found = sqlalchemy.inspect(connection)
    schema, _, table = name.rpartition(".")
    names = found.get_table_names() + found.get_view_names()
    if name in names:
        schema, table = None, name
    elif not schema or table not in found.get_table_names(schema) + found.get_view_names(schema):
        has = f"There is {listed(names, 8)}." if names else "It has none."
        raise Refused(f"There is no table {name[:60]!r} in this database. {has}")
    notes.add("database", detail=f"The table {name[:60]!r} of a database was read.")
    source = sqlalchemy.table(table, schema=schema)
    return sqlalchemy.select(sqlalchemy.text("*")).select_from(source), {"table": name}


def _blocks(lines) -> Iterator[list[tuple]]:
    while block := lines.fetchmany(20_000):
        yield [tuple(row) for row in block]


def _refusal(error: Exception, limits: Limits) -> Refused:
    """A sentence that repeats nothing of the database's answer: it may hold secrets."""
    said = str(getattr(error, "orig", error)).lower()
    if any(word in said for word in ("interrupted", "timeout", "canceling", "max_execution")):
        limit = SHARE * limits.seconds
        return Refused(f"The database took longer than {limit:g} s to answer: ask for fewer rows.")
    if "no such column" in said or "does not exist" in said or "no such table" in said:
        return Refused("The SELECT names a table or a column that is not in this database.")
    if "syntax" in said or "incomplete" in said:
        return Refused("The database does not understand this SELECT: check its words.")
    if any(word in said for word in ("not authorized", "prohibited", "denied", "read-only")):
        return Refused("The database does not allow this: read what its user may read.")
    return Refused("The database did not answer. Check the URL, the network and the user's rights.")
