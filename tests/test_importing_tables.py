"""One case per row or rule of the tables: statuses, kinds, units, amounts, years, owners, countries, addresses."""

from __future__ import annotations

import math

import pytest

from corridors.countries import NAMES, OTHER_NAMES, code_of
from corridors.importing.amounts import CAPACITY_UNITS, LENGTH_UNITS, addresses_of, dollars_of, number_of, quantity_of, start_of, unit_of
from corridors.importing.parties import parties_of
from corridors.importing.spellings import KINDS, STATUSES, is_blank, kind_of, status_of
from corridors.importing.values import codes_of
from corridors.terms import Kind, Status
from corridors.units import UNITS
from tests.importing_files import imported, rules, table

SPELLINGS = [(spelling, status) for status, spellings in STATUSES.items() for spelling in spellings]


@pytest.mark.parametrize(("spelling", "status"), SPELLINGS)
def test_each_status_spelling_means_one_status(spelling: str, status: Status) -> None:
    assert status_of(spelling) == status_of(spelling.upper()) == status_of(f" {spelling} ") == status
    assert sum(one == spelling for one, _ in SPELLINGS) == 1


@pytest.mark.parametrize(
    ("spelling", "status"),
    [
        ("shut in", "idle"), ("Shut-in", "idle"), ("in development", "proposed"), ("in-development", "proposed"), ("idle", "idle"), ("idled", "idle"),
        ("Complete", "operating"), ("Completed", "operating"), ("Completion", "operating"), ("Commissioned", "operating"), ("Pipeline: Pledge", "announced"),
        ("not found", ""), ("pre_construction", ""), ("blessed", ""), ("IN SERVICE", "operating"), ("under  construction", "construction"),
    ],
)  # fmt: skip
def test_statuses_as_real_files_write_them(spelling: str, status: str) -> None:
    assert status_of(spelling) == status


def test_every_status_and_kind_has_its_own_word_among_its_spellings() -> None:
    assert {status for status in Status if status_of(status) == status} == set(Status)
    assert {kind for kind in Kind if kind_of(kind) == kind} == set(Kind)
    assert set(STATUSES) == set(Status)
    assert set(KINDS) == set(Kind)


@pytest.mark.parametrize(("spelling", "kind"), [(spelling, kind) for kind, spellings in KINDS.items() for spelling in spellings])
def test_each_kind_spelling_means_one_kind(spelling: str, kind: Kind) -> None:
    assert kind_of(spelling) == kind_of(spelling.title()) == kind


@pytest.mark.parametrize("text", ["", " ", "--", "TBD", "N/A", "unknown", "not found", "None"])
def test_blanks(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize(("table_", "to"), [(table_, to) for table_ in (CAPACITY_UNITS, LENGTH_UNITS) for to in table_])
def test_every_unit_comes_to_one_of_ours(table_: dict[object, tuple[str, ...]], to: tuple[str, float]) -> None:
    assert to[0] in UNITS
    assert all(unit_of(spelling) == to for spelling in table_[to])


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("MMcf/d", "bcm/y", 0.010336), ("bcf/d", "bcm/y", 10.336), ("mtpa", "Mt/y", 1), ("bpd", "mb/d", 1e-6), ("tpa", "Mt/y", 1e-6), ("gal/day", "mb/d", 2.381e-8),
        ("GW", "MW", 1000), ("miles", "km", 1.609344), ("m³/d", None, None), ("MWh/d", None, None), ("TJ/d", None, None), ("(bcm/y)", "bcm/y", 1),
    ],
)  # fmt: skip
def test_units_convert(text: str, unit: str | None, value: float | None) -> None:
    found = unit_of(text)
    assert (found.unit if found else None) == unit
    assert (found.factor if found else None) == (pytest.approx(value, rel=1e-3) if value else None)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,234.5", 1234.5), ("1 234,5", 1234.5), ("1234", 1234), ("-0.5", -0.5), (".5", 0.5), ("1e3", 1000), ("12,5", 12.5), ("1,234", 1234), ("1,234,000e2", 123_400_000), ("1,234e2", 123_400),
     ("1'000", 1000), ("", None), ("abc", None), ("NaN", None), ("inf", None), ("1e999", None), ("1.2.3", None), ("=1+1", None)],
)  # fmt: skip
def test_numbers(text: str, value: float | None) -> None:
    assert number_of(text) == value


def test_quantities() -> None:
    assert quantity_of("25 bcm/y") == (25, "bcm/y")
    assert quantity_of("1,200 km") == (1200, "km")
    assert quantity_of("about 5") is None


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [("$236,160,901.70", "", 236_160_901.70), ("USD 1.5 billion", "", 1.5e9), ("7", "million USD", 7e6), ("US$ 20 mn", "", 2e7), ("1,5 bn $", "", 1.5e9),
     ("$1.2 billion", "million USD", 1.2e9), ("7 thousand", "USD", 7e3), ("2 thousand million USD", "", 2e9),
     ("5 b b b USD", "", None), (f"{'9' * 299} bn USD", "", None),
     ("€20 million", "", None), ("20", "EUR", None), ("a lot", "", None), ("", "USD", None)],
)  # fmt: skip
def test_amounts_of_money(text: str, unit: str, value: float | None) -> None:
    assert dollars_of(text, unit) == (None if value is None else pytest.approx(value))


@pytest.mark.parametrize(
    ("text", "start"),
    [("2026 (expected)", "2026"), ("TBD", ""), ("--", ""), ("0", ""), ("2", ""), ("2019", "2019"), ("2019.0", "2019"), ("2019-05", "2019-05"), ("2019-05-01", "2019-05-01"),
     ("2019-13-01", "2019"), ("2019/5/1", "2019-05-01"), ("2019-05-01T00:00:00", "2019-05-01"), ("01/05/2019", "2019"), ("Q3 2025", "2025"), ("2025-2027", "2025"),
     ("1695596911778", ""), ("20190501", ""), ("9999", ""), ("2,019", ""), ("since 20٣1", ""), ("٢٠٢٠", "")],
)  # fmt: skip
def test_years(text: str, start: str) -> None:
    assert start_of(text) == start


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("A (60%);B (40%)", [("A", 60), ("B", 40)]),
        ("A [60.00%]; B [unknown %]; C [40.%]", [("A", 60), ("B", None), ("C", 40)]),
        ("A 60%, B 40%", [("A", 60), ("B", 40)]),
        ("Co., Ltd. [29.90%]; Other, Inc.", [("Co., Ltd.", 29.9), ("Other, Inc", None)]),
        ("One, Two", [("One, Two", None)]),
        ("Unknown [unknown %]", []),
        ("Egyptian [TO BE DELETED] Co [100%]", [("Egyptian [TO BE DELETED] Co", 100)]),
        ("A; ; B;", [("A", None), ("B", None)]),
        ("A [250%]", [("A", None)]),
        ("", []), ("--", []),
    ],
)  # fmt: skip
def test_owners_with_shares(text: str, parties: list[tuple[str, float | None]]) -> None:
    assert [(party.name.rstrip("."), party.share_percent) for party in parties_of(text, "owner")] == [
        (name.rstrip("."), share) for name, share in parties
    ]


@pytest.mark.parametrize("code", NAMES)
def test_each_country_is_known_by_name_and_code(code: str) -> None:
    assert code_of(NAMES[code]) == code_of(NAMES[code].upper()) == code_of(code) == code
    assert all(code_of(name) == code for name in OTHER_NAMES.get(code, "").split(";") if name)


@pytest.mark.parametrize(
    ("name", "code"),
    [("Turkey", "TR"), ("TURKIYE", "TR"), ("Islamic Republic of Iran", "IR"), ("the Netherlands", "NL"), ("Kyrgyz Republic", "KG"), ("TKM", "TM"), ("Cote d'Ivoire", "CI"),
     ("Republic of Kazakhstan", "KZ"), ("United_states", "US"), ("Korea, Republic of", "KR"), ("Burma", "MM"), ("Congo (Kinshasa)", "CD"), ("Republic of the Congo", "CG"), ("Atlantis", ""), ("", "")],
)  # fmt: skip
def test_countries_by_other_names(name: str, code: str) -> None:
    assert code_of(name) == code


@pytest.mark.parametrize(
    ("text", "codes"),
    [("Turkmenistan, Afghanistan, Pakistan, India", "TM,AF,PK,IN"), ("Canada, ", "CA"), ("Iraq; Syria;", "IQ,SY"), ("Korea, Republic of; Japan", "KR,JP"), ("Iran/Pakistan", "IR,PK"),
     ("Turkey, Turkey", "TR"), ("Bosnia and Herzegovina", "BA"), ("Atlantis, Iran", "IR")],
)  # fmt: skip
def test_lists_of_countries(text: str, codes: str) -> None:
    assert codes_of(text) == codes


@pytest.mark.parametrize(
    ("text", "found"),
    [("https://a.org/x ", "https://a.org/x"), ("see http://a.org, and https://b.org.", "http://a.org https://b.org"), ("javascript:alert(1)", ""), ("a; b", ""),
     ("https://a.org/x_(y)", "https://a.org/x_(y")],
)  # fmt: skip
def test_addresses(text: str, found: str) -> None:
    assert addresses_of(text) == found


def test_values_that_no_table_has_are_listed_and_left_open() -> None:
    data = table(
        "name,lon,lat,status,country,capacity,capacity unit,length,cost,start year,owner",
        "a,58,38,blessed,Atlantis,12,furlongs,100,€5 million,soon,A [70%]; B [40%]",
        "b,59,38,operating,Turkmenistan,5,bcm/y,100 km,$5 million,2020,",
        "c,60,38,proposed,Turkmenistan,many,bcm/y,--,5,0,",
        "d,60,38,proposed,Turkmenistan,5,,,,2019,C",
    )
    outcome = imported(data)
    made = outcome.features
    assert outcome.report.accepted == 4
    assert made["status"].tolist() == ["", "operating", "proposed", "proposed"]
    assert made["countries"].tolist() == ["", "TM", "TM", "TM"]
    assert made["capacity"].fillna(-1).tolist() == [-1, 5, -1, -1]
    assert made["length_km"].fillna(-1).tolist() == [-1, 100, -1, -1]
    assert made["cost_usd"].fillna(-1).tolist() == [-1, 5e6, -1, -1]
    assert made["start"].tolist() == ["", "2020", "", "2019"]
    assert rules(outcome) == {
        "status_unknown": 1, "country_unknown": 1, "unit_unknown": 1, "unit_missing": 2, "cost_unreadable": 2, "year_unreadable": 2,
        "shares_over_100": 1, "amount_unreadable": 1, "same_geometry": 1,
    }  # fmt: skip
    assert math.isnan(made["capacity"][0])
