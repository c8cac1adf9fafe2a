"""Every table as a pandera model: its columns, units, key, ranges, and what may be missing.

A processed table is checked when it is made and again when it is read. ``print_dictionary``
turns the models into the data dictionary in ``docs/data-dictionary.md``.
"""

import sys
from collections.abc import Iterator, Sequence
from typing import Any, Self, cast

import pandas as pd

# pandera takes a second of every process to load dask, for types of tables that are never ours.
sys.modules.setdefault("dask", None)  # type: ignore[arg-type]

import pandera.pandas as pa  # noqa: E402
import pandera.typing.dask  # noqa: E402, F401
from pandera.typing import DataFrame  # noqa: E402

from analysis.states import STATUSES, agrees  # noqa: E402

if sys.modules["dask"] is None:
    del sys.modules["dask"]

CLAIMANT_CLASSES = [
    "un",
    "rights_organisation",
    "civil_authority_or_medical",
    "local_or_security_source",
    "press_or_association",
    "party_to_conflict",
]
SCOPES = ["whole", "partial", "wider", "superseded"]
STATED = [  # number and its state, where a table has both
    *((name, "status") for name in ("value", "idps", "displacements", "price")),
    ("incidents", "incidents_status"),
]
SOME: dict[str, Any] = {"ge": 0, "nullable": True}


class Table(pa.DataFrameModel):
    """What every table agrees to: the declared columns only, nothing converted, no state denied."""

    class Config:
        strict = True
        coerce = False

    @pa.dataframe_check
    @classmethod
    def a_value_agrees_with_its_state(cls, rows: pd.DataFrame) -> pd.Series:
        """Whether each number is there where its state says so, and nowhere else."""
        held = [pair for pair in STATED if set(pair) <= set(rows.columns)]
        alike = [agrees(rows[value], rows[status]) for value, status in held]
        return pd.concat(alike, axis=1).all(axis=1) if alike else pd.Series(True, rows.index)

    @classmethod
    def validate(
        cls, check_obj: pd.DataFrame, *args: Any, distinct: Sequence[str] = (), **options: Any
    ) -> DataFrame[Self]:
        """Check a table in its place: a check changes nothing, so nothing need be copied.

        ``distinct`` names keys in which the caller has just looked for repeats; among millions of
        words that takes longer than all other checks.
        """
        schema = cls.to_schema()
        if distinct:
            schema = schema.update_columns({name: {"unique": False} for name in distinct})
        checked = schema.validate(check_obj, *args, **{"inplace": True, **options})
        return cast("DataFrame[Self]", checked)


def column(unit: str, meaning: str, **checks: Any) -> Any:
    """Declare a column: its unit, what it means, and what pandera checks."""
    return pa.Field(metadata={"unit": unit}, description=meaning, **checks)


def text(meaning: str, **checks: Any) -> Any:
    """Declare a column of text that is always there."""
    return column("text", meaning, **checks)


def maybe(meaning: str, **checks: Any) -> Any:
    """Declare a column of text that is missing where the source gives none."""
    return column("text", meaning, nullable=True, **checks)


def day(meaning: str, **checks: Any) -> Any:
    """Declare a column of days."""
    return column("day", meaning, **checks)


def extra(meaning: str, unit: str = "text") -> Any:
    """Declare a column that a source may leave out altogether; it is then missing."""
    return pa.Field(metadata={"unit": unit, "optional": True}, description=meaning, nullable=True)


def people(meaning: str) -> Any:
    """Declare a number of people: never negative; missing where not reported."""
    return column("people", meaning, ge=0, nullable=True)


def count(unit: str, meaning: str) -> Any:
    """Declare a count that is always there and never negative."""
    return column(unit, meaning, ge=0)


class Incidents(Table):
    """One incident of one source, newest release."""

    event_id: str = text("`<source>:<its id>`.", unique=True)
    source: str = text("Source of the contract.")
    source_version: str = text("Release or vintage that the row was read from.")
    event_date: pd.Timestamp = day("First day on which it may have happened.")
    event_date_end: pd.Timestamp = day("Last day on which it may have happened.")
    date_precision: str = maybe("The source's own code, unchanged.")
    admin1_pcode: str = column("p-code", "First-level unit; missing is not placed.", nullable=True)
    admin1_name: str = maybe("First-level unit as the source names it; missing is not placed.")
    admin2_name: str = extra("Second-level unit as the source names it.")
    locality: str = maybe("Place as the source names it.")
    latitude: float = column("degrees", "North.", ge=-90, le=90, nullable=True)
    longitude: float = column("degrees", "East.", ge=-180, le=180, nullable=True)
    location_precision: str = maybe("The source's own code, unchanged.")
    is_precise_place: bool = column("yes/no", "The point may be drawn as a point.")
    event_type: str = text("Kind of incident in our short list.")
    source_event_type: str = text("Kind of incident in the source's words or code.")
    actor1: str = maybe("First actor as the source names it.")
    actor2: str = maybe("Second actor as the source names it.")
    fatalities_low: pd.Int64Dtype = people("Killed, the source's low estimate, as it stands.")
    fatalities_best: pd.Int64Dtype = people("Killed, the source's best estimate.")
    fatalities_high: pd.Int64Dtype = people("Killed, the source's high estimate, as it stands.")
    civilian_fatalities: pd.Int64Dtype = people("Of the best estimate, civilians.")
    has_inverted_range: bool = column(
        "yes/no", "The source gives low above best or best above high; kept as it is."
    )
    note: str = extra("The source's note.")
    source_file: str = text("File under `data/raw`.")
    source_row: int = column("row", "Row of that file, the header being row 1.", ge=2)


class IncidentsAdmin1Month(Table):
    """One source, admin1, month and kind of violence that the source has a row for."""

    source: str = text("Source of the contract.")
    source_version: str = text("Release or vintage.")
    admin1_pcode: str = column("p-code", "First-level unit; missing is not placed.", nullable=True)
    admin1_name: str = maybe("First-level unit as the source names it; missing is not placed.")
    month: pd.Timestamp = column("month", "First day of the month.")
    event_type: str = text("Kind of incident in our short list.")
    incidents: pd.Int64Dtype = count("incidents", "Incidents that began in the month.")
    fatalities_low: pd.Int64Dtype = people("Killed, sum of low estimates.")
    fatalities_best: pd.Int64Dtype = people("Killed, sum of best estimates.")
    fatalities_high: pd.Int64Dtype = people("Killed, sum of high estimates.")
    civilian_fatalities: pd.Int64Dtype = people("Of the best estimates, civilians.")
    incidents_spanning_months: pd.Int64Dtype = column(
        "incidents", "Of them, not over by its end; missing in a table that does not tell.", **SOME
    )
    incidents_imprecise_place: pd.Int64Dtype = column(
        "incidents", "Of them, placed only vaguely; missing in a table that does not tell.", **SOME
    )
    inputs: str = text("Where the row comes from: a line per file, `file#2,3,7`.")

    class Config:
        unique = ["source", "admin1_pcode", "admin1_name", "month", "event_type"]


class Exposure(Table):
    """One source, month and radius: the people who live near its incidents, each counted once."""

    source: str = text("Source of the incidents.")
    month: pd.Timestamp = column("month", "First day of the month.")
    radius_km: int = column("km", "How near.", ge=1)
    people_low: pd.Int64Dtype = people("Of those known, so many wherever the vague incidents were.")
    people_best: pd.Int64Dtype = people("Of those known, if these were anywhere in their areas.")
    people_high: pd.Int64Dtype = people("Of those known, so many at most.")
    places_unknown: pd.Int64Dtype = column(
        "places", "Towns or cells that may be as near and have no known population.", **SOME
    )
    incidents_located: int = count("incidents", "Incidents whose point or area is known.")
    incidents_exact: int = count("incidents", "Of them, those at an exact place.")
    incidents_left_out: int = count("incidents", "Incidents without point and area.")
    is_whole: bool = column("yes/no", "Every person of the country is in the populations used.")
    inputs: str = text("Where the row comes from: a line per file, `file#2,3,7`.")

    class Config:
        unique = ["source", "month", "radius_km"]


class FatalitiesYear(Table):
    """One year's total of a country by a source that counts incidents, per kind of violence and of all."""

    source: str = text("Source of the contract.")
    source_version: str = text("Release that the total was read from.")
    iso3: str = text("Country.")
    year: int = column("year", "Calendar year.", ge=1900)
    event_type: str = maybe("Kind of incident in our short list; missing is all kinds together.")
    fatalities_low: pd.Int64Dtype = people("Killed, the source's low estimate, as it stands.")
    fatalities_best: pd.Int64Dtype = people("Killed, the source's best estimate.")
    fatalities_high: pd.Int64Dtype = people("Killed, the source's high estimate, as it stands.")
    source_file: str = text("File under `data/raw`.")
    source_row: int = column("row", "Row of that file, the header being row 1.", ge=2)

    class Config:
        unique = ["source", "year", "event_type"]


class Claims(Table):
    """One statement on one incident known at the as-of date."""

    claim_id: str = text("Key of the ledger.", unique=True)
    incident_id: str = text("Incident of the ledger.")
    claimant: str = text("Who says so.")
    claimant_class: str = text("Kind of claimant, most reliable first.", isin=CLAIMANT_CLASSES)
    scope: str = text("What the number covers; only `whole` enters a range.", isin=SCOPES)
    fatalities: pd.Int64Dtype = people("Killed; missing is not stated, 0 is said to be none.")
    civilian_fatalities: pd.Int64Dtype = people("Civilians killed, as stated.")
    injured: pd.Int64Dtype = people("Injured, as stated.")
    note: str = maybe("The statement in short.")
    publisher: str = maybe("Who published it.")
    published_date: str = column("date", "As precise as known: YYYY-MM-DD, YYYY-MM.", nullable=True)
    known_from: pd.Timestamp = day("Last day that the date of publication can mean.")
    url: str = maybe("Where it was published.")
    source_file: str = text("File under `data/raw`.")
    source_row: int = column("row", "Row of that file, the header being row 1.", ge=2)


class Resolutions(Table):
    """One toll set by hand where the rule would mislead."""

    incident_id: str = text("Incident of the ledger.", unique=True)
    fatalities_low: pd.Int64Dtype = people("Replaces the low end; missing leaves it.")
    fatalities_best: pd.Int64Dtype = people("Replaces the best number; missing leaves it.")
    fatalities_high: pd.Int64Dtype = people("Replaces the high end; missing leaves it.")
    reason: str = text("Why.")
    known_from: pd.Timestamp = day("Day of the vintage: it bears no date of its own.")
    source_file: str = text("File under `data/raw`.")
    source_row: int = column("row", "Row of that file, the header being row 1.", ge=2)


class Tolls(Table):
    """One ledger incident known at the as-of date, with its range."""

    incident_id: str = text("Incident of the ledger.", unique=True)
    fatalities_low: pd.Int64Dtype = people("Smallest number of the whole-scope claims.")
    fatalities_best: pd.Int64Dtype = people("Lower median of the most reliable class.")
    fatalities_high: pd.Int64Dtype = people("Largest number of the whole-scope claims.")
    rule: str = text("Name of the rule, `resolution` where set by hand.")
    reason: str = maybe("Why a value was set by hand.")
    best_class: str = maybe("Class of claimant that `fatalities_best` rests on.")
    n_claims: pd.Int64Dtype = count("claims", "Claims known, of every scope.")
    n_numbers: pd.Int64Dtype = count("claims", "Of them, whole-scope claims that give a number.")
    claims: str = maybe("Ids of the claims that made the range.")


class Idps(Table):
    """One published stock of internally displaced persons: source, place, day."""

    source: str = text("Source of the contract.")
    publisher: str = maybe("Who published the figure.")
    indicator: str = text("`idps`, `idp_returnees`, ...")
    geography: str = text("ISO3 or p-code; the name where neither fits.")
    geography_name: str = text("Place as the source names it.")
    as_of: str = column("date", "Day of the stock, as precise as the source.")
    as_of_last: pd.Timestamp = day("Last day that `as_of` can mean.")
    known_from: pd.Timestamp = day("First day on which the figure counts as known.")
    idps: pd.Int64Dtype = people("People displaced on that day; missing where not reported.")
    status: str = text("State of the number.", isin=STATUSES)
    coverage: str = maybe("What the count covers, as far as its source or a reviewed table says.")
    coverage_fr: str = extra("The same in French, where the words are ours.")
    operation: str = extra("Operation that a count is of, as its source names it.")
    units: pd.Int64Dtype = extra("Units of the next level that the round reached.", "units")
    unit_level: pd.Int64Dtype = extra("Level of those units.", "level")
    method: str = maybe("How people were counted, as far as the source says.")
    reasons: str = extra("Reasons of displacement that its rows name, where they name any.")
    admin_level: pd.Int64Dtype = extra(
        "0 country, 1 and 2 its units; missing is not known.", "level"
    )
    parent_name: str = extra("Unit of the level above, as the source names it.")
    source_pcode: str = extra("The source's own code of the place, unchanged.")
    confidence: pd.Int64Dtype = column("1-3", "3 official page; 2 relayed; 1 suspect.", ge=1, le=3)
    qualifier: str = maybe("The source's own words on the figure.")
    is_preferred: bool = column("yes/no", "Chosen among rows of one place and day.")
    source_file: str = text("File under `data/raw`.")
    source_row: int = column("row", "Row of that file, the header being row 1.", ge=2)
    source_rows: str = extra("All rows that a sum was made of, where it is one.", "rows")


class Displacements(Table):
    """One flow: source, place, period, vintage."""

    source: str = text("Source of the contract.")
    geography: str = text("ISO3 or p-code; the name where neither fits.")
    geography_name: str = text("Place as the source names it.")
    period_start: pd.Timestamp = day("First day of the period.")
    period_end: pd.Timestamp = day("Last day of the period.")
    vintage: str = column("date", "Day on which the source gave the figure.")
    known_from: pd.Timestamp = day("First day on which the figure counts as known.")
    displacements: pd.Int64Dtype = people("Movements in the period; one person may count twice.")
    status: str = text("State of the number.", isin=STATUSES)
    cause: str = text("`conflict`, `disaster`, `other`, `conflict and disaster`.")
    basis: str = extra("How many figures of events it rests on, and how many weak ones.")
    source_file: str = text("File under `data/raw`.")
    source_row: int = column("row", "Row of that file, the header being row 1.", ge=2)

    class Config:
        unique = ["source", "geography_name", "period_start", "period_end", "vintage", "cause"]


class Delays(Table):
    """One month of one flow as one vintage had it, read after the month's end."""

    source: str = text("Source of the contract.")
    geography: str = text("ISO3 or p-code; the name where neither fits.")
    geography_name: str = text("Place as the source names it.")
    cause: str = text("`conflict`, `disaster`, `other`, `conflict and disaster`.")
    month: pd.Timestamp = column("month", "First day of the month.")
    vintage: str = column("date", "Day on which the source gave the figure.")
    known_from: pd.Timestamp = day("First day on which the figure counts as known.")
    age_months: pd.Int64Dtype = column(
        "months", "Calendar months from the month to the vintage's: 1 in the month after.", ge=1
    )
    displacements: pd.Int64Dtype = people("Movements as that vintage had them.")
    status: str = text("State of the number.", isin=STATUSES)
    first_change: pd.Int64Dtype = column(
        "people", "Difference from the first number that the month had.", nullable=True
    )
    published_share: pd.Float64Dtype = column(
        "share",
        "Of the newest vintage's number, what was there; 0 where none was; missing without one.",
        **SOME,
    )
    is_seen_again: bool = column("yes/no", "A later vintage shows the month again.")
    is_changed_since: bool = column("yes/no", "The newest vintage has another number, or none.")
    is_provisional: bool = column("yes/no", "At that age months of the series still change.")
    source_file: str = maybe("File under `data/raw`; missing where the vintage skips the month.")
    source_row: pd.Int64Dtype = column("row", "Row of that file, as above.", **SOME)

    class Config:
        unique = ["source", "geography_name", "cause", "month", "vintage"]


class DelayAges(Table):
    """One age of one flow: what its months of that age had, and have since."""

    age_months: pd.Int64Dtype = column("months", "Age, 1 in the month after.", ge=1)
    months: pd.Int64Dtype = count("months", "Months seen at that age and again later.")
    months_blank: pd.Int64Dtype = count("months", "Of them, without a number then.")
    months_filled: pd.Int64Dtype = count("months", "Of those, with a number in the newest vintage.")
    months_revised: pd.Int64Dtype = count("months", "Of those with a number, with another since.")
    months_with_share: pd.Int64Dtype = count("months", "Months with a number in the newest.")
    share_median: pd.Float64Dtype = column("share", "Median of what was there.", **SOME)
    share_low: pd.Float64Dtype = column("share", "Lowest.", **SOME)
    share_high: pd.Float64Dtype = column("share", "Highest.", **SOME)


class PublishedFigures(Table):
    """One published figure with its period, publisher and date."""

    source: str = text("Source of the contract.")
    publisher: str = maybe("Who published the figure.")
    indicator: str = text("Name of the indicator.")
    geography: str = text("ISO3 or p-code; the name where neither fits.")
    geography_name: str = text("Place as the source names it.")
    period_start: pd.Timestamp = day("First day of the period.")
    period_end: pd.Timestamp = day("Last day of the period.")
    as_of: str = column("date", "Day on which the source gave it, as precise as the source.")
    known_from: pd.Timestamp = day("First day on which the figure counts as known.")
    value: float = column("see `unit`", "The figure; missing where not reported.", nullable=True)
    status: str = text("State of the number.", isin=STATUSES)
    unit: str = text("Unit of the value.")
    sector_code: str = extra("Cluster or sector; missing is all of them together.")
    plan: str = extra("Response plan or appeal that the figure is of.")
    admin_level: pd.Int64Dtype = extra(
        "0 country, 1 and 2 its units; missing is not known.", "level"
    )
    parent_name: str = extra("Unit of the level above, as the source names it.")
    source_pcode: str = extra("The source's own code of the place, unchanged.")
    confidence: pd.Int64Dtype = column("1-3", "3 official page; 2 relayed; 1 suspect.", ge=1, le=3)
    qualifier: str = maybe("The source's own words on the figure.")
    is_preferred: bool = column("yes/no", "Chosen among rows of one indicator, place and date.")
    source_file: str = text("File under `data/raw`.")
    source_row: int = column("row", "Row of that file, the header being row 1.", ge=2)
    source_rows: str = extra("All rows that a sum was made of, where it is one.", "rows")


class Refugees(PublishedFigures):
    """One published figure of refugees or asylum seekers."""


class Needs(PublishedFigures):
    """One published figure of needs, response or funding."""


class FoodSecurity(PublishedFigures):
    """One published figure of acute food insecurity."""


class Population(PublishedFigures):
    """One published figure of population."""


class Access(PublishedFigures):
    """One published figure on access, schools, health care or aid workers."""


class Prices(Table):
    """One price of one commodity at one market."""

    source: str = text("Source of the contract.")
    date: pd.Timestamp = day("Day that the price is dated to.")
    admin1_name: str = maybe("First-level unit as the source names it.")
    admin2_name: str = maybe("Second-level unit as the source names it.")
    market: str = text("Market; never a national average.")
    commodity: str = text("What is sold.")
    category: str = extra("Kind of commodity, in the source's words.")
    unit: str = text("Unit that the price is of.")
    price_type: str = text("`Retail`, `Wholesale`, ...")
    currency: str = text("Currency of `price`.")
    price: float = column("see `currency`", "Price; missing where not reported.", nullable=True)
    price_usd: float = column("usd", "The same in US dollars.", nullable=True)
    status: str = text("State of the number.", isin=STATUSES)
    known_from: pd.Timestamp = day("First day on which the price counts as known.")
    source_file: str = text("File under `data/raw`.")
    source_row: int = column("row", "Row of that file, the header being row 1.", ge=2)


class Pcodes(Table):
    """One administrative unit in one list of p-codes."""

    iso3: str = text("Country.")
    scheme: str = text("List that the code is of; a code means nothing without it.")
    valid_from: str = column("date", "Day from which the list is valid.")
    level: int = column("level", "1 or 2.", ge=1)
    pcode: str = text("Code.")
    name: str = text("Name of the unit.")
    parent_pcode: str = maybe("Code of the unit that it lies in.")
    is_analysed: bool = column("yes/no", "The country is analysed at the units of this list.")
    drawn_in: str = extra("Code of the unit inside whose outline a unit without its own is drawn.")

    class Config:
        unique = ["scheme", "level", "pcode"]


class Coverage(Table):
    """One unbroken span of months that a source of incidents covers."""

    source: str = text("Source of the contract.")
    first_month: pd.Timestamp = column("month", "First month covered.")
    last_month: pd.Timestamp = column("month", "Last month covered.")
    version: str = text("Release or vintage that covers it.")
    absent_is_zero: bool = column(
        "yes/no", "A region without a row had no incident; else it is not known."
    )
    provisional_from: pd.Timestamp = extra(
        "First of its months that may still change; missing where none.", "month"
    )
    source_file: str = text("File under `data/raw`.")


class PanelAdmin1Month(Table):
    """One region and month, and one row a month for what could not be placed."""

    admin1_pcode: str = column("p-code", "First-level unit; missing is not placed.", nullable=True)
    admin1_name: str = text("First-level unit; `not placed` where no unit matched.")
    month: pd.Timestamp = column("month", "First day of the month.")
    source: str = maybe("Source of the incidents; missing where none is held.")
    incidents: pd.Int64Dtype = column(
        "incidents", "Incidents that began; 0 only inside the source's coverage.", nullable=True
    )
    fatalities_low: pd.Int64Dtype = people("Killed, sum of low estimates.")
    fatalities_best: pd.Int64Dtype = people("Killed, sum of best estimates.")
    fatalities_high: pd.Int64Dtype = people("Killed, sum of high estimates.")
    civilian_fatalities: pd.Int64Dtype = people("Of the best estimates, civilians.")
    incidents_status: str = text("State of the incident numbers.", isin=STATUSES)
    idps: pd.Int64Dtype = people("Latest stock on or before the month's end.")
    idps_as_of: str = column(
        "date", "Day of that stock; missing where there is none.", nullable=True
    )
    people_in_need: pd.Int64Dtype = people("Planning figure of the plan year for the region.")

    class Config:
        unique = ["admin1_pcode", "admin1_name", "month"]


class ContextEvents(Table):
    """One dated event for annotating a time series."""

    date: pd.Timestamp = day("Day of the event.")
    label_en: str = text("Label in English.")
    label_fr: str = text("Label in French.")
    category: str = text("Kind of event.")
    source_file: str = text("File under `data/raw`.")
    source_row: int = column("row", "Row of that file, the header being row 1.", ge=2)


class Breaks(Table):
    """One time at which a series changed what it counts."""

    indicator: str = text("Series concerned.")
    geography_name: str = maybe("Place concerned; missing is the whole country.")
    date_from: pd.Timestamp = day("First day of the change.")
    date_to: pd.Timestamp = day("Last day of the change.")
    kind: str = text("`clean-up`, `access lost`, `registration extended`, `regions split`.")
    people: pd.Int64Dtype = column(
        "people", "What it added or took, as documented; missing is not known.", nullable=True
    )
    note_en: str = text("What changed, in English.")
    note_fr: str = text("What changed, in French.")
    source_file: str = extra("File under `data/raw`.")
    source_row: pd.Int64Dtype = extra("Row of that file, the header being row 1.", "row")


class StudiedEvents(Table):
    """One dated event whose effect is asked: date, regions and window as written down beforehand."""

    event_id: str = text("Name of the event in ids.", unique=True)
    label_en: str = text("The event in English, as it stands in a sentence.")
    label_fr: str = text("The event in French, as it stands in a sentence.")
    start: pd.Timestamp = column("month", "First affected month.")
    regions: str = text("Codes of the first-level units affected, `;` between.")
    leads: int = column("months", "Months before the start that are shown.", ge=1)
    lags: int = column("months", "Months after the start that are shown.", ge=1)
    written_on: pd.Timestamp = day("Day on which the row was written down.")
    evidence: str = text("What date and regions rest on.")
    source_file: str = text("File under `data/raw`.")
    source_row: int = column("row", "Row of that file, the header being row 1.", ge=2)


class Neighbours(Table):
    """One first-level unit and one whose outline meets its own; a unit alone has one row without."""

    unit: str = column("p-code", "Unit with an outline.")
    neighbour: str = column("p-code", "Unit that it borders; missing: none.", nullable=True)

    class Config:
        unique = ["unit", "neighbour"]


class Losses(Table):
    """One kind of row that a join could not match, or the rows that it could."""

    join: str = text("Which join.")
    outcome: str = text("`matched`, or how it was matched otherwise, or why not.")
    rows: pd.Int64Dtype = count("rows", "Rows of that outcome.")
    value: pd.Int64Dtype = column(
        "see `unit`", "Sum of the numbers in those rows: a checksum, not a figure.", nullable=True
    )
    unit: str = text("Unit of `value`.")
    names: str = maybe("Distinct names concerned, most frequent first.")
    sources: str = maybe("Sources of those rows, the one of most rows first.")


class Inputs(Table):
    """One raw file that a build read."""

    source: str = text("Source of the contract.")
    vintage: str = column("date", "Folder of the vintage; of the gazetteer, its release.")
    file: str = text("File under `data/raw`.", unique=True)
    sha256: str = text("Checksum of its bytes.")
    rows: pd.Int64Dtype = count("rows", "Rows that were read.")
    title: str = text("Title of the data set.")
    producer: str = text("Who made it.")
    url: str = maybe("Where it comes from.")
    date_published: str = maybe("As its producer dates it.")
    date_retrieved: str = maybe("Day of retrieval.")
    licence: str = text("Under which terms.")
    citation: str = maybe("How to cite it.")
    known_gaps: str = maybe("What it does not cover.")
    redistributable: bool = column("yes/no", "Whether its terms let its rows be passed on.")
    finest: str = text("Finest level at which its terms let figures be shown.")


class Figures(Table):
    """One number that the report prints, with its range, state, source and way back."""

    id: str = text("Stable id, the anchor in the page.", unique=True)
    indicator: str = text("Name of the indicator.")
    source: str = text("Source of the contract.")
    publisher: str = maybe("Who published the figure, where the source relays it.")
    geography: str = text("ISO3 or p-code; the name where neither fits.")
    pcode_list: str = maybe("Vintage of the p-code list.")
    geography_name: str = text("Name of the place.")
    period_start: str = column("date", "First day that the figure is for.", nullable=True)
    period_end: str = column("date", "Last day that the figure is for.", nullable=True)
    value: float = column("see `unit`", "The figure; missing is never 0.", nullable=True)
    low: float = column("see `unit`", "Lower end of its range.", nullable=True)
    high: float = column("see `unit`", "Upper end of its range.", nullable=True)
    status: str = text("State of the number.", isin=STATUSES)
    unit: str = text("Unit.")
    as_of: str = column("date", "Day on which the source gave it.", nullable=True)
    rule: str = text("Name of the rule that made it.")
    note: str = extra("The source's own words on the figure.")
    is_provisional: bool = column("yes/no", "The source may still change it: the period is young.")
    interval_pct: float = extra("Of an estimate, the level of its interval.", "percent")
    n: pd.Int64Dtype = extra("Of an estimate, the rows that it rests on.", "rows")
    verdict: str = extra("Of an estimate, what it says; `refused` where the data cannot carry it.")
    inputs: str = text("JSON: files and rows, or ids of other figures.")


TABLES: dict[str, type[Table]] = {
    "incidents": Incidents,
    "incidents_admin1_month": IncidentsAdmin1Month,
    "exposure": Exposure,
    "fatalities_year": FatalitiesYear,
    "claims": Claims,
    "resolutions": Resolutions,
    "tolls": Tolls,
    "idps": Idps,
    "displacements": Displacements,
    "delays": Delays,
    "refugees": Refugees,
    "needs": Needs,
    "food_security": FoodSecurity,
    "population": Population,
    "access": Access,
    "prices": Prices,
    "pcodes": Pcodes,
    "coverage": Coverage,
    "panel_admin1_month": PanelAdmin1Month,
    "context_events": ContextEvents,
    "breaks": Breaks,
    "studied_events": StudiedEvents,
    "neighbours": Neighbours,
    "losses": Losses,
    "inputs": Inputs,
}


def empty(table: type[Table]) -> pd.DataFrame:
    """No rows of a table, with its columns and types."""
    columns = table.to_schema().columns
    return pd.DataFrame({name: pd.Series([], dtype=dtype_of(c)) for name, c in columns.items()})


def dtype_of(declared: Any) -> Any:
    """Type that pandas gives a declared column; text is the plain string type."""
    name = str(declared.dtype)
    if name.startswith("datetime64"):
        return "datetime64[ns]"
    return "str" if name in {"str", "string", "object"} else name


def conform(frame: pd.DataFrame, table: type[Table]) -> pd.DataFrame:
    """Put a frame's columns in the declared order and give them the declared types.

    For the end of a ``clean_*``: a value that does not fit its type raises, none is made up. Only
    a column declared as :func:`extra` may be left out.
    """
    columns = table.to_schema().columns
    types = {name: dtype_of(c) for name, c in columns.items()}
    blank = {
        name: pd.Series(None, index=frame.index, dtype=types[name])
        for name, c in columns.items()
        if ((c.metadata or {}).get("optional") and name not in frame) or _is_blank(frame, name)
    }
    return frame.assign(**blank)[list(columns)].astype(types)


def _is_blank(frame: pd.DataFrame, name: str) -> bool:
    """Whether a column was set to ``None`` as a whole, which takes long to convert row by row."""
    return name in frame and frame[name].dtype == "object" and bool(frame[name].isna().all())


def dictionary_lines() -> Iterator[str]:
    """Yield the data dictionary, Markdown, a line at a time."""
    yield "# Data dictionary"
    yield ""
    yield "Printed from `analysis/schema.py` by `python -m analysis.schema`; do not edit by hand."
    tables: dict[str, type[Table]] = {**TABLES, "figures": Figures}
    for name, table in tables.items():
        yield ""
        yield f"## `{name}`"
        yield ""
        yield str(table.__doc__).strip().splitlines()[0]
        yield ""
        yield "| Column | Type | Unit | May be missing | Meaning |"
        yield "|--|--|--|--|--|"
        for label, declared in table.to_schema().columns.items():
            unit = (declared.metadata or {}).get("unit", "")
            missing = "yes" if declared.nullable else "no"
            kind = dtype_of(declared)
            yield f"| `{label}` | {kind} | {unit} | {missing} | {declared.description} |"


def print_dictionary() -> str:
    """Return the data dictionary as Markdown."""
    return "\n".join(dictionary_lines()) + "\n"


if __name__ == "__main__":
    sys.stdout.write(print_dictionary())
