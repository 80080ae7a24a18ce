"""What news says of days and columns that are more than one."""

from __future__ import annotations

import json

import pytest

from corridors.news.dates import read_date
from corridors.news.geojson import read_geojson
from corridors.news.table import read_csv


@pytest.mark.parametrize(
    "text",
    ["16–17 May 2024", "16-17 May 2024", "1 Jan – 5 Jan 2024", "before 2024-05-16", "since 16 May 2024", "16 and 17 May 2024", "until May 16, 2024",
     "2024-05-16 – 17", "May – June 2024", "2024-05 - 06"],
)  # fmt: skip
def test_a_stretch_of_days_is_no_day(text: str) -> None:
    found = read_date(text)
    assert found.date is None
    assert "is a stretch of days" in found.problem


@pytest.mark.parametrize(
    "text",
    ["2024-05-16/2024-05-17", "2024-05-16 to 2024-05-17", "16 May 2024 - 17 May 2024", "2024-05-16T10:00/2024-05-17T10:00", "16 May 2024, 2024-05-17"],
)  # fmt: skip
def test_of_several_days_the_first_is_taken_and_said(text: str) -> None:
    found = read_date(text)
    assert found.date is not None
    assert found.date.text == "2024-05-16"
    assert found.problem == "several dates (2024-05-16, 2024-05-17); the first is taken"


@pytest.mark.parametrize(
    "text",
    ["2024-05-16", "20240516", "20240516T101500Z", "2024-05-16 10:00", "2024-05-16T10:00:00.123+02:00", "Thu, 16 May 2024 10:00:00 -0700",
     "Thu, 16 May 24 10:00 GMT", "Thu May 16 10:00:00 2024", "16 May 2024", "16 May 2024 - 10:00", "10:00, 16 May 2024", "May 16, 2024", "16.5.2024",
     "16/05/2024", "Thursday, 16 May 2024", "16 May 2024 (updated)", "2024-05-16 10:00:00-07:00", "16 May 2024, 10.30", "16-May-24", "2024-05-16 10:00 -07"],
)  # fmt: skip
def test_one_day_is_that_day(text: str) -> None:
    found = read_date(text)
    assert (found.date and found.date.text, found.problem) == ("2024-05-16", "")


def test_a_second_column_of_one_name_is_said() -> None:
    found, bad, _ = read_csv("date,headline,Headline,text\n2024-05-16,First,Second,T\n")
    assert found[0].headline == "First"
    assert bad == ["2 columns are called headline; the first is read; rename the others"]


def test_a_second_property_of_one_name_is_said() -> None:
    feature = {"type": "Feature", "geometry": None, "properties": {"date": "2024-05-16", "headline": "one", "Headline": "two"}}
    found, bad, _ = read_geojson(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    assert found[0].headline == "one"
    assert bad == ["1 features have a property twice, in capitals and in small letters; the first is read; rename the other"]
