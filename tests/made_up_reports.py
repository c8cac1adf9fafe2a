"""Folders of reports as ``impact report`` leaves them, made up and without a kernel."""

import json
from hashlib import sha256

import pandas as pd

from analysis.review import WATERMARK, WORDS, hash_content, mark_status, write_status

AT = "2024-03-15T09:30:00Z"
INPUT = "ucdp/{country}/2024-01-01/events.csv"


def figure(figure_id, indicator, value, *, source="ucdp", unit="people", **more):
    """One figure as ``figures.json`` has it."""
    base = {
        "id": figure_id, "indicator": indicator, "source": source, "publisher": None,
        "geography": "XXX", "geography_name": "Xland", "pcode_list": None,
        "period_start": "2024-01-01", "period_end": "2024-01-31", "value": value, "low": None,
        "high": None, "status": "not_reported" if value is None else "reported", "unit": unit,
        "as_of": "2024-02-01", "rule": "count", "note": None, "is_provisional": False, "inputs": [],
    }  # fmt: skip
    return base | more


def key_figures(country, month, *, incidents=5, deaths=(12, 6, 20), idps=None, **values):
    """Key figures of a report; ``idps`` is day and number, and the day that it compares with."""
    of = {"geography": country, "period_start": f"{month}-01"}
    of["period_end"] = str(pd.Period(month, "M").end_time.date())
    best, low, high = deaths
    rows = [
        figure(f"incidents-ucdp-{country}", "incidents", incidents, unit="incidents", **of),
        figure(f"fatalities-ucdp-{country}", "fatalities", best, low=low, high=high, **of),
        figure(f"displacements-idmc-{country}", "displacements", values.get("displacements"),
               source="idmc", **of),
        figure(f"people_in_need-{country}", "people_in_need", values.get("in_need"),
               source="figures", **of),
        figure(f"percent_funded-{country}", "percent_funded", values.get("funded"),
               source="figures", unit="percent", **of),
    ]  # fmt: skip
    return rows + (stock(country, **idps) if idps else [])


def stock(country, *, day, value, before=None, rule="change", source="dtm", **more):
    """Stock of IDPs of a day, and the difference from the stock before where there is one."""
    on = {"geography": country, "period_start": day, "period_end": day, "as_of": day}
    rows = [figure(f"idps-{country}", "idps", value, source=source, **(on | more))]
    if before:
        between = {"geography": country, "period_start": before, "period_end": day, "rule": rule}
        rows.append(figure(f"idps_change-{country}", "idps_change", 1, source=source, **between))
    return rows


def page(lang, ids):
    told = write_status(lang, None)
    entries = "".join(f'<p id="{i}">{i}</p>' for i in ids)
    return (
        f'<!doctype html><html lang="{lang}"><body>{mark_status(WATERMARK, told[WATERMARK])}'
        f"<p>{mark_status(WORDS, told[WORDS])}</p>{entries}</body></html>"
    )


def make_report(
    out, country, month, figures=None, *, as_of="2024-02-01", langs=("en", "fr"), inputs=None
):
    """One report; its run names one input, which need not be there."""
    folder = out / country / month
    (folder / "tables").mkdir(parents=True)
    figures = key_figures(country, month) if figures is None else figures
    for lang in langs:
        text = page(lang, [f["id"] for f in figures])
        (folder / f"report.{lang}.html").write_text(text, encoding="utf-8")
    held = {"schema": 1, "country": country, "month": month, "as_of": as_of, "figures": figures}
    write_json(folder / "figures.json", held)
    run = {"as_of": as_of, "inputs": inputs or [], "hand": {}, "versions": {"analysis": "0"}}
    write_json(folder / "run.json", run)
    write_json(folder / "run.json", run | {"content_hash": hash_content(folder)})
    return folder


def write_json(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


def make_input(raw, country="XXX", text="a,b\n1,2\n"):
    """Store a raw file, and say how a run names it."""
    name = INPUT.format(country=country)
    path = raw / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return {"source": "ucdp", "file": name, "sha256": sha256(text.encode()).hexdigest()}
