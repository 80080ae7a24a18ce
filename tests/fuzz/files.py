"""Files as a user imports them: each is read with counts that add up, or refused in words."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import shapely

from corridors.importing import ImportFileError, Mapping, Outcome, normalise, read_file, recognise, samples_of
from corridors.importing.packed import head_of, read_outcome, read_raw, write_outcome, write_raw
from corridors.workspace.features import packed, unpacked
from corridors.workspace.records import CONVERTER

# Where, what was found, what is allowed, what to do.
FORM = re.compile(r".+: found .+; allowed: .+; .+", re.DOTALL)
MAX_WORDS = 4_000
RARELY = 8  # one input in so many goes into the workspace and back, which takes as long as all the rest
PARTED = re.compile(rb"\n?=== ([\w./-]+)\n")
VARYING = re.compile(r"'[^']*'|\"[^\"]*\"|\([^)]*\)|\d[\d.,]*")


def bring(data: bytes, name: str) -> str:
    """Import a file as the page does; return what became of it, in words that are the same for files of the same fate."""
    try:
        with TemporaryDirectory(prefix="corridors-fuzz-") as folder:
            outcome = _between_processes(data, name, Path(folder))
    except ImportFileError as error:
        return _of_refusal(str(error))
    report, features = outcome.report, outcome.features
    assert report.read == report.accepted + report.repaired + report.refused
    assert len(features) == report.accepted + report.repaired
    shapes = features.geometry.to_numpy()
    assert np.isfinite(shapely.get_coordinates(shapes)).all(), "a position that is no number"
    assert not (shapely.is_empty(shapes) | shapely.is_missing(shapes)).any(), "a feature without a shape"
    bounds = shapely.bounds(shapes) if len(shapes) else np.zeros((1, 4))
    assert (np.abs(bounds) <= (180, 90, 180, 90)).all(), "a position off the globe"
    return f"{report.format} {sorted({line.rule for line in report.rows})}"


def _between_processes(data: bytes, name: str, folder: Path) -> Outcome:
    """Return the outcome of a file, which goes over files from process to process as in the product."""
    raw = read_file(data, name)
    mapping = recognise(raw)
    json.dumps([CONVERTER.unstructure(head_of(raw)), mapping.plain, samples_of(raw, mapping)]).encode()
    write_raw(raw, folder)
    write_outcome(normalise(read_raw(folder), Mapping.from_json(mapping.to_json())), folder)
    outcome = read_outcome(folder)
    assert outcome.report.read == len(raw.rows)
    json.dumps(outcome.report.to_json(), ensure_ascii=False).encode()
    outcome.report.csv().encode()
    if zlib.crc32(data) % RARELY == 0 and len(outcome.features):  # a layer without a feature is not kept
        assert len(unpacked(packed(outcome.features))) == len(outcome.features)
    return outcome


def _of_refusal(words: str) -> str:
    assert FORM.fullmatch(words), f"a refusal without its four parts: {words}"
    assert len(words) < MAX_WORDS, f"a refusal of {len(words):,} characters"
    return VARYING.sub("…", words.partition("; allowed")[0])[-150:]


geojson = partial(bring, name="x.geojson")
csv = partial(bring, name="x.csv")
geopackage = partial(bring, name="x.gpkg")
archive = partial(bring, name="x.zip")
kml = partial(bring, name="x.kml")
kmz = partial(bring, name="x.kmz")
flatgeobuf = partial(bring, name="x.fgb")
gpx = partial(bring, name="x.gpx")
topojson = partial(bring, name="x.topojson")
geoparquet = partial(bring, name="x.parquet")
xlsx = partial(bring, name="x.xlsx")


def cells(data: bytes) -> str:
    """Import a small table under headings that every target is read from: one value a line, the rows under one another."""
    heading = "name,id,lon,lat,status,country,owner,capacity,cost,start,kind,url,length,wkt"
    values = ['"' + value.replace('"', '""') + '"' for value in data.decode("utf-8", "replace").split("\n")]
    width = heading.count(",") + 1
    rows = [",".join(values[at : at + width]) for at in range(0, len(values), width)]
    return bring("\n".join((heading, *rows)).encode("utf-8", "replace"), "x.csv")


# The least workbook: what an input leaves out is as here.
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOOK = {
    "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/s1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>'.encode(),
    "xl/workbook.xml": f'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{RELATION}"><sheets><sheet name="Data" sheetId="1" r:id="r1"/></sheets></workbook>'.encode(),
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{RELATION}/worksheet" Target="s1.xml"/><Relationship Id="r2" Type="{RELATION}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r3" Type="{RELATION}/styles" Target="styles.xml"/></Relationships>'.encode(),
    "xl/s1.xml": SHEET % b'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>lon</t></is></c><c r="C1" t="str"><v>lat</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2"><v>58.4</v></c><c r="C2" s="1"><v>38</v></c></row>',
    "xl/sharedStrings.xml": b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="2"><si><t>name</t></si><si><r><t>No</t></r><r><t>rth</t></r></si></sst>',
    "xl/styles.xml": b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy"/></numFmts><fonts count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}  # fmt: skip


def workbook(data: bytes) -> str:
    """Import a workbook some of whose parts an input gives, as `=== NAME`, a line end and XML; text before the first is the sheet."""
    first, *pieces = PARTED.split(data)
    parts = BOOK | ({"xl/s1.xml": SHEET % first} if first.strip() else {})
    for name, content in zip(pieces[::2], pieces[1::2], strict=True):
        parts[name.decode()] = content
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return bring(target.getvalue(), "x.xlsx")
