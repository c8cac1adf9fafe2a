"""Widgets that show a choice among a country's incidents, and what they show, linked.

Only widgets and what they remember are here: numbers are of :mod:`analysis.choices`, pictures and files
of :mod:`analysis.panes`. What was chosen is kept in a small file beside the processed tables, which may
be deleted at will; one that cannot be read is passed over.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from html import escape
from pathlib import Path
from typing import Any, TypeAlias

import anywidget
import ipywidgets as widgets
import numpy as np
import pandas as pd
import traitlets
from itables import JavascriptFunction
from itables.widget import ITable

from analysis import captions, explore, panes, preview, store
from analysis.choices import Choice, Codes, check_choice
from analysis.exports import to_address
from analysis.prose import find_country, format_month, say
from analysis.selections import COUNTED

MEMORY = "explorer.json"
FAILURES = (ValueError, OSError, store.StaleTablesError)  # of opening a country that is held
COUNTING = ("ucdp", "acled", "hapi", "ledger")
LARGEST = 1_500_000  # bytes that are handed to a browser at once: Jupyter drops more in a second
SEVERAL = {"regions", "kinds", "actors"}  # of these a choice has any number
FREQUENT = 200  # names of actors that are offered
TITLES = {
    "months": "By month",
    "map": "By region",
    "rows": "Incidents",
    "claims": "Statements",
}
HEADS = {
    **{"event_id": "Id", "event_date": "Began", "month": "Month", "region_name": "Region"},
    **{"admin2_name": "District", "locality": "Place", "event_type": "Type", "actor1": "Actor"},
    **{"actor2": "Other actor", "incidents": "Incidents", "fatalities_best": "Killed"},
    **{"toll_best": "Killed, as stated", "range": "Low to high", "statements": "Statements"},
    **{"incident_id": "Incident", "published_date": "Published", "claimant": "Who says so"},
    **{"claimant_class": "Who that is", "scope": "Of", "fatalities": "Killed"},
    **{"injured": "Injured", "publisher": "Where", "note": "Note"},
    **{"civilian_fatalities": "Civilians killed"},
}
HIDDEN = {  # in the CSV only
    *("url", "rule", "note", "admin2_name", "civilian_fatalities"),
    *("fatalities_low", "fatalities_high", "toll_low", "toll_high"),
}
CODED = {"claimant_class", "scope"}  # words with lines between
RANGES = {"fatalities_best": "fatalities", "toll_best": "toll"}
STYLE = """<style>
.ia-explorer h3{margin:0;font-size:1.05rem;font-weight:600}
.ia-explorer .ia-note{margin:.15rem 0;font-size:.8rem;line-height:1.35;color:#3f4748;max-width:60rem}
.ia-explorer .ia-why{padding:1rem;background:#f1f1ee;border-left:3px solid #9db1b3;line-height:1.4}
.ia-explorer table.ia-regions{border-collapse:collapse;font-size:.85rem;width:100%}
.ia-explorer table.ia-regions th,.ia-explorer table.ia-regions td{padding:.22rem .5rem;line-height:1.3;
border-bottom:1px solid #d8e0e1;text-align:left;font-weight:normal;background:none}
.ia-explorer table.ia-regions td{text-align:right;font-variant-numeric:tabular-nums}
.ia-explorer table.ia-regions tr:last-child.ia-none{font-style:italic}
.ia-explorer .ia-status{font-size:.85rem;padding:.3rem .6rem;background:#e7edf0}
.ia-explorer img{max-width:100%;height:auto;display:block}
.ia-explorer .widget-label{font-weight:600}
.ia-explorer table.dataTable{font-size:.78rem!important}
.ia-explorer .dt-container td:first-child,.ia-explorer .dt-container td:nth-child(2){white-space:nowrap}
.ia-explorer .dt-container td{line-height:1.3}
.ia-explorer .ia-save{font-size:.85rem;padding:.2rem .7rem;border:1px solid #9db1b3;border-radius:3px;
background:#fff;color:#101212;cursor:pointer}
.ia-explorer .ia-save:hover{background:#e7edf0}
.ia-explorer .ia-save:focus-visible{outline:2px solid #1862d8;outline-offset:1px}
.ia-explorer .ia-save:disabled{opacity:.45;cursor:default}
.ia-explorer .ia-saves{flex-wrap:wrap;justify-content:flex-end;column-gap:4px}
.ia-explorer .ia-saves div{display:contents}
.ia-explorer .ia-said{flex:0 0 100%;order:2;font-size:.8rem;line-height:1.35;text-align:right;overflow-wrap:anywhere}
.ia-explorer .ia-said:empty{display:none}
.ia-explorer .ia-old>:not(:first-child){opacity:.35}
.ia-explorer .ia-head>:not(:first-child){order:2}
.ia-explorer .ia-old>.ia-head::after{content:"Updating …";order:1;margin:2px auto 0 .6rem;font-size:.85rem;padding:0 .6rem;
background:#e7edf0}
</style>"""
OPTIONS: dict[str, Any] = {  # of a list; they are given with all its rows
    "classes": "display compact",
    "style": "width:100%;margin:0",
    "layout": {"topStart": "search", "topEnd": None, "bottomStart": "info", "bottomEnd": "paging"},
    "pageLength": 8,
    "order": [],
    "autoWidth": False,
    "warn_on_unexpected_option_type": False,  # checking takes longer than writing the rows
    "warn_on_undocumented_option": False,
}
NUMERIC = JavascriptFunction(
    "function (data, type) { const is = typeof data === 'number';"
    " if (type === 'sort' || type === 'type') { return is ? data : -1; }"
    " return is ? data.toLocaleString('en') : data; }"
)


class SaveButton(anywidget.AnyWidget):
    """Button that asks the kernel for a file and hands it to the browser; no server is asked.

    A file that is too large comes back as where it was written.
    """

    label = traitlets.Unicode().tag(sync=True)
    hint = traitlets.Unicode().tag(sync=True)
    disabled = traitlets.Bool(False).tag(sync=True)  # while what would be saved is being redrawn
    _esm = """
    function render({ model, el }) {
      const button = document.createElement("button");
      const said = document.createElement("span");
      button.type = "button";
      button.className = "ia-save";
      button.textContent = model.get("label");
      button.title = model.get("hint");
      button.setAttribute("aria-label", model.get("hint"));
      said.className = "ia-said";
      said.setAttribute("role", "status");
      let isPressed = false;
      const follow = () => {
        button.disabled = isPressed || model.get("disabled");
        if (model.get("disabled")) said.textContent = "";
      };
      follow();
      model.on("change:disabled", follow);
      button.addEventListener("click", () => {
        isPressed = true;
        follow();
        said.textContent = "…";
        model.send({ press: true });
      });
      const receive = (message, buffers) => {
        if (!isPressed) return;
        isPressed = false;
        follow();
        said.textContent = message.said;
        if (buffers && buffers.length) {
          const address = URL.createObjectURL(new Blob([buffers[0]], { type: message.type }));
          const link = document.createElement("a");
          link.href = address;
          link.download = message.name;
          document.body.appendChild(link);
          link.click();
          link.remove();
          setTimeout(() => URL.revokeObjectURL(address), 60000);
        } else if (message.path) {
          const config = document.getElementById("jupyter-config-data");
          const base = config ? JSON.parse(config.textContent).baseUrl || "/" : "/";
          const link = document.createElement("a");
          link.href = base + "files/" + message.path.split("/").map(encodeURIComponent).join("/");
          link.download = message.name;
          link.textContent = " " + message.path;
          said.appendChild(link);
        }
      };
      model.on("msg:custom", receive);
      el.append(button, said);
      return () => {
        model.off("msg:custom", receive);
        model.off("change:disabled", follow);
      };
    }
    export default { render };
    """


Listed: TypeAlias = tuple[panes.Held, Codes, Codes]  # what the lists are of


@dataclass
class Explorer:
    """Widgets of a country, what is chosen, and what is shown; what ``open_explorer`` returns.

    ``choice`` is what is chosen, ``table("rows")`` the whole table of a view: ``months``, ``map``,
    ``rows`` or ``claims``.
    """

    name: str  # under which its choice is remembered
    memory: Path  # file in which it is
    held: panes.Held
    shown: panes.Panes
    controls: dict[str, Any]
    outputs: dict[str, Any]
    box: Any
    is_quiet: bool = False
    listed: Listed | None = None
    said: list[str] = field(default_factory=list)

    @property
    def choice(self) -> Choice:
        """What is chosen now."""
        return self.shown.choice

    def table(self, view: str) -> pd.DataFrame:
        """Return the whole table of a view, for working on."""
        marked = _list_marked(self)
        table = panes.list_table(self.held, self.shown, view, marked=marked)
        return preview.mark(table, **panes.tell(self.held, self.shown, view, marked))

    def _repr_mimebundle_(self, **given: Any) -> Any:
        return self.box._repr_mimebundle_(**given)


def open_explorer(country: str | explore.Country = "MLI") -> Explorer:
    """Return widgets to choose among the incidents of a country, and views that follow the choice.

    Months, map, incidents and statements are of the same choice; each can be saved as CSV, the first
    two as PNG. What was chosen last is chosen again after a restart. ``.choice`` and
    ``.table("rows")`` give what is shown, for working on.

    Parameters
    ----------
    country : str or Country
        ISO3 code, or what ``open_country`` returned; another can be chosen in it.

    Raises
    ------
    UnknownCountryError
        Where the code is of no country.
    ValueError
        Where nothing is held of it.
    """
    opened = explore.find_held(country)
    last, note = read_choice(_find_memory(opened), opened.iso3)
    held, choice, problem = _restore(opened, last)
    explorer = _build(opened, held, choice)
    _link(explorer)
    _show(explorer, choice)
    _say(explorer, [text for text in (note, problem) if text])
    return explorer


def _restore(opened: explore.Country, last: Choice | None) -> tuple[panes.Held, Choice, str]:
    """Source and choice of last time where they still fit, else the whole of the source that serves."""
    if last is not None:
        try:
            country = opened if last.country == opened.iso3 else explore.find_held(last.country)
            explore.choose_counting(country, last.source)
            held = panes.open_held(country, last.source)
            return held, check_choice(last, held.records), ""
        except FAILURES as error:
            problem = f"What was chosen last no longer fits ({error}): everything is chosen."
    else:
        problem = ""
    held = panes.open_held(opened, explore.choose_counting(opened))
    return held, panes.choose_all(held), problem


def _find_memory(country: explore.Country) -> Path:
    return country.processed / MEMORY


def read_choice(path: Path, name: str) -> tuple[Choice | None, str]:
    """Choice that a file remembers under a name, or none; and what is wrong with the file."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8")).get(name)
        return (None if kept is None else _to_choice(kept)), ""
    except FileNotFoundError:
        return None, ""
    except (OSError, ValueError, TypeError, AttributeError):
        return None, f"What was chosen last cannot be read ({path.name}): everything is chosen."


def _to_choice(kept: dict[str, Any]) -> Choice:
    """Choice as a file has it; refused unless of words, and of lists of them where there may be several."""
    told: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()
    }
    choice = Choice(**told)
    for name, value in asdict(choice).items():
        words = value if name in SEVERAL else (value,)
        if not isinstance(words, tuple) or not all(isinstance(word, str) for word in words):
            raise TypeError(f"{name} of a choice is made of words")
    return choice


def write_choice(path: Path, name: str, choice: Choice) -> None:
    """Remember a choice under a name, whole or not at all; other names stay."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        kept = {}
    held = kept if isinstance(kept, dict) else {}
    path.parent.mkdir(parents=True, exist_ok=True)
    store.write_whole(path, json.dumps({**held, name: asdict(choice)}, indent=1) + "\n")


def _list_countries(country: explore.Country) -> list[tuple[str, str]]:
    """Name and code of each country of which a source that counts incidents is held."""
    codes = {iso3 for source in COUNTING for iso3 in store.list_countries(country.raw, source)}
    names = store.read_hand(country.raw, "countries.csv")
    held = sorted(codes | {country.iso3})
    return sorted((find_country(names, iso3)["name_en"], iso3) for iso3 in held)


def _build(opened: explore.Country, held: panes.Held, choice: Choice) -> Explorer:
    controls, outputs = _make_controls(opened), _make_outputs()
    explorer = Explorer(
        name=opened.iso3,
        memory=_find_memory(opened),
        held=held,
        shown=panes.show_choice(held, choice),
        controls=controls,
        outputs=outputs,
        box=_lay_out(controls, outputs),
    )
    _fill_controls(explorer, choice)
    return explorer


def _make_controls(opened: explore.Country) -> dict[str, Any]:
    wide = {"layout": widgets.Layout(width="auto"), "style": {"description_width": "5.5em"}}
    counts = [(captions.name_count(name), name) for name in COUNTED]
    return {
        "country": widgets.Dropdown(
            description="Country", options=_list_countries(opened), value=opened.iso3, **wide
        ),
        "source": widgets.Dropdown(description="Source", **wide),
        "count": widgets.Dropdown(description="Count", options=counts, **wide),
        "months": widgets.SelectionRangeSlider(
            description="Months", options=["-"], continuous_update=False, **wide
        ),
        "regions": widgets.SelectMultiple(description="Regions", rows=5, **wide),
        "kinds": widgets.SelectMultiple(description="Types", rows=5, **wide),
        "actors": widgets.Combobox(
            description="Actors", continuous_update=False, ensure_option=False, **wide
        ),
        "all": widgets.Button(
            description="Choose everything", tooltip="All months, regions, types and actors"
        ),
    }


def _make_outputs() -> dict[str, Any]:
    texts = {name: widgets.HTML() for name in ("status", "head", "hint", "regions")}
    texts |= {f"{name}_note": widgets.HTML() for name in panes.PANES}
    texts |= {f"{name}_picture": widgets.HTML() for name in panes.DRAWN}
    lists = {name: _make_list(name) for name in ("rows", "claims")}
    saves = {
        f"{name}_{ending}": SaveButton(
            label=ending.upper(),
            hint=f"Save {TITLES[name].lower()} as {ending.upper()}",
        )
        for name in panes.PANES
        for ending in (("csv", "png") if name in panes.DRAWN else ("csv",))
    }
    edge: dict[str, Any] = {"border_top": "1px solid #d8e0e1", "padding": "8px 0 4px"}
    views = {
        f"{name}_view": widgets.VBox(layout=widgets.Layout(margin="6px 0 0", **edge))
        for name in panes.PANES
    }
    return {**texts, **lists, **saves, **views}


def _make_list(name: str) -> Any:
    marking: Any = {"style": "multi+shift", "keys": True} if name == "rows" else False
    return ITable(pd.DataFrame({"": []}), select=marking, **OPTIONS)


def _lay_out(controls: dict[str, Any], outputs: dict[str, Any]) -> Any:
    grid = widgets.GridBox(
        [controls[name] for name in ("country", "source", "count", "regions", "kinds")]
        + [widgets.VBox([controls["actors"], outputs["hint"], controls["all"]])],
        layout=widgets.Layout(
            grid_template_columns="repeat(3, minmax(0, 1fr))", grid_gap="4px 18px"
        ),
    )
    halves = widgets.GridBox(
        [outputs["map_picture"], outputs["regions"]],
        layout=widgets.Layout(
            grid_template_columns="minmax(0, 2fr) minmax(0, 1fr)", grid_gap="0 18px"
        ),
    )
    middles = {
        "months": outputs["months_picture"],
        "map": halves,
        "rows": _let_scroll(outputs["rows"]),
        "claims": _let_scroll(outputs["claims"]),
    }
    views = [outputs[f"{name}_view"] for name in panes.PANES]
    for name, view in zip(panes.PANES, views, strict=True):
        view.children = _lay_view(name, middles[name], outputs)
    box = widgets.VBox(
        [widgets.HTML(STYLE), grid, controls["months"], outputs["status"], outputs["head"], *views],
        layout=widgets.Layout(max_width="1000px"),
    )
    box.add_class("ia-explorer")
    return box


def _let_scroll(table: Any) -> Any:
    return widgets.Box([table], layout=widgets.Layout(display="block", overflow="auto"))


def _lay_view(name: str, middle: Any, outputs: dict[str, Any]) -> list[Any]:
    saves = [outputs[key] for key in (f"{name}_csv", f"{name}_png") if key in outputs]
    buttons = widgets.HBox(saves)
    buttons.add_class("ia-saves")
    head = widgets.HBox(
        [widgets.HTML(f"<h3>{escape(TITLES[name])}</h3>"), buttons],
        layout=widgets.Layout(justify_content="space-between", align_items="flex-start"),
    )
    head.add_class("ia-head")
    return [head, middle, outputs[f"{name}_note"]]


def _fill_controls(explorer: Explorer, choice: Choice) -> None:
    """Offer what the source has, and show what is chosen of it; nothing is drawn."""
    with _hush(explorer):
        _offer(explorer.controls, explorer.held, choice)
    held = explorer.held
    explorer.outputs["hint"].value = _write_hint(held.records.is_single, held.about.source)


@contextmanager
def _hush(explorer: Explorer) -> Iterator[None]:
    """Let what is set meanwhile start nothing; it listens again whatever happens."""
    explorer.is_quiet = True
    try:
        yield
    finally:
        explorer.is_quiet = False


def _offer(controls: dict[str, Any], held: panes.Held, choice: Choice) -> None:
    records = held.records
    controls["country"].value = choice.country
    sources = explore.list_counting(held.country)
    controls["source"].options = [(say("en", f"source-{name}"), name) for name in sources]
    controls["source"].value = choice.source
    controls["count"].value = choice.count
    months = tuple(_name_month(month) for month in records.months)
    if controls["months"].options != months:
        controls["months"].options = months
    controls["months"].value = (choice.first, choice.last)
    regions = zip(records.regions["region_name"], records.regions["region"], strict=True)
    controls["regions"].options = list(regions)
    controls["regions"].value = choice.regions
    controls["kinds"].options = records.kinds
    controls["kinds"].value = choice.kinds
    controls["actors"].options = _list_frequent(records) if records.is_single else []
    controls["actors"].value = "; ".join(choice.actors)
    controls["actors"].disabled = not records.is_single


def _name_month(month: pd.Timestamp) -> tuple[str, str]:
    code = f"{month:%Y-%m}"
    return f"{format_month('en', code, short=True)} {month.year}", code


def _list_frequent(records: Any) -> list[str]:
    codes = pd.concat([pd.Series(part) for part in records.actor_codes])
    most = codes[codes >= 0].value_counts().index[:FREQUENT]
    return sorted(records.actors[most])


def _write_hint(is_single: bool, source: str) -> str:
    text = "Nothing marked in a list is all of it; Ctrl marks several. "
    if is_single:
        text += "Actors: words of a name, several with a semicolon between."
    else:
        text += f"{source} is held by month, without actors."
    return _write_notes([text])


def _link(explorer: Explorer) -> None:
    for name in ("months", "regions", "kinds", "actors", "count"):
        explorer.controls[name].observe(lambda _: _redraw(explorer), "value")
    for name in ("country", "source"):
        explorer.controls[name].observe(lambda _, what=name: _reopen(explorer, what), "value")
    explorer.controls["all"].on_click(lambda _: _choose_all(explorer))
    explorer.outputs["rows"].observe(lambda _: _show_claims(explorer), "selected_rows")
    for name in panes.PANES:
        for ending in ("csv", "png"):
            if button := explorer.outputs.get(f"{name}_{ending}"):
                button.on_msg(_answer(explorer, name, ending))


def _answer(explorer: Explorer, name: str, ending: str) -> Callable[..., None]:
    return lambda button, message, buffers: save(explorer, button, name, ending)


def _read_controls(explorer: Explorer) -> Choice:
    values = {name: control.value for name, control in explorer.controls.items() if name != "all"}
    words = [word.strip() for word in values["actors"].split(";")]
    return Choice(
        country=explorer.held.country.iso3,
        source=explorer.held.records.source,
        first=values["months"][0],
        last=values["months"][1],
        regions=tuple(values["regions"]),
        kinds=tuple(values["kinds"]),
        actors=tuple(word for word in words if word) if explorer.held.records.is_single else (),
        count=values["count"],
    )


def _redraw(explorer: Explorer) -> None:
    if not explorer.is_quiet:
        _show(explorer, _read_controls(explorer))
        _remember(explorer)


def _choose_all(explorer: Explorer) -> None:
    _change(explorer, panes.choose_all(explorer.held, explorer.choice.count))


def _change(explorer: Explorer, choice: Choice, lines: Sequence[str] = ()) -> None:
    _fill_controls(explorer, choice)
    _show(explorer, choice)
    _remember(explorer, lines)


def _reopen(explorer: Explorer, what: str) -> None:
    """Open another source, of the choice what it has too stays; or a country, with all of it chosen."""
    if explorer.is_quiet:
        return
    before, left = explorer.choice, explorer.held
    _mark_old(explorer, True)
    _say(explorer, ["Opening …"])
    try:
        country, source = explorer.held.country, explorer.controls["source"].value
        if what == "country":
            country = explore.find_held(explorer.controls["country"].value)
            source = explore.choose_counting(country)
        explorer.held = panes.open_held(country, source)
    except FAILURES as error:
        _fill_controls(explorer, before)
        _mark_old(explorer, False)
        _say(explorer, [str(error)])
        return
    if what == "country":
        name = explorer.held.about.country
        _change(explorer, panes.choose_all(explorer.held), [f"Chosen anew: everything of {name}."])
    else:
        _change(explorer, panes.fit_choice(before, left, explorer.held))


def _remember(explorer: Explorer, lines: Sequence[str] = ()) -> None:
    """Keep what is chosen; where it cannot be kept, say so once."""
    try:
        write_choice(explorer.memory, explorer.name, explorer.choice)
        _say(explorer, list(lines))
    except OSError as error:
        _say(explorer, [f"The choice will not be there after a restart: {error}"])


def _say(explorer: Explorer, lines: list[str]) -> None:
    if lines != explorer.said:
        text = escape(" ".join(lines))
        explorer.outputs["status"].value = (
            f'<div class="ia-status" role="status">{text}</div>' if lines else ""
        )
        explorer.said = lines


def _mark_old(explorer: Explorer, is_old: bool, names: Sequence[str] = panes.PANES) -> None:
    """Dim views that do not follow the choice yet, and let nothing be saved of them; or the reverse."""
    for name in names:
        view = explorer.outputs[f"{name}_view"]
        (view.add_class if is_old else view.remove_class)("ia-old")
        for ending in ("csv", "png"):
            if button := explorer.outputs.get(f"{name}_{ending}"):
                button.disabled = is_old


def _show(explorer: Explorer, choice: Choice) -> None:
    """Make and show everything of a choice; a list whose rows are the same stays as it is."""
    held, outputs, before = explorer.held, explorer.outputs, explorer.listed
    _mark_old(explorer, True)
    explorer.shown = shown = panes.show_choice(held, choice)
    for name in panes.DRAWN:
        outputs[f"{name}_picture"].value = _write_picture(held, shown, name)
        outputs[f"{name}_note"].value = _write_notes(panes.list_lines(held, shown, name))
        if name == "map":
            outputs["regions"].value = _write_regions(panes.write_regions(held, shown))
        _mark_old(explorer, False, [name])
    outputs["rows_note"].value = _write_notes(panes.list_lines(held, shown, "rows"))
    explorer.listed = (held, shown.positions, shown.documented)
    if before is None or not _is_same(before, explorer.listed):
        with _hush(explorer):
            _fill_list(outputs["rows"], panes.list_table(held, shown, "rows", limit=panes.SHOWN))
        _mark_old(explorer, False, ["rows"])
        _show_claims(explorer)
    _mark_old(explorer, False, ["rows", "claims"])


def _is_same(before: Listed, now: Listed) -> bool:
    return before[0] is now[0] and all(
        np.array_equal(one, other) for one, other in zip(before[1:], now[1:], strict=True)
    )


def _show_claims(explorer: Explorer) -> None:
    if explorer.is_quiet:
        return
    held, shown, marked = explorer.held, explorer.shown, _list_marked(explorer)
    table, lines = panes.show_claims(held, shown, marked)
    _fill_list(explorer.outputs["claims"], table)
    explorer.outputs["claims_note"].value = _write_notes(lines)


def _list_marked(explorer: Explorer) -> list[int]:
    """Places of the marked rows that are still there."""
    count = min(len(explorer.shown.positions), panes.SHOWN)
    return [place for place in explorer.outputs["rows"].selected_rows if place < count]


def _write_picture(held: panes.Held, shown: panes.Panes, name: str) -> str:
    if reason := shown.reasons[name]:
        return f'<p class="ia-why">{escape(reason)}</p>'
    address = to_address(panes.draw(held, shown, name))
    return f'<img alt="{escape(shown.alts[name])}" src="{address}">'


def _write_notes(lines: Sequence[str]) -> str:
    return "".join(f'<p class="ia-note">{escape(line)}</p>' for line in lines)


def _write_regions(rows: Sequence[tuple[str, str]]) -> str:
    body = "".join(
        f'<tr{_class(name)}><th scope="row">{escape(name)}</th><td>{escape(text)}</td></tr>'
        for name, text in rows
    )
    return f'<table class="ia-regions"><tbody>{body}</tbody></table>'


def _class(name: str) -> str:
    return ' class="ia-none"' if name == say("en", "not-placed") else ""


def _fill_list(table: Any, frame: pd.DataFrame) -> None:
    """Put rows into a list, with what is missing in words; numbers stay numbers to sort by."""
    kept = shorten(frame)
    is_number = [pd.api.types.is_numeric_dtype(kept[name]) for name in kept]
    numbers = [place for place, yes in enumerate(is_number) if yes]
    others = [place for place, yes in enumerate(is_number) if not yes]
    columns = [{"targets": others, "type": "string", "className": "dt-left"}]
    columns += [{"targets": numbers, "render": NUMERIC, "className": "dt-right"}] if numbers else []
    table.update(to_words(kept), columnDefs=columns, selected_rows=[], **OPTIONS)


def shorten(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns that have room in a list: low and high as one, what only the CSV has left out, ids last."""
    ranged = frame.reset_index(drop=True)
    for best, stem in RANGES.items():
        if best in frame:
            ends = zip(frame[f"{stem}_low"], frame[f"{stem}_high"], strict=True)
            place = list(ranged).index(best) + 1
            ranged.insert(place, "range", [_write_range(low, high) for low, high in ends])
    is_claim = "claimant" in frame
    hidden = HIDDEN - {"note", "civilian_fatalities"} if is_claim else HIDDEN
    kept = [name for name in ranged if name not in hidden and name != "event_id"]
    return ranged[[*kept, *(["event_id"] if "event_id" in ranged else [])]]


def _write_range(low: Any, high: Any) -> str | None:
    if pd.isna(low) or pd.isna(high):
        return None
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def to_words(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns by their heads, days as text, and what is missing in words."""
    words = {HEADS.get(str(name), str(name)): _to_words(frame[name]) for name in frame}
    return pd.DataFrame(words)


def _to_words(values: pd.Series) -> pd.Series:
    missing = say("en", "preview-no-range" if values.name == "range" else "preview-not-stated")
    if pd.api.types.is_datetime64_any_dtype(values):
        return values.dt.strftime("%Y-%m" if values.name == "month" else "%Y-%m-%d").fillna(missing)
    if values.name in CODED:
        return values.astype("str").str.replace("_", " ").fillna(missing)
    return values.astype("object").where(values.notna(), missing)


def save(explorer: Explorer, button: Any, name: str, ending: str) -> None:
    """Hand a file of a view to the browser, or write one that is too large beside the tables."""
    if ending == "png" and explorer.shown.reasons[name]:
        button.send({"said": "There is no picture."})
        return
    file, content = panes.write_file(
        explorer.held, explorer.shown, name, ending, _list_marked(explorer)
    )
    if len(content) <= LARGEST:
        kind = "image/png" if ending == "png" else "text/csv;charset=utf-8"
        button.send({"said": f"{file} saved.", "name": file, "type": kind}, [content])
        return
    path = explorer.held.country.processed / "exports" / file
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        store.write_bytes(path, content)
    except OSError as error:
        button.send({"said": f"{file} cannot be written: {error}"})  # or the button would wait on
        return
    button.send(_tell_written(path, len(content)))


def _tell_written(path: Path, size: int) -> dict[str, str]:
    """Say where a large file lies, with a link where it is below the folder of the lab."""
    told = f"{captions.number(round(size / 1e6))} MB, too much for the browser at once. Written:"
    if path.is_relative_to(explore.ROOT):
        return {"said": told, "path": path.relative_to(explore.ROOT).as_posix(), "name": path.name}
    return {"said": f"{told} {path}"}
