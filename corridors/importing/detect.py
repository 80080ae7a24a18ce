"""What a file is, told by its content first and by its name second."""

from __future__ import annotations

import io
import re

from lxml import etree

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
    "xlsx": "Excel", "xlsm": "Excel", "wkt": "WKT", "shp": "Shapefile",
}  # fmt: skip
# What a library in C reads: a name that promises one of these and holds another is no slip of the hand, but may be a try to have
# it opened by a reader that the content asks for.
NAMED_AS_READ = frozenset(("TopoJSON", "GeoPackage", "KML", "FlatGeobuf", "GeoParquet", "GPX", "Shapefile"))
# What is called by either name: one is the other, packed or in a newer form.
SAME = ({"GeoJSON", "TopoJSON"}, {"zip", "Shapefile"}, {"CSV", "WKT"}, {"KML", "KMZ"})
WKT_START = re.compile(
    r"(SRID=\d+;)?\s*(POINT|LINESTRING|POLYGON|MULTI(POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION)\s*(ZM?|M)?\s*(\(|EMPTY)", re.IGNORECASE
)
WKB_START = re.compile(r"0[01][0-9A-Fa-f]{16,}\s*(\n|\r|$)")
NUMBER = r"-?\d{1,3}(\.\d+)?"
ROUTE_START = re.compile(rf"{NUMBER}\s*,\s*{NUMBER}\s*:\s*{NUMBER}\s*,\s*{NUMBER}")
BLANKS = "\ufeff\x1e \t\r\n"
BLANK_BYTES = b" \t\r\n"
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


def text_format(head: str, data: bytes, name: str) -> str:
    """Return the format of a text file from how it begins, where XML is parsed to its root; CSV where nothing else fits.

    Raises:
        ImportFileError: it is something that is not read, or nothing but blanks.
    """
    start = head.lstrip(BLANKS)
    if not start:
        raise refusal(name, "nothing but blanks", "a file with at least one row", "export it again")
    if start[0] in "{[":
        return "TopoJSON" if re.search(r'"type"\s*:\s*"Topology"', start[:4_000]) else "GeoJSON"
    if start[0] == "<":
        return _xml_format(start, data, name)
    if WKT_START.match(start) or WKB_START.match(start) or ROUTE_START.match(start):
        return "WKT"
    return "CSV"


def _xml_format(start: str, data: bytes, name: str) -> str:
    bare = re.sub(r"<\?.*?\?>|<!--.*?-->", "", start, flags=re.DOTALL)
    if re.match(r"\s*<(!doctype\s+)?html\b", bare, re.IGNORECASE):
        raise _foreign_xml("html", name)
    tag = xml_root(name, data)
    if tag in XML_FORMATS:
        return XML_FORMATS[tag]
    raise _foreign_xml(tag, name)


def xml_root(name: str, data: bytes) -> str:
    """Return the local name of the first element of XML, parsed without reading anything else that the text names.

    Raises:
        ImportFileError: it is broken before that, or declares a document type, which may hold entities.
    """
    stream = io.BytesIO(data.lstrip(BLANK_BYTES))
    try:
        _, root = next(etree.iterparse(stream, events=("start",), resolve_entities=False, no_network=True, load_dtd=False))
    except (etree.XMLSyntaxError, StopIteration, LookupError) as error:
        words = str(getattr(error, "msg", "") or error or "no element")[:100]
        raise refusal(name, f"broken XML ({words})", "whole, valid XML", "download or export it again: it may be cut off") from None
    tag = str(root.tag).rpartition("}")[2].rpartition(":")[2]
    if tag in XML_FORMATS and root.getroottree().docinfo.internalDTD is not None:
        raise refusal(name, "XML with a document type (<!DOCTYPE …>)", "KML or GPX without one", "take that line out, or export it again")
    return tag


def _foreign_xml(tag: str, name: str) -> ImportFileError:
    what, todo = XML_FOREIGN.get(
        tag if tag in XML_FOREIGN else tag.lower(), (f"XML of another kind (<{tag[:40]}>)", "export it as GeoJSON, KML or CSV")
    )
    return refusal(name, what, READ, todo)


def format_of_name(name: str) -> str:
    """Return the format that the name promises, "" for none that we know."""
    return ENDINGS.get(name.rsplit(".", 1)[-1].lower(), "") if "." in name else ""


def check_name(name: str, found: str) -> tuple[str, ...]:
    """Return what to say when the name promises another format than the content has.

    Raises:
        ImportFileError: the name promises a format that GDAL or Arrow reads, and the content is another.
    """
    promised = format_of_name(name)
    if not promised or promised in {found, "zip"} or {promised, found} in SAME:
        return ()
    if promised in NAMED_AS_READ:
        raise refusal(name, f"{found} in a file whose name says {promised}", f"{promised} under this name", "call it by what it is")
    return (f"The name says {promised}, the content is {found}: read as {found}.",)
