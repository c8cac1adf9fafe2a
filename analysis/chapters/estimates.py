"""Words that all methods share: what was short where one refuses, and what its estimates rest on."""

from typing import Any

from analysis.prose import (
    Edition,
    format_reach,
    format_value,
    link,
    name_word,
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
