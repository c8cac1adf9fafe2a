"""Words that all methods share: what was short where one refuses, an estimate and what it rests on."""

from collections.abc import Iterable
from typing import Any

from analysis.prose import (
    Edition,
    format_month,
    format_number,
    format_range,
    format_reach,
    format_value,
    link,
    name_word,
    say,
    to_html,
    write_sentence,
)
from analysis.sentences import name_source


def write_refusal(edition: Edition, figure_id: str) -> str:
    """Sentence on why a method gives no number: what was short, how much there was, how much it needs."""
    reason = edition.figure(figure_id)["note"]
    found, needed = (f"{figure_id}-{end}" for end in ("found", "needed"))
    if not edition.has(needed):
        return write_sentence(
            edition, "refused", words={"reason": name_word(edition.lang, "reason", reason)}
        )
    words = {"what": name_word(edition.lang, "short", reason)}
    return write_sentence(edition, "refused-short", words=words, found=found, needed=needed)


def link_level(edition: Edition, figure_id: str) -> str:
    """Level of a figure's interval, linked to the figure."""
    level = edition.figure(figure_id)["interval_pct"]
    return link(figure_id, format_value(edition.lang, level, unit="percent", status="reported"))


def write_number(edition: Edition, figure_id: str) -> str:
    """Write a figure's best number, for a picture's text."""
    figure = edition.figure(figure_id)
    return format_value(edition.lang, figure["value"], unit=figure["unit"], status=figure["status"])


def name_regions(edition: Edition, event: Any) -> str:
    """Names of the regions that a dated event hit; the code of one that has no months."""
    panel = edition.tables["panel_admin1_month"]
    named = panel.drop_duplicates("admin1_pcode").set_index("admin1_pcode")["admin1_name"]
    return ", ".join(str(named.get(code, code)) for code in event.regions.split(";"))


def write_basis(edition: Edition) -> str:
    """Sentence on the months and incidents that the methods use; empty where there are none."""
    held = edition.figures[edition.figures["indicator"] == "history_incidents"]
    if held.empty:
        return ""
    figure = held.iloc[0]
    source, place = figure["source"], figure["geography"]
    ids = {
        name: f"history_{name}-{source}-{place}"
        for name in ("incidents", "months", "regions", "unplaced")
    }
    reach = format_reach(edition.lang, figure["period_start"][:7], figure["period_end"][:7])
    words = {"source": name_source(edition.lang, source), "reach": reach}
    return write_sentence(edition, "history-basis", words=words, **ids)


def find_figures(edition: Edition, indicator: str) -> list[dict[str, Any]]:
    """Figures of one kind, as they stand in the table."""
    held = edition.figures[edition.figures["indicator"] == indicator]
    return [edition.figure(i) for i in held["id"]]


def find_id(edition: Edition, indicator: str) -> str:
    """Id of the only figure of a kind; an id of no figure where there is none."""
    return next((f["id"] for f in find_figures(edition, indicator)), indicator)


def name_month(edition: Edition, figure_id: str) -> str:
    """Name the month of a figure, the first of several."""
    return format_month(edition.lang, edition.figure(figure_id)["period_start"][:7])


def link_range(edition: Edition, figure_id: str) -> str:
    """Write a figure with its interval, as a link."""
    return link(figure_id, format_range(edition.lang, edition.figure(figure_id)))


def link_n(edition: Edition, figure_id: str) -> str:
    """Link the number of past forecasts that a figure rests on."""
    return link(figure_id, format_number(edition.lang, edition.figure(figure_id)["n"]))


def link_ranges(edition: Edition, ids: Iterable[object]) -> list[str]:
    """Forecasts with their intervals, and a word beside those of the model."""
    return [to_html(_link_told(edition, i)) if isinstance(i, str) else "–" for i in ids]


def _link_told(edition: Edition, figure_id: str) -> str:
    figure = edition.figure(figure_id)
    text = link_range(edition, figure_id)
    if figure["verdict"] != "supported":
        return text
    return f"{text} ({say(edition.lang, 'verdict-supported')})"
