"""What a file is, told by its content first and by its name second."""

from __future__ import annotations

import re

from corridors.importing.headings import NEWS_READER
from corridors.importing.problems import ImportFileError, refusal

READ = "GeoJSON, TopoJSON, GeoPackage, Shapefile in a zip, KML, KMZ, FlatGeobuf, GeoParquet, GPX, CSV, TSV, Excel (.xlsx), WKT, WKB"
# What begins a binary file: the format, where we read it.
SIGNATURES = (
    (b"SQLite format 3\0", "GeoPackage"),
    (b"PK\x03\x04", "zip"),
    (b"fgb\x03fgb", "FlatGeobuf"),
    (b"PAR1", "GeoParquet"),
)
# What begins a file that is not read, and what to do about it.
FOREIGN = (
    (b"PK\x05\x06", "an empty zip archive", "pack the file again"),
    (b"\x00\x00\x27\x0a", "a single .shp file", "pack the .shp with its .shx, .dbf and .prj into one zip"),
    (b"\x1f\x8b", "a gzip archive", "unpack it, or pack it as zip"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.xls, .doc)", "save it as .xlsx or CSV"),
    (b"%PDF", "a PDF document", "get the table or the shapes that it was made from"),
    (b"\x89PNG", "a PNG picture", "get the data that it was drawn from"),
    (b"\xff\xd8\xff", "a JPEG picture", "get the data that it was drawn from"),
    (b"GIF8", "a GIF picture", "get the data that it was drawn from"),
    (b"II*\x00", "a TIFF picture", "get the vectors, not the raster"),
    (b"MM\x00*", "a TIFF picture", "get the vectors, not the raster"),
    (b"7z\xbc\xaf", "a 7z archive", "unpack it, or pack it as zip"),
    (b"Rar!", "a RAR archive", "unpack it, or pack it as zip"),
    (b"\x7fELF", "a program", "choose the data file"),
    (b"MZ\x90", "a program", "choose the data file"),
)
ENDINGS = {
    "geojson": "GeoJSON", "json": "GeoJSON", "ndjson": "GeoJSON", "geojsonl": "GeoJSON", "jsonl": "GeoJSON", "geojsons": "GeoJSON",
    "topojson": "TopoJSON", "gpkg": "GeoPackage", "zip": "zip", "kml": "KML", "kmz": "KMZ", "fgb": "FlatGeobuf",
    "parquet": "GeoParquet", "geoparquet": "GeoParquet", "gpx": "GPX", "csv": "CSV", "tsv": "CSV", "tab": "CSV",
    "xlsx": "Excel", "xlsm": "Excel", "wkt": "WKT",
}  # fmt: skip
WKT_START = re.compile(
    r"(SRID=\d+;)?\s*(POINT|LINESTRING|POLYGON|MULTI(POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION)\s*(ZM?|M)?\s*(\(|EMPTY)", re.IGNORECASE
)
WKB_START = re.compile(r"0[01][0-9A-Fa-f]{16,}\s*(\n|\r|$)")
NUMBER = r"-?\d{1,3}(\.\d+)?"
ROUTE_START = re.compile(rf"{NUMBER}\s*,\s*{NUMBER}\s*:\s*{NUMBER}\s*,\s*{NUMBER}")
XML_ROOT = re.compile(r"<([A-Za-z][\w.:-]*)")
XML_FORMATS = {"kml": "KML", "gpx": "GPX"}
XML_FOREIGN = {
    "html": ("a web page", "download the file itself, not the page that shows it"),
    "rss": ("a news feed", NEWS_READER),
    "feed": ("a news feed", NEWS_READER),
    "osm": ("OpenStreetMap XML", "export it as GeoJSON"),
    "svg": ("a picture", "get the data that it was drawn from"),
    "FeatureCollection": ("GML", "convert it to GeoPackage or GeoJSON"),
}


def binary_format(data: bytes, name: str) -> str | None:
    """Return the format of a binary file, "zip" for any archive, or None for what must be text.

    Raises:
        ImportFileError: it is something that is not read, which the text names.
    """
    for start, what, todo in FOREIGN:
        if data.startswith(start):
            raise refusal(name, what, READ, todo)
    return next((what for start, what in SIGNATURES if data.startswith(start)), None)


def text_format(head: str, name: str) -> str:
    """Return the format of a text file from how it begins; CSV where nothing else fits.

    Raises:
        ImportFileError: it is something that is not read, or nothing but blanks.
    """
    start = head.lstrip("\ufeff\x1e \t\r\n")
    if not start:
        raise refusal(name, "nothing but blanks", "a file with at least one row", "export it again")
    if start[0] in "{[":
        return "TopoJSON" if re.search(r'"type"\s*:\s*"Topology"', start[:4_000]) else "GeoJSON"
    if start[0] == "<":
        return _xml_format(start, name)
    if WKT_START.match(start) or WKB_START.match(start) or ROUTE_START.match(start):
        return "WKT"
    return "CSV"


def _xml_format(start: str, name: str) -> str:
    bare = re.sub(r"<\?.*?\?>|<!--.*?-->", "", start, flags=re.DOTALL)
    if re.match(r"\s*<!doctype\s+html", bare, re.IGNORECASE):
        raise _foreign_xml("html", name)
    root = XML_ROOT.search(re.sub(r"<!DOCTYPE[^>]*>", "", bare, flags=re.IGNORECASE))
    tag = root[1].split(":")[-1] if root else ""
    if tag in XML_FORMATS:
        return XML_FORMATS[tag]
    raise _foreign_xml(tag, name)


def _foreign_xml(tag: str, name: str) -> ImportFileError:
    what, todo = XML_FOREIGN.get(
        tag if tag in XML_FOREIGN else tag.lower(), (f"XML of another kind (<{tag[:40]}>)", "export it as GeoJSON, KML or CSV")
    )
    return refusal(name, what, READ, todo)


def format_of_name(name: str) -> str:
    """Return the format that the name promises, "" for none that we know."""
    return ENDINGS.get(name.rsplit(".", 1)[-1].lower(), "") if "." in name else ""


def name_note(name: str, found: str) -> tuple[str, ...]:
    """Return what to say when the name promises another format than the content has."""
    promised = format_of_name(name)
    same = {promised, found} in ({"GeoJSON", "TopoJSON"}, {"zip", "Shapefile"}, {"CSV", "WKT"}) or promised == "zip"
    if not promised or promised == found or same:
        return ()
    return (f"The name says {promised}, the content is {found}: read as {found}.",)
