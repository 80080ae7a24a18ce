"""A user's file -> features in the product's own form and a report that says what became of every row.

`read_file` reads any format, `recognise` proposes what its columns mean, `normalise` gives the features with the report.
"""

from corridors.importing.credits import credit_of
from corridors.importing.mapping import TARGETS, Mapping
from corridors.importing.normalising import Outcome, normalise
from corridors.importing.problems import ImportFileError, NewsTableError, Progress
from corridors.importing.raw import Raw
from corridors.importing.reading import read_file
from corridors.importing.recognising import SOURCE_NAMES, recognise, samples_of
from corridors.importing.report import Effect, Line, Report

__all__ = [
    "SOURCE_NAMES",
    "TARGETS",
    "Effect",
    "ImportFileError",
    "Line",
    "Mapping",
    "NewsTableError",
    "Outcome",
    "Progress",
    "Raw",
    "Report",
    "credit_of",
    "normalise",
    "read_file",
    "recognise",
    "samples_of",
]
