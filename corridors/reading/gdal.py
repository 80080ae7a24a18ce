"""GDAL, with no more of it than our formats need. No other module imports pyogrio.

GDAL opens a file with whatever driver feels meant, and some of its formats are no data but orders: read that file of this
machine, ask that server, run that SQL. So every driver but those in `KEPT` is taken out before GDAL starts, and what it could
reach the network or run code with is off. GDAL looks at this once, when pyogrio is first imported: where something else
imported it before us, nothing is read at all.
"""

from __future__ import annotations

import importlib
import os
from typing import Any

KEPT = frozenset(("ESRI Shapefile", "FlatGeobuf", "GPKG", "KML"))  # the last two are written only
# Every other driver that GDAL 3 has in any build, raster and vector; a test compares the list with the GDAL that is installed.
DENIED = """
GPX, LIBKML, TopoJSON,
AAIGrid, ACE, ACE2, ADBC, ADRG, AeronavFAA, AIG, AirSAR, AIVector, AmigoCloud, ARCGEN, ArcObjects, ARG, Arrow, AVCBin, AVCE00, AVIF,
BAG, BASISU, BIGGIF, BLX, BMP, BNA, BSB, BT, BYN, CAD, CALS, Carto, CEOS, Cloudant, COASP, COG, COSAR, CouchDB, CPG, CSV, CSW,
CTable2, CTG, DAAS, DB2ODBC, DDS, DERIVED, DGN, DIMAP, DIPEx, DODS, DOQ1, DOQ2, DTED, DWG, DXF, E00GRID, ECRGTOC, ECW, EDIGEO, EEDA,
EEDAI, EHdr, EIR, Elasticsearch, ENVI, Envisat, EPSILON, ERS, ESAT, ESRIC, ESRIJSON, EXR, FAST, FileGDB, FITS, FujiBAS, GDALG,
GenBin, Geoconcept, GeoJSON, GeoJSONSeq, Geomedia, GeoRaster, GeoRSS, GFF, GFT, GIF, GML, GMLAS, GNMDatabase, GNMFile, GPSBabel,
GRASS, GRASSASCIIGrid, GRIB, GS7BG, GSAG, GSBG, GSC, GTFS, GTI, GTiff, GTX, GXF, HANA, HDF4, HDF4Image, HDF5, HDF5Image, HEIF, HF2,
HFA, HTF, HTTP, IDA, IDB, Idrisi, ILI, ILWIS, INGR, Ingres, Interlis1, Interlis2, IRIS, ISCE, ISG, ISIS2, ISIS3, JAXAPALSAR, JDEM,
JML, JP2ECW, JP2KAK, JP2MrSID, JP2OpenJPEG, JPEG, JPEG2000, JPEGLS, JPEGXL, JSONFG, KEA, KMLSUPEROVERLAY, KRO, KTX2, L1B, LAN, LCP,
Leveller, LIBERTIFF, LOSLAS, LVBAG, MAP, MapInfo File, MapML, MBTiles, MEM, Memory, MFF, MFF2, MG4Lidar, MiraMonRaster,
MiraMonVector, MongoDB, MongoDBv3, MRF, MrSID, MSG, MSGN, MSSQLSpatial, MVT, MySQL, NAS, NDF, netCDF, NGSGEOID, NGW, NITF, NOAA_B,
NSIDCbin, NTv2, NWT_GRC, NWT_GRD, OAPIF, OCI, ODBC, ODS, OGCAPI, OGR_DODS, OGR_GMT, OGR_GRASS, OGR_OGDI, OGR_PDS, OGR_SDE, OGR_VRT,
OpenAir, OpenFileGDB, OSM, OZI, PALSAR, Parquet, PAux, PCIDSK, PCRaster, PDF, PDS, PDS4, PGDUMP, PGeo, PLANETSCOPE, PLMOSAIC,
PLSCENES, PMTiles, PNG, PNM, PostGISRaster, PostgreSQL, PRF, RASDAMAN, Rasterlite, Rasterlite2, RCM, REC, RIK, RMF, ROI_PAC, RPFTOC,
RRASTER, RS2, RST, S102, S104, S111, S57, SAFE, SAGA, SAR_CEOS, SDE, SDTS, SEGUKOOA, SEGY, Selafin, SENTINEL2, SGI, SIGDEM,
SNAP_TIFF, SNODAS, SOSI, SQLite, SRP, SRTMHGT, STACIT, STACTA, SUA, SVG, SXF, Terragen, TGA, TIGER, TIL, TileDB, TSX, UK_NTF,
USGSDEM, VDV, VFK, VICAR, VRT, Walk, WAsP, WCS, WCS2, WEBP, WFS, WMS, WMTS, XLS, XLSX, XODR, XPLANE, XPM, XYZ, Zarr, ZMap
"""
# What GDAL may fetch must be called so, and nothing is; what it asks all the same goes to a door that is never open.
NOTHING = "nothing.invalid"
NOWHERE = "http://127.0.0.1:0"
SETTINGS = {
    "GDAL_DRIVER_PATH": "disable",  # no drivers from folders
    "GDAL_PYTHON_DRIVER_PATH": "",
    "GDAL_CONFIG_FILE": "",
    "GDAL_VRT_ENABLE_PYTHON": "NO",
    "GDAL_VRT_ENABLE_RAWRASTERBAND": "NO",
    "GDAL_ALLOW_REMOTE_RESOURCE_TO_ACCESS_LOCAL_FILE": "NO",
    "CPL_VSIL_CURL_ALLOWED_FILENAME": NOTHING,
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".invalid",
    "CPL_CURL_ENABLE_VSIMEM": "NO",
    "CPL_ALLOW_VSISTDIN": "NO",
    "GDAL_HTTP_PROXY": NOWHERE,
    "GDAL_HTTPS_PROXY": NOWHERE,
    "GDAL_HTTP_NETRC": "NO",
    "GDAL_HTTP_TIMEOUT": "1",
    "GDAL_HTTP_CONNECTTIMEOUT": "1",
    "GDAL_HTTP_MAX_RETRY": "0",
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",  # a file's side files are those of its own name
    "OGR_SQLITE_LOAD_EXTENSIONS": "",
    "OGR_SQLITE_PRAGMA": "trusted_schema=OFF,mmap_size=0",
    "PROJ_NETWORK": "OFF",
}


class UnsafeGdalError(RuntimeError):
    """GDAL has drivers that can be turned against this machine, so that it is not used."""


def gdal() -> Any:  # noqa: ANN401 - pyogrio has no types
    """Return the module `pyogrio` with GDAL's drivers cut down to `KEPT`.

    Raises:
        UnsafeGdalError: it has others, since GDAL was started before this module was imported, or is of another build.
    """
    pyogrio = importlib.import_module("pyogrio")
    if others := sorted(set(pyogrio.list_drivers()) - KEPT):
        listed = ", ".join(others[:5])
        raise UnsafeGdalError(
            f"GDAL: found {len(others)} drivers that this program does not use ({listed}); allowed: {', '.join(sorted(KEPT))}; "
            "import corridors.reading.gdal before pyogrio, and install the versions of requirements.txt"
        )
    return pyogrio


def _deny() -> None:
    """Set what GDAL reads from the environment when it starts, then start it; drivers that this build has not are no news."""
    denied = ",".join(" ".join(DENIED.split()).split(", "))
    os.environ.update(SETTINGS, GDAL_SKIP=denied)
    os.environ.pop("OGR_SKIP", None)  # GDAL_SKIP stands for both kinds of drivers, and GDAL 3.12 ends the process on a name in both
    own = os.environ.setdefault("CPL_LOG", os.devnull)
    importlib.import_module("pyogrio")
    if own == os.devnull:
        del os.environ["CPL_LOG"]


_deny()

ERRORS: tuple[type[Exception], ...] = tuple(
    getattr(importlib.import_module("pyogrio.errors"), name)
    for name in ("DataSourceError", "DataLayerError", "FeatureError", "GeometryError", "FieldError")
)
