"""Known sources are told by their columns, in any order and case; any other table gets a mapping that can be corrected."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import pytest
import shapely

from corridors.importing import SOURCE_NAMES, ImportFileError, Mapping, Raw, read_file, recognise, samples_of
from corridors.importing.headings import KNOWN
from tests.importing_files import excel, features, imported, line, point, rules

# Each as its publisher heads it, two rows made up, and what its first row comes to.
GEM_GAS = {
    "ProjectID": ("P0904", "P0905"), "Countries": ("Turkmenistan, Afghanistan, Pakistan, India", "Iran, Pakistan"), "Wiki": ("https://www.gem.wiki/One", "https://www.gem.wiki/Two"),
    "PipelineName": ("Turkmenistan–Afghanistan Gas Pipeline", "Friendship Gas Pipeline"), "SegmentName": ("Phase 1", "--"), "Status": ("proposed", "Shelved"), "Fuel": ("Gas", "Gas"),
    "Owner": ("Türkmengaz [85.00%]; Afghan Gas [5.00%]", "--"), "Parent": ("--", "--"), "StartYear1": ("2026", "--"), "Capacity": ("33", "22"), "CapacityUnits": ("bcm/y", "bcm/y"),
    "CapacityBcm/y": ("33", "22"), "LengthMergedKm": ("1814", "2775"), "WKTFormat": ("LINESTRING (62.2 37, 62.2 34.3)", "LINESTRING (52.6 27.5, 61.5 25.3)"),
}  # fmt: skip
GEM_OIL = GEM_GAS | {
    "Fuel": ("Oil", "Oil"),
    "PipelineName": ("Northern Oil Pipeline", "B"),
    "Capacity": ("500,000", "--"),
    "CapacityUnits": ("bpd", "--"),
}
GEM_LNG = {
    "ComboID": ("T0001U001", "T0002U001"), "TerminalID": ("T0001", "T0002"), "Wiki": ("https://www.gem.wiki/LNG", "--"), "TerminalName": ("Gwadar LNG Terminal", "Tombak LNG Terminal"),
    "UnitName": ("Train 1", "--"), "UnitID": ("U001", "U002"), "Status": ("Cancelled", "Idled"), "Country/Area": ("Pakistan", "Iran"), "Owner": ("Port Company [100%]", "--"),
    "FacilityType": ("Import", "Export"), "Fuel": ("LNG", "LNG"), "Capacity": ("4.5", "10"), "CapacityUnits": ("mtpa", "mtpa"), "ActualStartYear": ("2019", "--"),
    "Latitude": ("25.12", "27.7"), "Longitude": ("62.33", "52.2"),
}  # fmt: skip
AIDDATA_2 = {
    "AidData TUFF Project ID": ("35001", "35002"), "Recommended For Aggregates": ("Yes", "Yes"), "Recipient": ("Pakistan", "Kyrgyz Republic"), "Recipient ISO-3": ("PAK", "KGZ"),
    "Completion Year": ("2019", ""), "Title": ("Bank provides loan for a railway", "Grant for a road"), "Status": ("Completion", "Pipeline: Pledge"), "Sector Name": ("TRANSPORT AND STORAGE", "TRANSPORT AND STORAGE"),
    "Flow Type": ("Loan", "Grant"), "Amount (Constant USD2017)": ("$236,160,901.70", "$5,000,000.00"), "Funding Agencies": ("Export-Import Bank of China", "Ministry of Commerce"),
    "Implementing Agencies": ("Railway Engineering Corporation", ""), "Source URLs": ("https://example.org/a | https://example.org/b", ""), "Longitude": ("71.5", "74.6"), "Latitude": ("34", "42.9"),
}  # fmt: skip
AIDDATA_3: dict[str, Any] = {
    "id": 35001, "Recommended.For.Aggregates": "Yes", "Title": "Bank provides loan for a railway", "Status": "Completion", "Recipient": "Pakistan", "Recipient.ISO-3": "PAK", "Completion.Year": 2019,
    "Sector.Name": "TRANSPORT AND STORAGE", "Amount.(Constant.USD.2021)": 236160901.7, "Funding.Agencies": "Export-Import Bank of China", "Implementing.Agencies": "Railway Engineering Corporation",
    "osm_precision_list": "['precise']",
}  # fmt: skip
WPI = {
    "World Port Index Number": ("48510", "48500"), "Region Name": ("Pakistan", "Pakistan"), "Main Port Name": ("Gwadar", "Karachi"), "UN/LOCODE": ("PK GWD", "PK KHI"), "Country Code": ("Pakistan", "Pakistan"),
    "World Water Body": ("Arabian Sea; Indian Ocean", ""), "Harbor Type": ("Coastal (Breakwater)", "River (Natural)"), "Latitude": ("25.1167", "24.8333"), "Longitude": ("62.3333", "66.9833"),
}  # fmt: skip
WPI_OLD = {
    "INDEX_NO": ("48510", "57810"), "PORT_NAME": ("GWADAR", "SHANGHAI"), "COUNTRY": ("PK", "CH"), "LATITUDE": ("25.1167", "31.2167"), "LONGITUDE": ("62.3333", "121.5"),
}  # fmt: skip


class Told(NamedTuple):
    """What the first row of a source comes to."""

    source: str
    id: str
    name: str
    kind: str
    status: str
    countries: str
    capacity: tuple[float, str] | None
    start: str
    cost_usd: float | None
    actors: list[tuple[str, str, float | None]]


BANK: list[tuple[str, str, float | None]] = [
    ("Export-Import Bank of China", "financier", None),
    ("Railway Engineering Corporation", "contractor", None),
]
OWNERS: list[tuple[str, str, float | None]] = [("Türkmengaz", "owner", 85.0), ("Afghan Gas", "owner", 5.0)]
TABLES: dict[str, tuple[dict[str, tuple[str, str]], Told]] = {
    "GEM gas": (GEM_GAS, Told("gem-gas", "P0904", "Turkmenistan–Afghanistan Gas Pipeline, Phase 1", "gas_pipeline", "proposed", "TM,AF,PK,IN", (33, "bcm/y"), "2026", None, OWNERS)),
    "GEM oil": (GEM_OIL, Told("gem-oil", "P0904", "Northern Oil Pipeline, Phase 1", "oil_pipeline", "proposed", "TM,AF,PK,IN", (0.5, "mb/d"), "2026", None, OWNERS)),
    "GEM LNG": (GEM_LNG, Told("gem-lng", "U001", "Gwadar LNG Terminal, Train 1", "port", "cancelled", "PK", (4.5, "Mt/y"), "2019", None, [("Port Company", "owner", 100.0)])),
    "AidData 2.0": (AIDDATA_2, Told("aiddata", "35001", "Bank provides loan for a railway", "", "operating", "PK", None, "2019", 236_160_901.70, BANK)),
    "World Port Index": (WPI, Told("world-port-index", "48510", "Gwadar", "port", "", "PK", None, "", None, [])),
    "World Port Index, older": (WPI_OLD, Told("world-port-index", "48510", "GWADAR", "port", "", "", None, "", None, [])),
}  # fmt: skip


def csv_of(columns: dict[str, tuple[str, str]]) -> bytes:
    rows = [list(columns), *map(list, zip(*columns.values(), strict=True))]
    return "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode()


def turned(columns: dict[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Return the columns from last to first, their headings in another case and spacing."""
    return {name.upper().replace(" ", "_"): cells for name, cells in reversed(columns.items())}


def told(data: bytes, name: str) -> Told:
    outcome = imported(data, name)
    assert outcome.report.refused == 0, outcome.report.rows
    row = outcome.features.iloc[0]
    actors = [(one["name"], one["role"], one["share_percent"]) for one in json.loads(row["actors"])]
    capacity = (row["capacity"], row["capacity_unit"]) if row["capacity_unit"] else None
    cost = None if row["cost_usd"] != row["cost_usd"] else row["cost_usd"]
    said = (row["id"], row["name"], row["kind"], row["status"], row["countries"], capacity, row["start"], cost, actors)
    return Told(outcome.report.mapping.source, *said)


@pytest.mark.parametrize("source", TABLES)
def test_a_known_source_is_told_by_its_columns(source: str) -> None:
    columns, expected = TABLES[source]
    assert told(csv_of(columns), "x.csv") == expected


@pytest.mark.parametrize("source", TABLES)
def test_order_case_and_spacing_of_the_columns_do_not_matter(source: str) -> None:
    columns, expected = TABLES[source]
    assert told(csv_of(turned(columns)), "x.csv") == expected
    rows = [list(columns), *map(list, zip(*columns.values(), strict=True))]
    assert told(excel([list(row) for row in rows]), "x.xlsx") == expected


def test_aiddata_with_shapes_has_dots_in_its_headings() -> None:
    data = features(
        (line((71.5, 34), (72, 35)), AIDDATA_3), (line((74.6, 42.9), (75, 43)), AIDDATA_3 | {"id": 35002, "Recipient.ISO-3": "KGZ"})
    )
    assert told(data, "all_combined_global.geojson") == TABLES["AidData 2.0"][1]


def test_the_map_file_of_the_oil_tracker_has_barrels_a_day_and_no_ids() -> None:
    columns = {
        "project": ("North Line", "North Line"), "unit": ("North Line", "Branch"), "type": ("oil_pipelines", "ngl_pipelines"), "parent": ("A [60.00%]; B [40.00%]", ""),
        "countries": ("Kazakhstan, Russia", "Kazakhstan"), "status": ("operating", "retired"), "start_year": ("2001", ""), "capacity": ("1340000", "--"), "geom": ("line", "line"),
        "route": ("46.1,53.2:47.1,51.9:44.7,37.8", "47.1,51.9:48,52;48.1,52.1:49,53"), "url": ("https://www.gem.wiki/X", ""),
    }  # fmt: skip
    expected = Told("gem-oil-map", "row-1", "North Line", "oil_pipeline", "operating", "KZ,RU", (1.34, "mb/d"), "2001", None, [("A", "owner", 60.0), ("B", "owner", 40.0)])  # fmt: skip
    assert told(csv_of(columns), "data.csv") == told(csv_of(turned(columns)), "data.csv") == expected
    made = imported(csv_of(columns)).features
    assert made["name"].tolist() == ["North Line", "North Line, Branch"]
    assert made.geometry.geom_type.tolist() == ["LineString", "MultiLineString"]
    assert made.geometry[0].coords[0] == (53.2, 46.1)


@pytest.mark.parametrize(
    ("properties", "id_", "name"),
    [({}, "P0904", "P0904, row 1"), ({"ProjectID": "P0905"}, "P0905", "P0904, row 1"), ({"name": "Trunk", "id": None}, "P0904", "Trunk")],
)
def test_a_single_route_is_told_by_the_name_of_its_file(properties: dict[str, Any], id_: str, name: str) -> None:
    outcome = imported(features((line((62.2, 37), (62.2, 34.3)), properties)), "P0904.geojson")
    assert (outcome.report.mapping.source, outcome.features["id"][0], outcome.features["name"][0]) == ("gem-route", id_, name)
    assert outcome.report.notes[-1].startswith("The file is called P0904") == ("ProjectID" in properties)
    assert imported(features((line((62.2, 37), (62.2, 34.3)), {})), "pipeline.geojson").report.mapping.source == ""


@pytest.mark.parametrize(
    ("tags", "kind"),
    [({"railway": "station"}, "railway"), ({"highway": "trunk"}, "road"), ({"power": "line"}, "power_line"), ({"man_made": "pipeline", "substance": "gas"}, "gas_pipeline"),
     ({"man_made": "pipeline", "substance": "oil"}, "oil_pipeline"), ({"amenity": "cafe"}, "")],
)  # fmt: skip
def test_an_openstreetmap_export_is_told_by_its_ids(tags: dict[str, str], kind: str) -> None:
    item = {"@id": "way/1", "name": "محطة", "name:en": "Station", **tags}
    outcome = imported(
        features((point(31.2, 30.1), item), (point(31.3, 30.1), {**item, "@id": "way/2", "name:en": None})), "export.geojson"
    )
    assert outcome.report.mapping.source == "openstreetmap"
    assert outcome.features["kind"].tolist() == [kind, kind]
    assert outcome.features["id"].tolist() == ["way/1", "way/2"]
    assert outcome.features["name"].tolist() == ["Station", "محطة"]


NEWS = {
    "ACLED": "event_id_cnty,event_date,year,disorder_type,event_type,sub_event_type,actor1,actor2,country,location,latitude,longitude,notes",
    "ACLED, some columns": "EVENT_DATE,SUB_EVENT_TYPE,ACTOR1,COUNTRY,LATITUDE,LONGITUDE",
    "UCDP": "id,relid,year,type_of_violence,conflict_name,side_a,side_b,latitude,longitude,country,date_start,date_end,best",
    "UCDP, some columns": "longitude,latitude,side_b,side_a,date_start",
    "GDELT events": "GLOBALEVENTID,SQLDATE,Actor1Name,ActionGeo_Lat,ActionGeo_Long,SOURCEURL",
    "GDELT graph": "article_id,organizations,persons,locations,timestamp,longitude,latitude",
}


@pytest.mark.parametrize("source", NEWS)
def test_news_is_sent_to_those_who_read_it(source: str) -> None:
    heading = NEWS[source]
    with pytest.raises(
        ImportFileError,
        match=rf"found a table of events \({source.split(',', maxsplit=1)[0].split(maxsplit=1)[0]}\).*corridors events extract",
    ):
        recognise(read_file(f"{heading}\r\n{','.join('1' for _ in heading.split(','))}\r\n".encode(), "x.csv"))


def table_of(heading: str, *rows: str) -> Raw:
    return read_file("\r\n".join([heading, *rows]).encode(), "x.csv")


def test_any_other_table_gets_a_mapping_to_correct() -> None:
    raw = table_of(
        "Corridor Name;Infrastructure Type;Current Status;Host Country;Owner;Capacity (bcm/y);Length (miles);Cost (million USD);Opening Year;Link;Long;Lat;Remarks",
        "Pipe;gas pipeline;under construction;Turkmenistan;A (60%), B (40%);33;1,127;7500;2026 (expected);https://example.org/1;58.4;38;x",
        "Rail;railway;open;Iran;C;;250;$1.2 billion;2019;https://example.org/2;51.4;35.7;y",
    )
    mapping = recognise(raw)
    assert mapping == Mapping(
        "",
        {"name": "Corridor Name", "kind": "Infrastructure Type", "status": "Current Status", "countries": "Host Country", "owner": "Owner", "capacity": "Capacity (bcm/y)",
         "length": "Length (miles)", "cost": "Cost (million USD)", "start": "Opening Year", "sources": "Link", "lon": "Long", "lat": "Lat"},
        {"capacity_unit": "bcm/y", "length_unit": "miles", "cost_unit": "million USD"},
    )  # fmt: skip
    samples = samples_of(raw, mapping)
    assert list(samples)[-1] == "Remarks"
    assert samples["Current Status"] == ("under construction", "open")


@pytest.mark.parametrize(
    ("heading", "row"),
    [("Pipeline Name,Status,Long,Lat", "Pipe,operating,58.4,38"), ("Title,Recipient,Status,Long,Lat", "Pipe,Turkmenistan,operating,58.4,38"),
     ("Terminal Name,Status,Long,Lat", "Port,operating,53,40"), ("id,name,Long,Lat", "1,Pipe,58.4,38")],
)  # fmt: skip
def test_a_ministry_s_table_is_not_taken_for_a_known_source(heading: str, row: str) -> None:
    mapping = recognise(table_of(heading, row))
    assert mapping.source == ""
    assert {"name", "lon", "lat"} <= set(mapping.columns)


def test_fips_codes_are_not_read_as_iso_codes() -> None:
    outcome = imported(csv_of(WPI_OLD))
    assert outcome.features["countries"].tolist() == ["", ""]
    assert rules(outcome) == {}
    assert shapely.get_coordinates(outcome.features.geometry[1]).tolist() == [[121.5, 31.2167]]


def test_every_known_source_has_a_name_and_what_tells_it() -> None:
    assert all(source.needs and SOURCE_NAMES[source.id] for source in KNOWN)
    assert all(source.reader or {"name", "lon", "geometry"} & set(source.columns) for source in KNOWN)
