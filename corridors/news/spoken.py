"""How news speaks of countries, of kinds of corridors, and which words of names say nothing. Tables only."""

from __future__ import annotations

from corridors.countries import NAMES
from corridors.select import normalize
from corridors.terms import Kind

# What the people and things of a country are called, then who or what stands for its government in news.
SPOKEN: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "AE": (("Emirati",), ("Abu Dhabi",)), "AF": (("Afghan", "Afghans"), ("Kabul",)), "AM": (("Armenian",), ("Yerevan", "Pashinyan")),
    "AZ": (("Azerbaijani", "Azeri"), ("Baku", "Aliyev")), "BY": (("Belarusian",), ("Minsk", "Lukashenko")),
    "CN": (("Chinese",), ("Beijing", "Xi", "Xi Jinping")), "DE": (("German",), ("Berlin",)), "GB": (("British", "UK"), ("London",)),
    "GE": (("Georgian",), ("Tbilisi",)), "HU": (("Hungarian",), ("Budapest", "Orban")), "IL": (("Israeli",), ("Netanyahu",)),
    "IN": (("Indian",), ("New Delhi", "Delhi", "Modi", "Jaishankar")), "IQ": (("Iraqi",), ("Baghdad",)),
    "IR": (("Iranian",), ("Tehran", "Revolutionary Guards", "IRGC", "Raisi", "Pezeshkian", "Araghchi")), "IT": (("Italian",), ()),
    "KG": (("Kyrgyz",), ("Bishkek", "Japarov")), "KZ": (("Kazakh", "Kazakhstani"), ("Astana", "Tokayev")), "MN": (("Mongolian",), ("Ulaanbaatar",)),
    "PK": (("Pakistani",), ("Islamabad", "Shehbaz Sharif", "Imran Khan")), "QA": (("Qatari",), ("Doha",)),
    "RU": (("Russian", "Russians"), ("Moscow", "Kremlin", "Putin", "Lavrov", "Novak", "FSB", "TASS")), "SA": (("Saudi",), ("Riyadh",)),
    "SK": (("Slovak",), ("Bratislava", "Fico")), "TJ": (("Tajik",), ("Dushanbe", "Rahmon")), "TM": (("Turkmen",), ("Ashgabat", "Berdimuhamedov")),
    "TR": (("Turkish", "Turkey", "Turkiye"), ("Ankara", "Erdogan")), "UA": (("Ukrainian",), ("Kyiv", "Zelensky")),
    "US": (("US", "U.S.", "USA", "American"), ("Washington", "White House", "State Department", "Trump", "Biden")),
    "UZ": (("Uzbek",), ("Tashkent", "Mirziyoyev")),
}  # fmt: skip
KIND_WORDS: dict[Kind, tuple[str, ...]] = {
    Kind.GAS_PIPELINE: ("gas", "gas pipeline", "gas line", "natural gas", "pipeline", "line", "LNG"),
    Kind.OIL_PIPELINE: ("oil", "oil pipeline", "pipeline", "crude", "crude oil", "line", "pump station"),
    Kind.RAILWAY: ("railway", "railways", "rail", "railroad", "train", "trains", "track", "line", "railway line"),
    Kind.ROAD: ("road", "roads", "highway", "motorway"),
    Kind.POWER_LINE: ("power", "electricity", "power line", "transmission line", "substation"),
    Kind.MULTIMODAL: ("corridor", "transit", "transport corridor", "route", "transport", "goods", "trade", "freight", "cargo", "logistics"),
    Kind.OIL_HUB: ("oil hub", "hub", "oil", "fuel", "diesel", "oil centre", "logistics hub", "logistics centre", "logistics center"),
    Kind.PORT: ("port", "ports", "ship", "ships", "seaport", "berth", "cargo", "container", "containers", "tanker", "vessel", "shipment"),
    Kind.DRY_PORT: ("dry port", "terminal", "border crossing", "crossing", "border"),
    Kind.FIELD: ("field", "oil", "oil field", "wells", "drilling", "oil contract"),
}
# How the names of each kind end, and how news ends them instead; the longest first.
HEADS: dict[Kind, tuple[str, ...]] = {
    Kind.GAS_PIPELINE: ("gas pipeline system", "gas pipeline project", "gas pipeline", "gas line", "gas link", "gas route", "gas", "pipeline", "line"),
    Kind.OIL_PIPELINE: ("crude pipeline", "oil pipeline", "oil line", "oil", "pipeline", "line"),
    Kind.RAILWAY: ("railway corridor", "railway line", "railway project", "railway", "railroad", "rail line", "rail link", "rail", "train", "line", "route"),
    Kind.ROAD: ("highway", "motorway", "road"),
    Kind.POWER_LINE: ("power interconnection", "power transmission line", "power line", "power project", "electricity line", "line", "project"),
    Kind.MULTIMODAL: ("multimodal corridor", "transport corridor", "economic corridor", "trade corridor", "corridor", "route"),
    Kind.OIL_HUB: ("oil hub", "energy hub", "logistics hub", "hub", "oil centre", "logistics centre", "oil center", "logistics center"),
    Kind.PORT: ("port", "seaport", "terminal"),
    Kind.DRY_PORT: ("fuel and rail terminal", "rail terminal", "terminal", "dry port", "border crossing", "crossing", "border", "port"),
    Kind.FIELD: ("basin oil project", "oil project", "oil field", "oilfield", "oil contract", "oil deal", "oil basin", "oil"),
}  # fmt: skip
# Words of names that tell the kind, or nothing: they say what a corridor is, never which one.
COMMON = frozenset((
    "and", "the", "of", "to", "a", "in", "for", "via", "by", "idea", "raised", "analysts", "gas", "oil", "pipeline", "pipelines",
    "line", "lines", "power", "railway", "rail", "road", "highway", "corridor", "route", "transport", "transit", "project",
    "system", "port", "terminal", "hub", "multimodal", "economic", "international", "whole", "branch", "section", "main",
    "formerly", "with", "first", "stage", "name", "used", "official", "st", "city", "border", "crossing", "north", "south",
    "east", "west", "eastern", "western", "central",
))  # fmt: skip
NAME_WORDS = {normalize(name): code for code, name in NAMES.items()}
COUNTRY_WORDS = {normalize(name): code for code, name in NAMES.items()} | {
    normalize(word): code for code, (people, _) in SPOKEN.items() for word in people
}
