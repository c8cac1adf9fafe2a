"""A chart by month, its dated events, its marks and its words."""

import pandas as pd

from analysis import charts, layouts
from analysis.live import HTML
from analysis.measures import each_row
from analysis.page import chart_block, empty_block, layout_table, lettered
from analysis.prose import (
    Edition,
    format_day,
    format_month,
    format_reach,
    format_value,
    say,
    typeset,
)


def chart_months(
    edition: Edition, name: str, column: str, key: str, mark: str, axis: str, *, events: bool
) -> HTML:
    """Chart one column of a layout by month: ``key`` names its title, ``axis`` its unit."""
    layout = layouts.LAYOUTS[name](edition.figures)
    values = layouts.to_range(layout, edition.figures, column)
    lang, title = edition.lang, say(edition.lang, key)
    if values["value"].isna().all():
        reason = say(lang, f"status-{values['status'].iloc[-1].replace('_', '-')}")
        return empty_block(title, say(lang, "no-data-chart", reason=reason))
    months = {m: format_month(lang, m) for m in layout["label"]}
    held = (
        _events(edition, layout["label"]) if events else _events(edition, layout["label"].head(0))
    )
    views = charts.draw(
        lambda axes: charts.plot_months(
            axes,
            values,
            lang=lang,
            colour=charts.HARM if mark == "harm" else charts.COUNT,
            label=say(lang, axis),
            events=held,
        ),
        height=3.3,
        narrow=2.7,
    )
    return chart_block(
        edition,
        views,
        title=title,
        alt=describe_series(edition, f"{key}-alt", values, months),
        behind=layout_table(edition, layout, title, "table-month", months, hide_caption=True),
        layout=layout,
        files=[name],
        marks=_month_marks(lang, values, held, mark),
        notes=_event_list(edition, held),
    )


def _events(edition: Edition, months: pd.Series) -> pd.DataFrame:
    """Context events of the months shown, lettered in order."""
    events = edition.tables["context_events"]
    held = events[events["date"].dt.strftime("%Y-%m").isin(set(months))]
    held = held[held["category"] != "diplomacy"].reset_index(drop=True)
    return held.assign(letter=[chr(ord("a") + i) for i in range(len(held))])


def _event_list(edition: Edition, events: pd.DataFrame) -> str:
    lang = edition.lang
    lines = [
        say(
            lang,
            "dated-line",
            day=format_day(lang, e.date.strftime("%Y-%m-%d")),
            words=typeset(lang, getattr(e, f"label_{lang}")),
        )
        for e in each_row(events)
    ]
    return lettered(events["letter"], lines)


def _month_marks(
    lang: str, values: pd.DataFrame, events: pd.DataFrame, mark: str
) -> list[tuple[str, str]]:
    """Explain only those marks that a chart by month has."""
    has_range = (values["low"] < values["high"]).any()
    missing = values.loc[values["value"].isna(), "status"]
    return [
        *([(f"bar {mark}", say(lang, "key-best"))] if has_range else []),
        *([("whisker", say(lang, "key-range"))] if has_range else []),
        *([("more", say(lang, "key-at-least"))] if charts.is_bound(values).any() else []),
        *([("open", say(lang, "key-provisional"))] if values["is_provisional"].any() else []),
        *([("hatch", name_missing(lang, missing))] if len(missing) else []),
        *([("event", say(lang, "key-events"))] if len(events) else []),
    ]


def name_missing(lang: str, states: pd.Series) -> str:
    """Say what a hatch means: every reason why there is no number, and that it is no zero."""
    words = [say(lang, f"status-{s.replace('_', '-')}") for s in states.drop_duplicates()]
    return say(lang, "key-missing", reason=", ".join(words))


def name_highest(lang: str, values: pd.DataFrame, top: pd.Series) -> str:
    """Name the highest of some numbers, or of those known where another may be more."""
    is_sure = layouts.is_surely_highest(values, top)
    return say(lang, "alt-highest" if is_sure else "alt-highest-known")


def describe_series(
    edition: Edition,
    key: str,
    values: pd.DataFrame,
    labels: dict[str, str],
    trend: str = "",
    **words: str,
) -> str:
    """Put a series in words: its span, its highest point, its last, and where it tends.

    ``trend`` is said in place of a comparison of the two halves of the series; ``words`` are what
    else the message asks for.
    """
    top = layouts.highest(values)
    last = values.iloc[-1]
    write = {
        name: format_value(edition.lang, row["value"], unit="people", status=row["status"])
        for name, row in (("top", top), ("latest", last))
    }
    return say(
        edition.lang,
        key,
        reach=format_reach(edition.lang, values["label"].iloc[0], last["label"]),
        highest=name_highest(edition.lang, values, top),
        top_when=labels[top["label"]],
        trend=trend or say(edition.lang, f"trend-{layouts.tell_trend(values)}"),
        **write,
        **words,
    )
