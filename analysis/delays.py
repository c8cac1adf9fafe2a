"""How the figure of a month grew from vintage to vintage, and until when it may still change.

A feed prints a month for the first time, then again in every vintage that follows. What a month had
in each tells how much of its figure was there at what age. Nothing is guessed: with one vintage
nothing is known, and what the newest vintage shows cannot have changed yet. A month that had no
number at first and has one since grew from nothing printed, not from a count of zero people.
Methods: ``docs/methods/delays.md``.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from pandera.typing import DataFrame

from analysis.measures import keep_latest, month_start
from analysis.schema import DelayAges, Delays, Displacements, conform, empty
from analysis.states import EXACT, divide_numbers

CAUSES = ["conflict and disaster", "conflict", "disaster", "other"]  # the first held leads
SERIES = ["source", "geography", "geography_name", "cause"]
MONTH = [*SERIES, "month"]
FIRST_PRINT_DAYS = 31  # of a monthly report: what is younger, nobody has seen revised yet
FEWEST_VINTAGES, FEWEST_MONTHS = 2, 3
WHOLE_AGE = 6  # months at which a month is taken for whole: the feed covers 180 days


class NotEnoughVintagesError(ValueError):
    """Too few vintages to say anything about delays."""


def to_delays(flows: DataFrame[Displacements], rhythm_days: Mapping[str, int]) -> DataFrame[Delays]:
    """One row per flow, month and vintage that was read after the month's end.

    A month between a vintage's first and the one before it was read, which it does not list, is a
    row without a number. ``published_share`` is 0 where a vintage had no number and the newest
    has one: a share of what was published, and no count. ``rhythm_days`` says of each source how often it comes out.
    """
    listed = _keep_months(flows)
    if listed.empty:
        return empty(Delays).pipe(Delays.validate, lazy=True)
    rows = _add_unlisted(listed).sort_values("known_from", kind="stable", ignore_index=True)
    by_month = rows.groupby(MONTH, dropna=False)
    newest = rows.join(_newest(rows), on=MONTH)
    value, last = rows["displacements"], newest["displacements_latest"]
    rows = rows.assign(
        age_months=_count_months(rows["month"], rows["known_from"]),
        first_change=value - by_month["displacements"].transform("first"),
        published_share=_share_published(rows, newest),
        is_seen_again=rows["known_from"] < newest["known_latest"],
        is_changed_since=~_is_same(value, last),
    )
    is_young = is_first_print(rows["month"], rows["known_from"], rows["source"].map(rhythm_days))
    rows = rows.assign(is_provisional=is_young | _is_open(rows))
    return conform(rows, Delays).pipe(Delays.validate, lazy=True)


def _share_published(rows: pd.DataFrame, newest: pd.DataFrame) -> pd.Series:
    """Share of the newest vintage's number that each vintage had; none of a bound, or for one."""
    names = {"displacements": "value"}
    part = rows[["displacements", "status"]].rename(columns=names)
    whole = newest[["displacements_latest", "status_latest"]].set_axis(part.columns, axis=1)
    share = divide_numbers(part, whole)
    is_exact = whole["status"].isin(EXACT) & (whole["value"] > 0).fillna(False)
    held = share["value"].where(share["status"] != "at_least").astype("Float64")
    return held.mask(part["value"].isna() & is_exact, 0.0)


def _keep_months(flows: pd.DataFrame) -> pd.DataFrame:
    """Keep flows of one month each that was over when the vintage was read."""
    start, end = flows["period_start"], flows["period_end"]
    is_month = (start == month_start(start)) & (end == start + pd.offsets.MonthEnd(0))
    return flows[is_month & (end < flows["known_from"])].assign(month=start)


def _add_unlisted(rows: pd.DataFrame) -> pd.DataFrame:
    """Add months that a vintage does not list, from its first one on, without a number."""
    vintages = rows.groupby([*SERIES, "vintage", "known_from"], as_index=False)["month"].min()
    last = month_start(vintages["known_from"]) - pd.DateOffset(months=1)
    spans = [
        pd.date_range(first, end, freq="MS")
        for first, end in zip(vintages["month"], last, strict=True)
    ]
    every = vintages.assign(month=pd.Series(spans, index=vintages.index, dtype="object"))
    every = every.explode("month").assign(month=lambda d: d["month"].astype("datetime64[ns]"))
    filled = every.merge(rows, on=[*MONTH, "vintage", "known_from"], how="left", validate="1:1")
    return filled.assign(status=filled["status"].fillna("not_reported"))


def _newest(rows: pd.DataFrame) -> pd.DataFrame:
    """Day, number and state of the newest vintage of each month, as it stands; indexed by month."""
    last = keep_latest(rows, key=MONTH, by="known_from").set_index(MONTH)
    names = {
        **{"displacements": "displacements_latest", "status": "status_latest"},
        "known_from": "known_latest",
    }
    return last.rename(columns=names)[list(names.values())]


def _count_months(month: pd.Series, day: pd.Series) -> pd.Series:
    """Calendar months from a month to that of a day: 1 in the month after."""
    months = 12 * (day.dt.year - month.dt.year) + day.dt.month - month.dt.month
    return months.astype("Int64")


def _is_same(one: pd.Series, other: pd.Series) -> pd.Series:
    """Whether two numbers are equal or neither is there."""
    is_equal = (one == other).fillna(False).astype("bool")
    return is_equal | (one.isna() & other.isna())


def is_first_print(month: pd.Series, seen: pd.Series, rhythm_days: pd.Series) -> pd.Series:
    """Whether a month ended less than a month, or a source's rhythm, before it was seen.

    Nobody can have seen such a figure revised: the next report, or the next release, is the first
    that can.
    """
    days = (seen - (month + pd.offsets.MonthEnd(0))).dt.days
    least = rhythm_days.astype("Float64").fillna(FIRST_PRINT_DAYS).clip(lower=FIRST_PRINT_DAYS)
    return (days < least).astype("bool")


def _is_open(rows: pd.DataFrame) -> pd.Series:
    """Whether each month is no older than the oldest of its series that has changed since."""
    changed = rows[rows["is_changed_since"]].groupby(SERIES, dropna=False)["age_months"].max()
    until = rows.join(changed.rename("until"), on=SERIES)["until"]
    return (rows["age_months"] <= until).fillna(False).astype("bool")


def open_until(delays: pd.DataFrame) -> int | None:
    """Age in months of the oldest month that has changed since; none where none has."""
    ages = delays.loc[delays["is_changed_since"], "age_months"]
    return int(ages.max()) if len(ages) else None


def is_provisional(delays: pd.DataFrame, month: pd.Timestamp, vintage: str) -> bool:
    """Whether a month, as a vintage of a series has it, may still change.

    Settled is only what the vintage holds as a month that was over, and that is old enough.
    """
    here = delays[(delays["month"] == month) & (delays["vintage"] == vintage)]
    return not (~here["is_provisional"]).any()


def has_delays(delays: pd.DataFrame) -> bool:
    """Whether a series was seen often enough to say how its months grew."""
    return bool(delays["vintage"].nunique() >= FEWEST_VINTAGES and delays["is_seen_again"].any())


def to_ages(delays: DataFrame[Delays]) -> DataFrame[DelayAges]:
    """One row per age of one series: what months of that age had, and have since.

    Only months that a later vintage shows again count, each once, as last seen at that age. Of
    fewer than three with a latest number no share is given. Raises where no month was seen twice.
    """
    if not has_delays(delays):
        count = delays["vintage"].nunique()
        raise NotEnoughVintagesError(f"no month was seen in two vintages; vintages held: {count}")
    again = keep_at_age(delays)
    has_number = again["displacements"].notna()
    ages = again.assign(
        is_blank=~has_number,
        is_filled=again["is_changed_since"] & ~has_number,
        is_revised=again["is_changed_since"] & has_number,
    ).groupby("age_months")
    share, known = ages["published_share"], ages["published_share"].count()
    result = pd.DataFrame(
        {
            "months": ages.size(),
            "months_blank": ages["is_blank"].sum(),
            "months_filled": ages["is_filled"].sum(),
            "months_revised": ages["is_revised"].sum(),
            "months_with_share": known,
            "share_median": share.median().where(known >= FEWEST_MONTHS),
            "share_low": share.min().where(known >= FEWEST_MONTHS),
            "share_high": share.max().where(known >= FEWEST_MONTHS),
        }
    )
    return conform(result.reset_index(), DelayAges).pipe(DelayAges.validate, lazy=True)


def keep_at_age(delays: pd.DataFrame) -> Any:
    """Keep months that a later vintage shows again, once at each age, as last seen at it."""
    again = delays[delays["is_seen_again"]]
    return keep_latest(again, key=[*MONTH, "age_months"], by="known_from").sort_index()


def keep_numbered(delays: pd.DataFrame) -> Any:
    """Keep rows with a number of months that have had one in two vintages or more."""
    held = delays[delays["displacements"].notna()]
    count = held.groupby(MONTH, dropna=False)["vintage"].transform("size")
    return held[count >= FEWEST_VINTAGES]


def keep_late(delays: pd.DataFrame) -> Any:
    """Keep the first number of each month that an earlier vintage had without one."""
    rows = delays.sort_values("known_from", kind="stable")
    is_blank = rows["displacements"].isna()
    was_blank = is_blank.groupby([rows[name] for name in MONTH], dropna=False).cummax()
    first = rows[~is_blank].drop_duplicates(MONTH)
    return first[was_blank.loc[first.index]]


def to_increments(delays: DataFrame[Delays]) -> pd.DataFrame:
    """People that one series added to each month at each age: a row per month, a column per age.

    Only the newest months in a row that were read at every age so far, up to half a year; what is
    not read yet is missing. Before its first number a month had nobody in the feed. One that has
    none by the end, a mere bound, or a number that was taken away, is not known and ends the row.
    """
    ages = pd.Index(range(1, WHOLE_AGE + 1), name="age_months")
    held = keep_latest(delays, key=["month", "age_months"], by="known_from")
    value, status = (
        held.set_index(["month", "age_months"])[name].unstack().reindex(columns=ages)  # noqa: PD010
        for name in ("displacements", "status")
    )
    months = value.index.to_series()
    reached = _count_months(months, pd.Series(delays["known_from"].max(), index=months.index))
    is_due = pd.DataFrame({age: reached >= age for age in ages}).rename_axis(columns="age_months")
    is_blank, has_number = value.isna() & status.notna(), value.notna()
    is_unknown = (
        (status.notna() != is_due).any(axis=1)
        | (status == "at_least").any(axis=1)
        | (has_number.cummax(axis=1) & is_blank).any(axis=1)
        | (is_due.all(axis=1) & ~has_number.any(axis=1))
        | (months.diff(-1).dt.days.lt(-31))
    )
    kept = value.mask(is_blank, 0)[~is_unknown[::-1].cummax()[::-1]].astype("float64")
    return kept.diff(axis=1).fillna({ages[0]: kept[ages[0]]})
