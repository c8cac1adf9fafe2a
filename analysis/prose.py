"""Sentences in both languages, from the same figures.

Messages live in ``locales/<lang>.ftl``; numbers and dates are written by Babel. A number enters a
sentence only as a figure: the sentence links it to its entry in the annex. An unknown message, a
missing translation or a missing argument raises.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, cast

import pandas as pd
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from fluent.runtime import FluentBundle, FluentResource

LANGUAGES = ("en", "fr")
LOCALES = {"en": "en_GB", "fr": "fr_FR"}
OPEN, MIDDLE, CLOSE = "\ue000", "\ue001", "\ue002"
NO_BREAK = "\u202f"
CODES = ("iso3", "iso2", "ucdp_id", "iso_numeric")


class UnknownMessageError(KeyError):
    """A message is not there, or an argument that it needs is not given."""


class UnknownCountryError(ValueError):
    """A country code is no ISO 3166 alpha-3 code."""


def find_country(countries: pd.DataFrame, iso3: str) -> dict[str, str]:
    """Codes and names of a country; one that is not in the list raises."""
    row = countries[countries["iso3"] == iso3] if len(countries) else countries
    if row.empty:
        raise UnknownCountryError(f"parameter country: '{iso3}' is no ISO 3166 alpha-3 code")
    codes = {name: str(row.iloc[0].get(name, "")) for name in CODES}
    names = {f"name_{lang}": name_territory(codes["iso2"], lang) for lang in LANGUAGES}
    return codes | names


def name_countries(countries: pd.DataFrame, lang: str) -> dict[str, str]:
    """Names of all countries in a language, by ISO3 code."""
    if countries.empty:
        return {}
    named = zip(countries["iso3"], countries["iso2"], strict=True)
    return {iso3: name_territory(iso2, lang) for iso3, iso2 in named}


def name_territory(iso2: str, lang: str) -> str:
    """Name of a country in a language; its code where the language has none."""
    return Locale.parse(LOCALES[lang]).territories.get(iso2, iso2)


@cache
def _bundle(lang: str) -> FluentBundle:
    source = (Path(__file__).parent / "locales" / f"{lang}.ftl").read_text(encoding="utf-8")
    bundle = FluentBundle([LOCALES[lang].replace("_", "-")], use_isolating=False)
    bundle.add_resource(FluentResource(source))
    return bundle


def has_message(lang: str, key: str) -> bool:
    """Whether a language has a message."""
    return _bundle(lang).has_message(key)


def say(lang: str, key: str, **values: Any) -> str:
    """One message as plain text; values are text, or numbers for choosing the plural."""
    bundle = _bundle(lang)
    if not bundle.has_message(key):
        raise UnknownMessageError(f"{lang}: no message {key}")
    pattern = bundle.get_message(key).value
    text, errors = bundle.format_pattern(cast(Any, pattern), values)
    if errors:
        raise UnknownMessageError(f"{lang}: {key}: {errors[0]}")
    return set_french_spaces(str(text)) if lang == "fr" else str(text)


def set_french_spaces(text: str) -> str:
    """Put narrow no-break spaces before ; : ! ? % and inside guillemets."""
    text = re.sub(r" (?=[;:!?%»])", NO_BREAK, text)
    return re.sub(r"(?<=«) ", NO_BREAK, text)


def format_number(lang: str, value: float, *, decimals: int = 0) -> str:
    """Write a number as the language does: 32,394 and 32 394; 5.2 and 5,2."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(value, format=pattern, locale=LOCALES[lang])


def format_day(lang: str, day: str) -> str:
    """Write a date as precise as it is: 7 November 2023, November 2023, 2023; 1er in French."""
    if len(day) == 4:
        return day
    if len(day) == 7:
        return format_date(pd.Timestamp(f"{day}-01"), format="LLLL y", locale=LOCALES[lang])
    date = pd.Timestamp(day)
    text = format_date(date, format="d MMMM y", locale=LOCALES[lang])
    return re.sub(r"^1 ", "1er ", text) if lang == "fr" else text


def format_month(lang: str, month: str) -> str:
    """Write a month given as YYYY-MM."""
    return format_day(lang, month)


def format_value(lang: str, value: float | None, *, unit: str, status: str) -> str:
    """Write one value with its unit's conventions, or the reason why there is none, in words."""
    if value is None or pd.isna(value):
        return say(lang, f"status-{status.replace('_', '-')}")
    if unit == "usd":
        return format_money(lang, value)
    if unit == "percent":
        number = format_number(lang, value, decimals=0 if value == round(value) else 1)
        text = number + ("%" if lang == "en" else f"{NO_BREAK}%")
    elif unit == "people" and value >= 1e6 and value % 1e5 == 0:
        millions = value / 1e6
        number = format_number(lang, millions, decimals=0 if millions % 1 == 0 else 1)
        text = say(lang, "millions", number=number, n=millions)
    else:
        text = format_number(lang, value)
    if status == "at_least":
        return say(lang, "at-least", number=text)
    return text


def format_money(lang: str, value: float) -> str:
    """Write an amount of US dollars, in millions from one million up."""
    if value < 1e6:
        return say(lang, "usd", number=format_number(lang, value))
    millions = round(value / 1e6, 1)
    decimals = 0 if millions == round(millions) else 1
    number = format_number(lang, millions, decimals=decimals)
    return say(lang, "usd-millions", number=number, n=millions)


def format_range(lang: str, figure: Mapping[str, Any]) -> str:
    """Write a figure with its range behind it: 12 (6 to 20)."""
    text = format_value(lang, figure["value"], unit=figure["unit"], status=figure["status"])
    low, high = figure["low"], figure["high"]
    if pd.isna(low) or pd.isna(high):
        return text
    bounds = {k: format_number(lang, v) for k, v in (("low", low), ("high", high))}
    return say(lang, "range", best=text, **bounds)


@dataclass(frozen=True)
class Edition:
    """What a page says of one country and month: its tables and its figures, in a language."""

    country: str
    country_name: str
    month: str
    lang: str
    as_of: str
    tables: Mapping[str, pd.DataFrame]
    figures: pd.DataFrame
    raw: Path
    territories: Mapping[str, str]

    def place_name(self, figure: Mapping[str, Any]) -> str:
        """Name of a figure's place: of a country in the page's language, else as its source says."""
        return self.territories.get(str(figure["geography"]), str(figure["geography_name"]))

    def figure(self, figure_id: str) -> dict[str, Any]:
        """One figure by its id."""
        rows = self.figures[self.figures["id"] == figure_id]
        if len(rows) != 1:
            raise UnknownMessageError(f"no figure {figure_id}")
        return {str(k): v for k, v in rows.iloc[0].items()}

    def has(self, figure_id: str) -> bool:
        """Whether there is a figure with a value under an id."""
        rows = self.figures[self.figures["id"] == figure_id]
        return len(rows) == 1 and bool(rows["value"].notna().item())


def link(figure_id: str, text: str) -> str:
    """Mark text so that :func:`to_html` links it to a figure's entry in the annex."""
    return f"{OPEN}{figure_id}{MIDDLE}{text}{CLOSE}"


def to_html(text: str) -> str:
    """Escape text for a page and turn its marked figures into links."""
    safe = escape(text)
    return re.sub(
        f"{OPEN}(.*?){MIDDLE}(.*?){CLOSE}", r'<a class="figure" href="#\1">\2</a>', safe, flags=re.S
    )


def write_sentence(
    edition: Edition, key: str, *, words: Mapping[str, str] | None = None, **ids: str
) -> str:
    """One sentence as HTML: each argument is the id of a figure.

    A figure ``x`` gives the message ``$x`` (value with range, linked), ``$x_n`` (the number, for
    the plural), ``$x_day`` (its as-of date) and ``$x_to`` (the end of its period). ``words`` are
    passed as they are.
    """
    values: dict[str, Any] = dict(words or {})
    for name, figure_id in ids.items():
        figure = edition.figure(figure_id)
        values[name] = link(figure_id, format_range(edition.lang, figure))
        values[f"{name}_n"] = -1 if pd.isna(figure["value"]) else float(figure["value"])
        for suffix, column in (("day", "as_of"), ("to", "period_end")):
            has_day = isinstance(figure[column], str)
            values[f"{name}_{suffix}"] = (
                format_day(edition.lang, figure[column])
                if has_day
                else say(edition.lang, "undated")
            )
    return to_html(capitalise(say(edition.lang, key, **values)))


def capitalise(text: str) -> str:
    """Begin a sentence with a capital letter, also where it begins with a figure in words."""
    return re.sub(
        f"^({OPEN}[^{MIDDLE}]*{MIDDLE})?([a-zà-ÿ])",
        lambda found: (found[1] or "") + found[2].upper(),
        text,
    )


def list_inputs(figure: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what a figure was made of: files with rows, or ids of other figures."""
    return list(json.loads(figure["inputs"]))
