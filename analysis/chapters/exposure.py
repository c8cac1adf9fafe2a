"""People living near the month's incidents: how many are sure, how many there may be, and why a range."""

import pandas as pd

from analysis import charts, layouts
from analysis.chapters.ranges import to_rows
from analysis.live import HTML
from analysis.page import chart_block, empty_block, layout_table, note, paragraphs
from analysis.prose import Edition, format_range, link, say, write_sentence
from analysis.sentences import month_name, name_source
from analysis.settlements import GAZETTEER

NAMES = {"5": "radius-5", "10": "radius-10", "25": "radius-25"}
RADII = {"five": "05", "ten": "10", "far": "25"}  # names of arguments, and how ids end


def show_exposure(edition: Edition) -> HTML:
    """People within each radius of an incident, each counted once, or why that is not known."""
    lang, layout = edition.lang, layouts.exposure_by_radius(edition.figures)
    title = say(lang, "chart-exposure")
    if layout.empty:
        return empty_block(title, say(lang, "exposure-none", month=month_name(edition)))
    column = layout.columns[-1]  # the interval: of all people, or of those who are known
    names = {radius: say(lang, NAMES[radius]) for radius in layout["label"]}
    values = to_rows(edition, layouts.to_range(layout, edition.figures, column), names)
    views = charts.draw(
        lambda axes: charts.plot_ranges(
            axes, values, lang=lang, label=say(lang, "axis-people"), colour=charts.COUNT
        ),
        height=1.6,
        narrow=2.2,
    )
    most = values.iloc[-1]
    chart = chart_block(
        edition,
        views,
        title=title,
        alt=say(lang, "chart-exposure-alt", radius=most["label"], number=most["text"]),
        behind=layout_table(edition, layout, title, "table-radius", {}, hide_caption=True),
        layout=layout,
        files=["exposure_by_radius"],
        marks=[
            ("dot count", say(lang, "key-exposure-best")),
            ("stroke count", say(lang, "key-exposure-range")),
        ],
        notes="".join(note(line) for line in _explain(edition, layout)),
    )
    return HTML(paragraphs(_write(edition, layout)).data + chart.data)


def _source(edition: Edition, layout: pd.DataFrame) -> str:
    return str(edition.figure(layout["exposed_people"].iloc[0])["source"])


def _write(edition: Edition, layout: pd.DataFrame) -> list[str]:
    """Sentences on how many people live near, and on what the range is of."""
    source = _source(edition, layout)
    base = f"{source}-{edition.country}"
    people = {name: f"exposed_people-{base}-{end}" for name, end in RADII.items()}
    words = {"source": name_source(edition.lang, source)}
    if all(edition.has(name) for name in people.values()):
        said = [write_sentence(edition, "exposure-people", words=words, **people)]
        known = {
            name: i.replace("exposed_people", "exposed_known", 1) for name, i in people.items()
        }
        if all(edition.has(name) for name in known.values()):
            ranges = {
                name: link(i, format_range(edition.lang, edition.figure(i)))
                for name, i in known.items()
            }
            said.append(write_sentence(edition, "exposure-known", words=ranges))
    else:
        far = f"exposed_known-{base}-{RADII['far']}"
        said = [write_sentence(edition, "exposure-unsure", words=words, far=far)]
    located, exact, out = (
        f"exposure_incidents_{name}-{base}" for name in ("located", "exact", "left_out")
    )
    said.append(write_sentence(edition, "exposure-places", located=located, exact=exact))
    if edition.figure(out)["value"]:
        said.append(write_sentence(edition, "exposure-left-out", out=out))
    return said


def _explain(edition: Edition, layout: pd.DataFrame) -> list[str]:
    """Say what the numbers leave out: people outside towns, unknown cells, other incidents."""
    lang, first = edition.lang, edition.figure(layout["exposed_people"].iloc[0])
    is_gazetteer = (edition.tables["inputs"]["file"] == GAZETTEER).any()
    lines = [say(lang, "exposure-towns" if is_gazetteer else "exposure-raster")]
    if first["source"] == "ledger":
        lines.append(say(lang, "exposure-selection"))
    return lines
