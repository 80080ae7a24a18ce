"""How files are spoiled: bytes, texts, XML, JSON, members of a zip, tables of SQLite, columns of Parquet."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import struct
import zipfile
from collections.abc import Callable
from random import Random
from typing import Any

Mutator = Callable[[Random, bytes], bytes]
MAX_BYTES = 300_000
NUMBERS = (0, 1, -1, 127, 128, 255, 256, 32_767, 65_535, 2**31 - 1, -(2**31), 2**32 - 1, 2**63 - 1, 10**9)
WORDS = (
    "nan", "inf", "-inf", "1e400", "-0", "9" * 400, "1" + "0" * 40, "", " ", "0x10", "58,4", "58.4 38", "180.0000001", "-90.5", "null", "true",
    "\0", "\ud7ff", "\ufffe", "\u202e", "A" * 5_000, "=1+1", "&#0;", "&lt;", "]]>", "<a>", "EPSG:4979", "EPSG:5773", "EPSG:30101", "9999-12-31", "0000-00-00", "%s%n",
    "../../etc/passwd", "file:///etc/passwd", "/vsicurl/http://127.0.0.1/", "http://127.0.0.1/x",
)  # fmt: skip
TOKEN = re.compile(rb"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|\"[^\"<>]{0,200}\"|>[^<>]{1,2000}<")
ELEMENT = re.compile(rb"<(\w[\w:.-]*)[^<>]*?(?:/>|>(?:[^<]|<(?!\1\b))*?</\1>)")
TAG = re.compile(rb"</?[\w:.-]+")


def spoil_bytes(random: Random, data: bytes) -> bytes:
    """Flip bits, overwrite numbers of a file's own width, cut, repeat or leave out a stretch."""
    found = bytearray(data or b"\0")
    for _ in range(random.choice((1, 1, 1, 2, 4, 16))):
        at = random.randrange(len(found)) if random.random() < 0.6 else random.randrange(min(len(found), 200))
        length = random.choice((1, 2, 4, 8, 30, 200))
        match random.randrange(8):
            case 0 | 1:
                found[at] ^= 1 << random.randrange(8)
            case 2:
                found[at] = random.randrange(256)
            case 3 | 4:
                width, order = random.choice((("B", 1), ("H", 2), ("I", 4), ("Q", 8))), random.choice("<>")
                value = random.choice(NUMBERS) % (1 << (8 * width[1]))
                found[at : at + width[1]] = struct.pack(f"{order}{width[0]}", value)
            case 5:
                del found[at : at + length]
            case 6:
                found[at:at] = found[at : at + length] * random.choice((1, 1, 2, 100))
            case _:
                at = random.randrange(len(found)) if random.random() < 0.5 else len(found) - random.randrange(min(64, len(found)))
                del found[at:]
        if not found:
            return b"\0"
    return bytes(found[:MAX_BYTES])


def spoil_text(random: Random, data: bytes) -> bytes:
    """Put another value where a number, a quoted text or the text of an element stands."""
    tokens = list(TOKEN.finditer(data))
    for match in sorted(random.sample(tokens, min(len(tokens), random.choice((1, 1, 2, 5)))), key=lambda one: -one.start()):
        old = match[0]
        word = random.choice(WORDS).encode("utf-8", "surrogatepass") if random.random() < 0.7 else str(random.choice(NUMBERS)).encode()
        if random.random() < 0.2 and len(tokens) > 1:
            word = random.choice(tokens)[0].strip(b'"<>')
        new = old[:1] + word + old[-1:] if old[:1] in b'">' else word
        data = data[: match.start()] + new + data[match.end() :]
    return data[:MAX_BYTES]


def spoil_xml(random: Random, data: bytes) -> bytes:  # noqa: PLR0911 - a case each
    """Repeat, nest, move or leave out an element, or call it by another one's name."""
    tags = list(TAG.finditer(data))
    # A few are tried: to find the ends of all takes long where a spoilt text has lost some.
    tried = [ELEMENT.match(data, random.choice(tags).start()) for _ in range(8)] if tags else []
    elements = [element for element in tried if element]
    if not elements or random.random() < 0.3:
        return spoil_text(random, data)
    chosen, other = elements[0], elements[-1]
    one, start, end = chosen[0], chosen.start(), chosen.end()
    match random.randrange(6):
        case 0:
            return data[:end] + one * random.choice((1, 2, 50, 500)) + data[end:][:MAX_BYTES]
        case 1:
            depth = random.choice((2, 30, 600, 3_000))
            name = chosen[1]
            return data[:start] + b"<%s>" % name * depth + one + b"</%s>" % name * depth + data[end:]
        case 2:
            return data[:start] + data[end:]
        case 3:
            return data[: other.start()] + one + data[other.start() :]
        case 4:
            tag, new = random.choice(tags), random.choice(tags)[0].lstrip(b"</")
            return data[: tag.start()] + (b"</" if tag[0][1:2] == b"/" else b"<") + new + data[tag.end() :]
        case _:
            extra = random.choice(
                (b"<!--" + b"-" * 50, b"<![CDATA[", b'<!DOCTYPE a [<!ENTITY b "c">]>', b"&b;", b"\x01", b"<?x", b"\xff\xfe")
            )
            return data[:start] + extra + data[start:]


def spoil_json(random: Random, data: bytes) -> bytes:
    """Change one value in a JSON text for another, nested, repeated or of another kind."""
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError):
        return spoil_text(random, data)
    for _ in range(random.choice((1, 1, 2, 3))):
        places = list(_places(whole))
        if not places:
            break
        inside, key = random.choice(places)
        inside[key] = _other_json(random, inside[key], random.choice(places))
    return json.dumps(whole).encode()[:MAX_BYTES]


def _places(found: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    for key, value in list(found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()):
        yield found, key
        yield from _places(value)


def _other_json(random: Random, old: Any, other: tuple[Any, Any]) -> Any:  # noqa: ANN401, PLR0911 - whatever JSON holds, a case each
    match random.randrange(8):
        case 0:
            return random.choice(WORDS).replace("\ud7ff", "")
        case 1:
            return random.choice((*NUMBERS, 0.5, 1e308, -1e308, float("nan"), float("inf")))
        case 2:
            return None
        case 3:
            return old * random.choice((2, 100, 2_000)) if isinstance(old, list) and len(old) < 50 else [old]
        case 4:
            for _ in range(random.choice((1, 3, 100))):
                old = [old] if random.random() < 0.9 else {"type": "GeometryCollection", "geometries": [old]}
            return old
        case 5:
            return json.loads(json.dumps(other[0][other[1]]))
        case 6:
            return {} if random.random() < 0.5 else []
        case _:
            return old + random.choice(NUMBERS) if isinstance(old, int | float) else str(old)[:2_000]


def spoil_zip(inner: Callable[[str], Mutator]) -> Mutator:
    """Return a mutator that spoils a member of a zip by its own form, the listing, or the whole."""

    def spoil(random: Random, data: bytes) -> bytes:
        if random.random() < 0.15:
            return spoil_bytes(random, data)
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                members = [(name, packed.read(name)) for name in packed.namelist()]
        except Exception:  # noqa: BLE001 - spoilt before
            return spoil_bytes(random, data)
        if not members:
            return spoil_bytes(random, data)
        place = random.randrange(len(members))
        for _ in range(random.choice((1, 1, 2))):
            name, content = members[place]
            members[place] = (name, inner(name)(random, content))
        match random.randrange(12):
            case 0:
                members.append(members[place])
            case 1:
                del members[place]
            case 2:
                members[place] = (random.choice(("../x.shp", "/x", "a:b", "x\\y.kml", "con", "x" * 300, members[-1][0])), members[place][1])
            case 3:
                members.append((f"{random.randrange(9)}/{members[place][0]}", members[place][1]))
        return _zipped(random, members)

    return spoil


def _zipped(random: Random, members: list[tuple[str, bytes]]) -> bytes:
    import warnings  # noqa: PLC0415

    target = io.BytesIO()
    method = random.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(target, "w", method) as packed:
            for name, content in members:
                packed.writestr(zipfile.ZipInfo(name), content, method)
    return target.getvalue()


def spoil_sqlite(random: Random, data: bytes) -> bytes:
    """Change a GeoPackage or a workspace by SQL: other values, tables and views; or its bytes."""
    if random.random() < 0.3:
        return spoil_bytes(random, data)
    base = sqlite3.connect(":memory:")
    base.set_progress_handler(lambda: 1, 5_000_000)
    try:
        base.deserialize(data)
        for _ in range(random.choice((1, 1, 2, 4))):
            _spoil_table(random, base)
        base.commit()
        return bytes(base.serialize())[: MAX_BYTES * 2]
    except (sqlite3.Error, OverflowError, UnicodeError):
        return spoil_bytes(random, data)
    finally:
        base.close()


VIEWS = (
    "with recursive c(fid, geom) as (select 1, null union all select fid + 1, null from c) select * from c",
    "select fid, zeroblob(100000000) as geom from {table}", "select * from {table} limit 1", "select * from {table} a, {table} b",
    "select 1 as fid, load_extension('x') as geom", "select fid, readfile('/etc/passwd') as geom from {table}",
)  # fmt: skip


def _spoil_table(random: Random, base: sqlite3.Connection) -> None:
    tables = [row[0] for row in base.execute("select name from sqlite_master where type = 'table'") if not row[0].startswith("sqlite_")]
    table = random.choice(tables)
    quoted = '"' + table.replace('"', '""') + '"'
    columns = [row[1] for row in base.execute(f"pragma table_info({quoted})")]
    column = '"' + random.choice(columns).replace('"', '""') + '"' if columns else "x"
    match random.randrange(9):
        case 0 | 1 | 2:
            base.execute(f"update {quoted} set {column} = ?", (_other_value(random),))  # noqa: S608 - a file that is to be spoilt
        case 3 | 4:
            row = base.execute(f"select rowid, {column} from {quoted} order by random() limit 1").fetchone()  # noqa: S608
            if row and isinstance(row[1], bytes | str):
                new = spoil_bytes(random, row[1]) if isinstance(row[1], bytes) else _spoil_words(random, row[1])
                base.execute(f"update {quoted} set {column} = ? where rowid = ?", (new, row[0]))  # noqa: S608
        case 5:
            base.execute(f"drop table {quoted}")
        case 6:
            base.execute(f"alter table {quoted} rename to old_{random.randrange(99)}")
            made = random.choice(VIEWS).replace("{table}", '"' + tables[0] + '"')
            base.execute(f"create view {quoted} as {made}")
        case 7:
            base.execute("pragma writable_schema = on")
            old = base.execute("select sql from sqlite_master where name = ?", (table,)).fetchone()[0]
            new = spoil_text(random, old.encode()).decode("utf-8", "replace").replace("\0", "")
            base.execute("update sqlite_master set sql = ? where name = ?", (new, table))
        case _:
            base.execute(f"create trigger t{random.randrange(999)} after update on {quoted} begin delete from {quoted}; end")  # noqa: S608


def _spoil_words(random: Random, text: str) -> str:
    return spoil_json(random, text.encode("utf-8", "replace")).decode("utf-8", "replace")


def _other_value(random: Random) -> object:
    return random.choice((*NUMBERS[:9], *WORDS[:24], None, 1e400, b"", b"GP\0\1" + random.randbytes(40), random.randbytes(9), "a" * 9_000))


def spoil_parquet(random: Random, data: bytes) -> bytes:
    """Write a Parquet file anew with a spoilt cell, declaration, type or packing; or spoil its bytes."""
    if random.random() < 0.5:
        return spoil_bytes(random, data)
    import pyarrow as pa  # noqa: PLC0415 - slow to import
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        table = pq.read_table(io.BytesIO(data))
        about = dict(table.schema.metadata or {})
        place = random.randrange(table.num_columns)
        column = table.column(place).to_pylist()
        match random.randrange(5):
            case 0 | 1:
                key = random.choice(list(about)) if about else b"geo"
                about[key] = random.choice((spoil_json, spoil_json, spoil_text, spoil_bytes))(random, about.get(key, b"{}"))
            case 2 | 3:
                cell = random.randrange(len(column)) if column else 0
                changed = [
                    spoil_bytes(random, value) if i == cell and isinstance(value, bytes) else value for i, value in enumerate(column)
                ]
                table = table.set_column(place, table.field(place), pa.array(changed, table.field(place).type))
            case _:
                values = [random.choice(([1, [2]], {"a": 1}, 2**63 - 1, "a", None, 1.5)) for _ in range(1)] * len(column)
                table = table.set_column(place, table.column_names[place], pa.array(values))
        target = io.BytesIO()
        pq.write_table(table.replace_schema_metadata(about), target, compression=random.choice(("none", "snappy", "zstd", "gzip")))
        return target.getvalue()
    except Exception:  # noqa: BLE001 - spoilt before
        return spoil_bytes(random, data)


def member_mutator(name: str) -> Mutator:
    """Return how a member of a zip is spoilt, by its name."""
    ending = name.rsplit(".", 1)[-1].lower()
    if ending in {"kml", "xml", "rels", "gpx"}:
        return either(spoil_xml, spoil_xml, spoil_text, spoil_bytes)
    if ending in {"prj", "csv", "cpg"}:
        return either(spoil_text, spoil_bytes)
    return either(spoil_json, spoil_text, spoil_bytes) if "json" in ending else spoil_bytes


def either(*mutators: Mutator) -> Mutator:
    """Return a mutator that takes one of several each time."""
    return lambda random, data: random.choice(mutators)(random, data)


MUTATORS: dict[str, Mutator] = {
    "workspace": spoil_sqlite,
    "geopackage": spoil_sqlite,
    "shapefile": spoil_zip(member_mutator),
    "kml": either(spoil_xml, spoil_xml, spoil_text, spoil_bytes),
    "kmz": spoil_zip(member_mutator),
    "flatgeobuf": spoil_bytes,
    "gpx": either(spoil_xml, spoil_xml, spoil_text, spoil_bytes),
    "topojson": either(spoil_json, spoil_json, spoil_text, spoil_bytes),
    "geoparquet": spoil_parquet,
    "xlsx": spoil_zip(member_mutator),
    "zip": spoil_zip(member_mutator),
}
