"""The tables of headings: the known sources by their columns, and what the columns of any other file usually mean."""

from __future__ import annotations

import re
from dataclasses import dataclass, field


@dataclass(frozen=True)
class KnownSource:
    """A source that is recognised by columns that it always has, in any order, case and spacing (`bare_heading`).

    It needs all of `needs` and, where there are any, one of `marks`: names and statuses alone are in many a ministry's table.
    A target may list several columns: the first that the file has, with values in it, is taken. For those of `without` no
    usual heading is taken either. `reader` says who reads the file where it holds news rather than corridors.
    """

    id: str
    name: str
    needs: tuple[str, ...]
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    fixed: dict[str, str] = field(default_factory=dict)
    reader: str = ""
    marks: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


NEWS_READER = "read it as news, in the tab Review or with `corridors events extract`"
GEM_TRACKER = {
    "name": ("PipelineName", "TerminalName", "ProjectName"),
    "part": ("SegmentName", "UnitName", "Unit"),
    "status": ("Status",),
    "countries": ("CountriesOrAreas", "Countries", "Countries/Areas", "Country/Area", "Country"),
    "owner": ("Owner", "Owners"),
    "operator": ("Operator", "Operators"),
    "capacity": ("Capacity", "CapacityInMtpa"),
    "capacity_unit": ("CapacityUnits", "CapacityUnit"),
    "cost": ("Cost",),
    "cost_unit": ("CostUnits",),
    "start": ("StartYear1", "StartYear", "ActualStartYear", "StartYearEarliest"),
    "sources": ("Wiki", "WikiURL", "URL"),
    "length": ("LengthMergedKm", "LengthKnownKm", "LengthEstimateKm"),
    "lon": ("Longitude",),
    "lat": ("Latitude",),
    "geometry": ("WKTFormat", "Route", "route"),
}
GEM_MARKS = ("ProjectID", "TerminalID", "UnitID", "ComboID", "SegmentID", "Wiki", "WikiURL", "CountriesOrAreas")
# In order: the first whose columns are all there.
KNOWN = (
    KnownSource(
        "gem-oil-map", "Global Energy Monitor, oil tracker (map file)", ("project", "unit", "parent", "countries", "status", "route"),
        {"name": ("project",), "part": ("unit",), "kind": ("type",), "status": ("status",), "countries": ("countries",), "owner": ("parent",),
         "capacity": ("capacity",), "start": ("start_year",), "sources": ("url",), "geometry": ("route",)},
        {"capacity_unit": "bpd"},  # the map file has barrels a day throughout and no column for it
        without=("id",),  # `project` is one of several pipelines
    ),
    KnownSource(
        "gem-lng", "Global Energy Monitor, LNG terminals", ("Status", "FacilityType", "FuelType"),
        {**GEM_TRACKER, "id": ("UnitID", "ComboID", "ProjectID")}, {"kind": "port"}, marks=GEM_MARKS,
    ),
    KnownSource("gem-lng", "Global Energy Monitor, LNG terminals", ("TerminalName", "Status"),
                {**GEM_TRACKER, "id": ("UnitID", "ComboID", "TerminalID", "ProjectID")}, {"kind": "port"}, marks=GEM_MARKS),
    KnownSource("gem-oil", "Global Energy Monitor, oil pipelines", ("PipelineName", "Status", "Fuel", "Owner"),
                {**GEM_TRACKER, "id": ("SegmentID", "ProjectID"), "kind": ("Fuel",)}, marks=GEM_MARKS),
    KnownSource("gem-gas", "Global Energy Monitor, gas pipelines", ("PipelineName", "Status"),
                {**GEM_TRACKER, "id": ("SegmentID", "ProjectID"), "kind": ("Fuel", "FuelType", "Tracker")}, marks=GEM_MARKS),
    KnownSource(
        "aiddata", "AidData", ("Title", "Recipient", "Status"),
        {"name": ("Title",), "id": ("AidData Record ID", "AidData TUFF Project ID", "id"), "status": ("Status",),
         "countries": ("Recipient ISO-3", "Recipient"), "financier": ("Funding Agencies",), "contractor": ("Implementing Agencies",),
         "cost": ("Amount (Constant USD 2021)", "Amount (Constant USD 2017)", "Amount (Nominal USD)"),
         "start": ("Completion Year", "Actual Completion Date (MM/DD/YYYY)"), "sources": ("Source URLs", "OSM Links", "Geographic Location"),
         "lon": ("Longitude", "centroid_longitude"), "lat": ("Latitude", "centroid_latitude")},
        {"cost_unit": "USD"},  # it is in the headings, whichever of them the file has
        marks=("AidData Record ID", "AidData TUFF Project ID", "Sector Name", "Flow Type", "Recommended For Aggregates", "osm_precision_list"),
    ),
    KnownSource(
        "world-port-index", "NGA World Port Index", ("World Port Index Number", "Main Port Name", "Latitude", "Longitude"),
        {"name": ("Main Port Name",), "id": ("World Port Index Number",), "countries": ("Country Code",), "sources": ("Publication Link",),
         "lon": ("Longitude",), "lat": ("Latitude",)},
        {"kind": "port"},
    ),
    KnownSource(
        "world-port-index", "NGA World Port Index", ("INDEX_NO", "PORT_NAME", "LATITUDE", "LONGITUDE"),
        {"name": ("PORT_NAME",), "id": ("INDEX_NO",), "lon": ("LONGITUDE",), "lat": ("LATITUDE",)}, {"kind": "port"},
        without=("countries",),  # its older editions have FIPS codes, where CH is China
    ),
    KnownSource("acled", "ACLED", ("event_id_cnty", "event_date"), reader=NEWS_READER),
    KnownSource("acled", "ACLED", ("event_date", "sub_event_type"), reader=NEWS_READER),
    KnownSource("ucdp", "UCDP", ("relid", "type_of_violence"), reader=NEWS_READER),
    KnownSource("ucdp", "UCDP", ("date_start", "side_a", "side_b"), reader=NEWS_READER),
    KnownSource("gdelt", "GDELT", ("GKGRECORDID",), reader=NEWS_READER),
    KnownSource("gdelt", "GDELT", ("SQLDATE", "GLOBALEVENTID"), reader=NEWS_READER),
    KnownSource("gdelt", "GDELT", ("organizations", "persons", "locations", "timestamp"), reader=NEWS_READER),
)  # fmt: skip
OSM = KnownSource(
    "openstreetmap", "OpenStreetMap export", ("@id",),
    {"name": ("name:en", "name", "int_name", "ref"), "other_name": ("name", "int_name", "ref"), "id": ("@id", "osm_id", "full_id"), "operator": ("operator",), "owner": ("owner",),
     "start": ("start_date", "opening_date"), "sources": ("website", "url")},
)  # fmt: skip
# Kinds of an OpenStreetMap object by its tags: the first whose key is there, and whose value fits where one is given.
OSM_KINDS = (
    ("railway", "", "railway"), ("highway", "", "road"), ("power", "", "power_line"), ("harbour", "", "port"), ("seamark:type", "harbour", "port"),
    ("substance", "gas", "gas_pipeline"), ("substance", "natural_gas", "gas_pipeline"), ("substance", "oil", "oil_pipeline"),
    ("substance", "fuel", "oil_pipeline"), ("aeroway", "", ""),
)  # fmt: skip
GEM_ROUTE_NAME = re.compile(r"[PGLT]\d{4,12}(-[\w-]+)?")

# Any other file: the headings that a target goes by, letters and digits only, the likeliest first.
USUAL: dict[str, tuple[str, ...]] = {
    "name": ("pipelinename", "projectname", "project", "terminalname", "portname", "mainportname", "corridorname", "railwayname", "linename", "stationname",
             "facilityname", "assetname", "name", "nameen", "nameenglish", "title", "projecttitle", "label", "corridor", "bezeichnung", "nombre", "nom", "imya",
             "название", "наименование", "имя", "ad", "adi", "名称", "اسم", "الاسم", "نام"),
    "part": ("segmentname", "unitname", "segment", "section", "phase", "lot"),
    "id": ("id", "uid", "uuid", "featureid", "projectid", "segmentid", "unitid", "gemid", "code", "key", "locode", "unlocode", "objectid", "fid", "osmid", "identifier"),
    "kind": ("kind", "corridortype", "infrastructuretype", "assettype", "projecttype", "mode", "fuel", "commodity", "substance", "sector", "type", "category", "subtype"),
    "status": ("status", "projectstatus", "currentstatus", "state", "stage", "phasestatus", "opstatus", "operationalstatus", "статус", "estado", "statut"),
    "countries": ("countries", "country", "countriesorareas", "countryarea", "countrycode", "countryname", "iso", "iso2", "isoa2", "iso3", "isoa3", "adm0name", "cty",
                  "nation", "recipient", "recipientcountry", "hostcountry", "pais", "pays", "land", "страна", "страны", "ulke", "国家", "البلد", "کشور"),
    "owner": ("owner", "owners", "ownership", "ownername", "parent", "parentcompany", "shareholders", "shareholder", "company", "владелец", "propietario"),
    "operator": ("operator", "operators", "operatorname", "operatedby", "operatingcompany", "оператор"),
    "proponent": ("proponent", "sponsor", "developer", "developers"),
    "financier": ("financier", "financiers", "lender", "lenders", "funder", "funders", "fundingagencies", "fundingagency", "financing", "donor"),
    "contractor": ("contractor", "contractors", "epccontractor", "builder", "implementingagencies"),
    "supplier": ("supplier", "suppliers"),
    "offtaker": ("offtaker", "offtakers", "buyer", "buyers"),
    "capacity": ("capacity", "capacitybcmy", "capacitybcm", "capacitybcma", "capacitybcmyr", "capacitymtpa", "capacitybpd", "capacitymw", "designcapacity",
                 "plannedcapacity", "annualcapacity", "throughputcapacity"),
    "capacity_unit": ("capacityunit", "capacityunits", "unitofcapacity", "unitcapacity", "capunit"),
    "length": ("length", "lengthkm", "lengthmergedkm", "lengthknownkm", "lengthestimatekm", "lengthmi", "lengthmiles", "lengthm", "totallength", "longitud", "longueur", "laenge", "протяженность"),
    "length_unit": ("lengthunit", "lengthunits"),
    "cost": ("cost", "costusd", "totalcost", "projectcost", "estimatedcost", "investment", "investmentusd", "amount", "amountusd", "value", "valueusd", "budget", "costmusd"),
    "cost_unit": ("costunit", "costunits", "currency", "costcurrency"),
    "start": ("start", "startyear", "startyear1", "startdate", "opened", "opening", "openingyear", "yearopened", "operationyear", "operationalyear", "commissioned",
              "commissioningyear", "inservicedate", "inserviceyear", "completionyear", "completiondate", "yearcompleted", "year", "год"),
    "sources": ("sources", "source", "sourceurl", "sourceurls", "url", "urls", "link", "links", "website", "wiki", "wikiurl", "reference", "references"),
    "lon": ("longitude", "lon", "long", "lng", "longitud", "lonwgs84", "longwgs84", "x", "xcoord", "xcoordinate", "coordx", "pointx", "easting", "longitudedd", "longdd", "londd", "decimallongitude",
            "lond", "gpslongitude", "geolon", "geolng", "locationlongitude", "centroidlon", "xlon", "долгота", "laengengrad", "längengrad", "boylam", "经度", "خطالطول"),
    "lat": ("latitude", "lat", "latitud", "latwgs84", "y", "ycoord", "ycoordinate", "coordy", "pointy", "northing", "latitudedd", "latdd", "decimallatitude", "latd", "gpslatitude", "geolat",
            "locationlatitude", "centroidlat", "ylat", "широта", "breitengrad", "enlem", "纬度", "خطالعرض"),
    "geometry": ("geometry", "geom", "wkt", "thegeom", "wktformat", "wktgeom", "wkb", "wkbgeometry", "shape", "route", "geometrywkt", "geomwkt", "the_geom", "ewkt", "linestring", "path", "coordinates"),
}  # fmt: skip


def bare_heading(heading: str) -> str:
    """Return a heading as known sources are told by: lower case, no blanks, dots and dashes; `@id` is not `id`, nor `name:en` `nameen`."""
    return "".join(sign for sign in heading.lower() if sign.isalnum() or sign in "@:")


def letters_of(heading: str) -> str:
    """Return a heading with its letters and digits only, in lower case."""
    return "".join(sign for sign in heading.lower() if sign.isalnum())
