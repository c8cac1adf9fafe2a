"""What is held of each provider, how old it is, and the page that says so.

``list_held`` compares the newest vintage with the provider's own rhythm; ``print_sources`` turns the
modules of the sources and the origin files into ``docs/sources.md``.
"""

import inspect
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analysis import store
from analysis.formats import Source
from analysis.providers import MODULES, SOURCES

COLUMNS = ["source", "gives", "access", "licence", "newest_vintage", "age_days", "state", "is_held"]


def list_held(raw: Path, country: str | None, today: str) -> pd.DataFrame:
    """Every provider with the newest vintage held of a country, or of any; a row each.

    ``state`` is ``none held``, ``current``, or ``stale`` where the vintage is older than the
    provider's own rhythm; what has no rhythm is ``held``.
    """
    rows = [_tell_held(source, raw, country, today) for _, source in sorted(SOURCES.items())]
    return pd.DataFrame(rows, columns=COLUMNS).astype({"age_days": "Int64"})


def _tell_held(source: Source, raw: Path, country: str | None, today: str) -> dict[str, object]:
    countries = [country] if country else store.list_countries(raw, source.name)
    days = [d for iso3 in countries for d in store.list_vintages(raw, source.name, iso3)]
    newest = max(days, default=None)
    age = None if newest is None else (pd.Timestamp(today) - pd.Timestamp(newest)).days
    return {
        "source": source.name,
        "gives": source.gives,
        "access": ", ".join([source.access, *source.secrets]),
        "licence": source.licence,
        "newest_vintage": newest,
        "age_days": age,
        "state": _tell_state(age, source.rhythm_days),
        "is_held": newest is not None,
    }


def _tell_state(age: int | None, rhythm: int | None) -> str:
    if age is None:
        return "none held"
    if rhythm is None:
        return "held"
    return "stale" if age > rhythm else "current"


def source_lines(raw: Path) -> Iterator[str]:
    """Yield the page on sources, Markdown, a line at a time."""
    yield "# Sources"
    yield ""
    yield (
        "Printed from the modules of `analysis/sources` and the origin files under `data/raw` by "
        "`make docs`; do not edit by hand."
    )
    for module in sorted(MODULES, key=lambda m: m.SOURCE.name):
        source: Source = module.SOURCE
        yield from ["", f"## `{source.name}`: {source.provider}", ""]
        yield inspect.cleandoc(str(module.__doc__))
        rhythm = f"every {source.rhythm_days} days" if source.rhythm_days else "none of its own"
        passed_on = "yes" if source.redistributable else "**no**"
        yield from [
            "",
            "| | |",
            "|--|--|",
            f"| Gives | {source.gives} |",
            f"| Access | {source.access} |",
            f"| Secrets, from the environment | {', '.join(f'`{s}`' for s in source.secrets) or 'none'} |",
            f"| Address | {source.url} |",
            f"| Licence | {source.licence} |",
            f"| May be passed on | {passed_on}; shown down to {source.finest} |",
            f"| New data | {rhythm} |",
            f"| `impact fetch` | {'yes' if source.download else 'no: `impact add` takes a file'} |",
            f"| Layouts read | {', '.join(f'`{name}`' for name in source.layouts)} |",
            *(f"| Known and refused | {unread.why} |" for unread in source.unread),
            f"| Citation | {source.citation} |",
        ]
        yield from _held_lines(source, raw)


def _held_lines(source: Source, raw: Path) -> Iterator[str]:
    """Yield the embedded vintages of a source with what their origin files say."""
    paths = [
        path
        for iso3 in store.list_countries(raw, source.name)
        for day in store.list_vintages(raw, source.name, iso3)
        for path in store.list_files(raw, source.name, iso3, day)
    ]
    origins = [(path, store.read_origin(path, raw)) for path in paths]
    origins = [(path, origin) for path, origin in origins if origin["redistributable"]]
    if not origins:
        return
    yield from ["", "| Embedded file | Title | Published | Retrieved | What it does not cover |"]
    yield "|--|--|--|--|--|"
    for path, o in origins:
        cells = [o["title"], o["date_published"], o["date_retrieved"], o["known_gaps"]]
        yield (
            f"| `{store.name_file(path, raw)}` | " + " | ".join(str(c or "") for c in cells) + " |"
        )


def print_sources(raw: Path) -> str:
    """Return the page on sources as Markdown."""
    return "\n".join(source_lines(raw)) + "\n"


if __name__ == "__main__":
    import sys

    sys.stdout.write(print_sources(Path(__file__).parent.parent / "data" / "raw"))
