"""The hand-made ledger: documented incidents, what was claimed of each, and the toll by rule.

An incident here is one that somebody documented; the ledger is a selection and no basis for
counts or trends. A claim without a number is a claim: *not stated*, never 0. A number that
covers one side only, more than the incident, or was taken back by its own source stays in the
ledger and out of the range. Methods: ``docs/methods/tolls.md``.
"""

import pandas as pd
from pandera.typing import DataFrame

from analysis.formats import Layout, Source, Vintage
from analysis.measures import (
    BadInputError,
    first_day,
    last_day,
    lower_median,
    read_numbers,
    read_words,
    refuse_backwards,
    refuse_repeats,
    require_columns,
)
from analysis.schema import (
    CLAIMANT_CLASSES,
    SCOPES,
    Claims,
    ContextEvents,
    Incidents,
    Resolutions,
    Tolls,
    conform,
    empty,
)

NAME = "ledger"
INCIDENT = [
    *("incident_id", "date_start", "date_end", "date_precision", "locality", "cercle"),
    *("region", "latitude", "longitude", "coord_precision", "event_type", "actor1", "actor2"),
    *("civilians_targeted", "note"),
]
CLAIM = [
    *("claim_id", "incident_id", "claimant", "claimant_class", "scope", "fatalities"),
    *("civilian_fatalities", "injured", "note", "publisher", "published_date", "url"),
]
RESOLUTION = ["incident_id", "fatalities_low", "fatalities_best", "fatalities_high", "reason"]
CONTEXT = ["date", "label_en", "label_fr", "category"]
PRECISE = {"exact town", "near"}
RULE = "most-reliable-class-lower-median"
BOUNDS = ["fatalities_low", "fatalities_best", "fatalities_high"]


def clean_incidents(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Incidents]:
    """One row per documented incident; its fatalities are in the tolls, so missing here.

    ``cercle`` and ``region`` coordinates are the capital's, standing in: kept, not precise.
    """
    rows = refuse_repeats(require_columns(raw, INCIDENT), ["incident_id"])
    missing = pd.Series(pd.NA, index=rows.index, dtype="Int64")
    start = first_day(rows["date_start"])
    end = last_day(rows["date_end"].where(rows["date_end"] != "", rows["date_start"]))
    refuse_backwards(start, end)
    return conform(
        rows.assign(
            event_id="ledger:" + rows["incident_id"],
            source=NAME,
            source_version=vintage.version,
            event_date=start,
            event_date_end=end,
            date_precision=read_words(rows["date_precision"]),
            admin1_pcode=None,
            admin1_name=read_words(rows["region"]),
            locality=read_words(rows["locality"]),
            latitude=read_numbers(rows["latitude"], whole=False, negative=True).astype("float64"),
            longitude=read_numbers(rows["longitude"], whole=False, negative=True).astype("float64"),
            location_precision=read_words(rows["coord_precision"]),
            is_precise_place=rows["coord_precision"].isin(PRECISE),
            source_event_type=rows["event_type"],
            actor1=read_words(rows["actor1"]),
            actor2=read_words(rows["actor2"]),
            fatalities_low=missing,
            fatalities_best=missing,
            fatalities_high=missing,
            civilian_fatalities=missing,
            has_inverted_range=False,
            note=read_words(rows["note"]),
        ).reset_index(drop=True),
        Incidents,
    ).pipe(Incidents.validate, lazy=True)


def clean_claims(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Claims]:
    """One row per statement; undated ones are known from the ledger's own day."""
    rows = refuse_repeats(require_columns(raw, CLAIM), ["claim_id"])
    for name, allowed in (("claimant_class", CLAIMANT_CLASSES), ("scope", SCOPES)):
        wrong = rows[~rows[name].isin(allowed)]
        if len(wrong):
            value, row = wrong.iloc[0][name], int(str(wrong.index[0]))
            raise BadInputError(
                f"'{value}' is not one of {', '.join(allowed)}", row=row, column=name
            )
    return conform(
        rows.assign(
            fatalities=read_numbers(rows["fatalities"]),
            civilian_fatalities=read_numbers(rows["civilian_fatalities"]),
            injured=read_numbers(rows["injured"]),
            note=read_words(rows["note"]),
            publisher=read_words(rows["publisher"]),
            known_from=last_day(rows["published_date"]).fillna(pd.Timestamp(vintage.day)),
            published_date=read_words(rows["published_date"]),
            url=read_words(rows["url"]),
        ).reset_index(drop=True),
        Claims,
    ).pipe(Claims.validate, lazy=True)


def clean_resolutions(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[Resolutions]:
    """One row per toll set by hand: the columns it fills, and why."""
    rows = refuse_repeats(require_columns(raw, RESOLUTION), ["incident_id"])
    numbers = {name: read_numbers(rows[name]) for name in BOUNDS}
    dated = rows.assign(**numbers, known_from=pd.Timestamp(vintage.day)).reset_index(drop=True)
    return conform(dated, Resolutions).pipe(Resolutions.validate, lazy=True)


def clean_context(raw: pd.DataFrame, vintage: Vintage) -> DataFrame[ContextEvents]:
    """One row per dated event of the country's recent history."""
    rows = require_columns(raw, CONTEXT)
    return conform(
        rows.assign(date=last_day(rows["date"])).reset_index(drop=True), ContextEvents
    ).pipe(ContextEvents.validate, lazy=True)


def to_tolls(
    claims: DataFrame[Claims], resolutions: pd.DataFrame, incident_ids: pd.Series
) -> DataFrame[Tolls]:
    """Range of each incident from its claims; one row per incident, claims or none.

    Low and high are the smallest and largest number of the whole-scope claims, best the lower
    median within the most reliable class that gave a number. Where nobody gave one, all three are
    missing. A resolution overrides the columns that it fills; it bears no date, so give none to a
    table of claims as of an earlier day.
    """
    numbers = claims[(claims["scope"] == "whole") & claims["fatalities"].notna()]
    if incident_ids.empty:
        return empty(Tolls).pipe(Tolls.validate, lazy=True)
    grouped = numbers.groupby("incident_id")["fatalities"]
    rank = numbers["claimant_class"].map(CLAIMANT_CLASSES.index)
    best_rank = rank.groupby(numbers["incident_id"]).transform("min")
    reliable = numbers[rank == best_rank].groupby("incident_id")
    ranges = pd.DataFrame(
        {
            "fatalities_low": grouped.min(),
            "fatalities_best": reliable["fatalities"].agg(lower_median),
            "fatalities_high": grouped.max(),
            "best_class": reliable["claimant_class"].first(),
            "claims": numbers.groupby("incident_id")["claim_id"].agg(" ".join),
        }
    )
    tolls = pd.DataFrame({"incident_id": incident_ids}).merge(
        ranges, left_on="incident_id", right_index=True, how="left", validate="one_to_one"
    )
    ids = tolls["incident_id"]
    tolls = tolls.assign(
        n_claims=claims.groupby("incident_id").size().reindex(ids, fill_value=0).to_numpy(),
        n_numbers=grouped.size().reindex(ids, fill_value=0).to_numpy(),
    )
    return conform(_apply_resolutions(tolls, resolutions), Tolls).pipe(Tolls.validate, lazy=True)


def _apply_resolutions(tolls: pd.DataFrame, resolutions: pd.DataFrame) -> pd.DataFrame:
    by_hand = tolls[["incident_id"]].merge(
        resolutions, on="incident_id", how="left", validate="one_to_one"
    )
    is_set = by_hand["reason"].notna()
    resolved = {
        name: by_hand[name].where(is_set & by_hand[name].notna(), tolls[name].astype("Int64"))
        for name in BOUNDS
    }
    rule = pd.Series(RULE, index=tolls.index).mask(is_set, "resolution")
    return tolls.assign(**resolved, rule=rule, reason=by_hand["reason"].where(is_set, None))


SOURCE = Source(
    name=NAME,
    provider="Compiled from press, UN, NGO and party statements",
    gives="documented incidents and who claims what of each",
    access="embedded",
    url="see the url column of each row",
    licence="as each row cites it",
    citation="Ledger of documented incidents.",
    redistributable=True,
    rows_are_dated=True,  # a statement counts from its own day, whenever it was compiled
    layouts={
        "incidents": Layout(INCIDENT, {"incidents": clean_incidents}),
        "claims": Layout(CLAIM, {"claims": clean_claims}),
        "resolutions": Layout(RESOLUTION, {"resolutions": clean_resolutions}),
        "context_events": Layout(CONTEXT, {"context_events": clean_context}),
    },
)
