"""The tables of spellings: what files write, and the word of our vocabulary that it means. What no table has is never guessed."""

from __future__ import annotations

from corridors.terms import Kind, Role, Status

# Words that say that nothing is known.
BLANK = frozenset(
    ("", "-", "--", "---", "–", "—", "?", ".", "n/a", "na", "n.a.", "nan", "none", "null", "nil", "tbd", "tba", "tbc", "unknown", "not known",
     "not found", "not available", "not applicable", "unspecified", "to be determined", "#n/a", "(blank)", "no data")
)  # fmt: skip

LONGEST_BLANK = 40  # with blanks around it

STATUSES = {
    Status.ANNOUNCED: ("announced", "announcement", "planned", "under discussion", "pipeline: pledge", "pledge", "pledged", "mou", "mou signed", "rumoured", "rumored"),
    Status.PROPOSED: (
        "proposed", "proposal", "in development", "in-development", "under development", "pre-construction", "preconstruction", "permitted", "pre-permit",
        "pre-permit development", "feed", "approved", "pipeline: commitment", "commitment", "committed", "in planning", "feasibility study", "discovered",
    ),
    Status.CONSTRUCTION: (
        "construction", "under construction", "in construction", "constructing", "building", "being built", "implementation", "in implementation", "ongoing", "commissioning",
    ),
    Status.OPERATING: (
        "operating", "operational", "operation", "in operation", "in service", "in-service", "active", "open", "opened", "existing", "complete", "completed",
        "completion", "commissioned", "built", "running", "in use", "producing",
    ),
    Status.IDLE: ("idle", "idled", "shut in", "shut-in", "shutin", "inactive", "out of service", "not in use", "standby"),
    Status.MOTHBALLED: ("mothballed", "mothball", "mothballing"),
    Status.SHELVED: ("shelved", "suspended", "on hold", "postponed", "deferred", "delayed", "stalled", "shelved - inferred", "shelved - inferred 2 y"),
    Status.CANCELLED: ("cancelled", "canceled", "cancellation", "cancelled - inferred", "cancelled - inferred 4 y", "withdrawn", "dropped", "rejected"),
    Status.RETIRED: ("retired", "retirement", "decommissioned", "abandoned", "closed", "dismantled", "razed", "disused", "demolished", "removed"),
}  # fmt: skip

KINDS = {
    Kind.GAS_PIPELINE: (
        "gas_pipeline", "gas_pipelines", "gas pipeline", "gas", "natural gas", "natural gas pipeline", "gas transmission", "gas trunkline", "gaz", "gaseoducto", "gasoducto", "gazoduc", "gasleitung", "lng pipeline", "hydrogen",
    ),
    Kind.OIL_PIPELINE: (
        "oil_pipeline", "oil_pipelines", "oil pipeline", "oil", "crude", "crude oil", "crude oil pipeline", "ngl", "ngl_pipelines", "ngl pipeline", "oil products", "petroleum",
        "petroleum products", "refined products", "products", "fuel", "oleoducto", "oleoduc", "poliducto", "condensate", "product pipeline",
    ),
    Kind.RAILWAY: ("railway", "rail", "railroad", "rail line", "railway line", "train", "high-speed rail", "hsr", "rail transport", "freight rail", "station", "halt"),
    Kind.ROAD: ("road", "roads", "highway", "motorway", "expressway", "trunk", "primary", "secondary", "road transport", "street"),
    Kind.POWER_LINE: ("power_line", "power line", "transmission line", "power transmission", "electricity transmission", "electric power transmission", "overhead line", "hvdc", "interconnector", "line"),
    Kind.MULTIMODAL: ("multimodal", "intermodal", "corridor", "economic corridor", "transport corridor"),
    Kind.OIL_HUB: ("oil_hub", "oil hub", "oil terminal", "oil storage", "tank farm", "refinery", "oil depot"),
    Kind.PORT: ("port", "seaport", "harbour", "harbor", "marine terminal", "lng terminal", "ggit-lng", "lng import terminal", "lng export terminal", "container terminal", "deep sea port", "deepwater port", "import", "export"),
    Kind.DRY_PORT: ("dry_port", "dry port", "inland port", "inland container depot", "logistics centre", "logistics center", "logistics hub", "rail terminal", "freight village"),
    Kind.FIELD: ("field", "oil field", "gas field", "oil and gas field", "oilfield", "gasfield", "extraction"),
}  # fmt: skip

# What the column of a role is called by the names of the targets; the role of each.
ROLES = {role.value: role for role in Role}


def plain(text: str) -> str:
    """Return a text as the tables have it: lower case, one blank between words, no dot at the end."""
    return " ".join(text.lower().split()).rstrip(".") or text.strip()


def is_blank(text: str) -> bool:
    """Tell whether a text says that nothing is known."""
    return not text or (len(text) < LONGEST_BLANK and plain(text) in BLANK)


def _table(groups: dict[Status, tuple[str, ...]] | dict[Kind, tuple[str, ...]]) -> dict[str, str]:
    return {spelling: str(term) for term, spellings in groups.items() for spelling in spellings}


STATUS_OF = _table(STATUSES)
KIND_OF = _table(KINDS)


def status_of(text: str) -> str:
    """Return the status that a spelling means, "" where the table does not have it."""
    return STATUS_OF.get(plain(text).replace("_", " "), "") or STATUS_OF.get(plain(text), "")


def kind_of(text: str) -> str:
    """Return the kind that a spelling means, "" where the table does not have it."""
    return KIND_OF.get(plain(text), "") or KIND_OF.get(plain(text).replace("_", " ").replace("-", " "), "")
