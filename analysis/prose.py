"""Sentences in both languages, from the same figures.

Messages live in ``locales/<lang>.ftl``; numbers and dates are written by Babel. A number enters a
sentence only as a figure: the sentence links it to its entry in the annex. An unknown message, a
missing translation or a missing argument raises.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, reduce
from html import escape
from pathlib import Path
from typing import Any, cast

import pandas as pd
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from fluent.runtime import FluentBundle, FluentResource

from analysis.measures import tell_shortly
from analysis.persons import MARK

LANGUAGES = ("en", "fr")
LOCALES = {"en": "en_GB", "fr": "fr_FR"}
OPEN, MIDDLE, CLOSE = "\ue000", "\ue001", "\ue002"
QUOTE, UNQUOTE = "\ue003", "\ue004"
RECORDED_IN = "en"  # the language in which ledger and origin files are written
NO_BREAK = "\u202f"
MINUS = "\u2212"
SIGNED = re.compile(r"idps_change(_(?!pct).*)?")  # differences, which bear their sign
CODES = ("iso3", "iso2", "ucdp_id", "iso_numeric")
SMALL = 10  # below it a count to expect is told from its neighbours by a tenth
LENGTHS = {"year": 4, "month": 7}  # of a date that is no more precise than that


class UnknownMessageError(KeyError):
    """A message is not there, or an argument that it needs is not given."""


class UnknownCountryError(ValueError):
    """A country code is no ISO 3166 alpha-3 code."""

    _render_traceback_ = tell_shortly


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
    return typeset(lang, str(text))


def name_word(lang: str, kind: str, word: str) -> str:
    """Our message ``kind-word`` for a word of the code or of a source, else the word as recorded."""
    key = f"{kind}-{re.sub(r'[^a-z0-9]+', '-', word.lower()).strip('-')}"
    return say(lang, key) if has_message(lang, key) else recorded(lang, word.replace("_", " "))


def list_parts(lang: str, parts: Iterable[str]) -> str:
    """Join parts of a list, some of which hold commas themselves."""
    held = list(parts)
    if not held:
        return ""
    return reduce(lambda first, last: say(lang, "list-more", first=first, last=last), held)


def typeset(lang: str, text: str) -> str:
    """Set apostrophes and, in French, narrow spaces and the elision before a month's name."""
    text = text.replace("'", "’")
    if lang == "en":
        return text
    text = re.sub(r" (?=[;:!?%»])", NO_BREAK, text)
    text = re.sub(r"(?<=«) ", NO_BREAK, text)
    return re.sub(r"\b([Dd])e (?=(?:avril|août|octobre)\b)", r"\1’", text)


def format_number(lang: str, value: float, *, decimals: int = 0) -> str:
    """Write a number as the language does: 32,394 and 32 394; 5.2 and 5,2."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(value, format=pattern, locale=LOCALES[lang]).replace("-", MINUS)


def format_day(lang: str, day: str) -> str:
    """Write a date as precise as it is: 7 November 2023, November 2023, 2023; 1er in French."""
    patterns = {4: "y", 7: "LLLL y", 10: "d MMMM y"}
    return _format_date(lang, day, patterns[len(day)])


def _format_date(lang: str, day: str, pattern: str) -> str:
    whole = pd.Timestamp(day + "-01-01"[: 10 - len(day)] if len(day) < 10 else day)
    text = format_date(whole, format=pattern, locale=LOCALES[lang])
    is_first = lang == "fr" and pattern.startswith("d") and whole.day == 1
    return re.sub(r"^1\b", "1er", text) if is_first else text


def format_short(lang: str, date: str) -> str:
    """Write a day without its year or a month with it, abbreviated: 25 Dec, 25 déc.; Dec 2025."""
    return _format_date(lang, date, {7: "LLL y", 10: "d LLL"}[len(date)])


def format_month(lang: str, month: str, *, short: bool = False) -> str:
    """Write a month given as YYYY-MM; ``short`` leaves the year out and abbreviates."""
    return _format_date(lang, month, "LLL" if short else "LLLL y")


def format_span(lang: str, first: str, last: str, *, precision: str = "day") -> str:
    """Write a period, what both ends share only once: from 22 to 24 November 2023.

    A date known only to its ``month`` or ``year`` is written as that, and so is a whole year.
    """
    is_year = first[4:] == "-01-01" and last == f"{first[:4]}-12-31"
    length = LENGTHS.get("year" if is_year else precision, 10)
    first, last = first[:length], last[:length]
    if first == last:
        return format_day(lang, first)
    is_days, same_year = len(first) == 10, first[:4] == last[:4]
    same_month = is_days and first[:7] == last[:7]
    pattern = "d" if same_month else ("d MMMM" if is_days else "LLLL") if same_year else None
    start = _format_date(lang, first, pattern) if pattern else format_day(lang, first)
    key = "span-in-month" if same_month else "span-days" if is_days else "span-months"
    return say(lang, key, first=start, last=format_day(lang, last))


def format_reach(lang: str, first: str, last: str) -> str:
    """Write from when to when a series goes, months or days; of one alone, in or on which."""
    is_days = len(first) == len(last) == 10
    if first == last:
        return say(lang, "reach-day" if is_days else "reach-month", when=format_day(lang, first))
    key = "reach-days" if is_days else "reach-months"
    return say(lang, key, first=format_day(lang, first), last=format_day(lang, last))


def format_asof(lang: str, day: object) -> str:
    """Write of when a figure is: as of 7 November 2023, en juin 2024; undated where it has no day."""
    if not isinstance(day, str):
        return say(lang, "undated")
    return say(lang, "as-of-day" if len(day) == 10 else "as-of-month", day=format_day(lang, day))


def format_value(lang: str, value: float | None, *, unit: str, status: str) -> str:
    """Write one value with its unit's conventions, or the reason why there is none, in words."""
    if value is None or pd.isna(value):
        return say(lang, f"status-{status.replace('_', '-')}")
    if unit == "usd":
        text = format_money(lang, value)
    elif unit == "percent":
        number = format_number(lang, value, decimals=count_decimals(value, unit))
        text = number + ("%" if lang == "en" else f"{NO_BREAK}%")
    elif "/" in unit:
        text = format_price(lang, value, unit)
    elif is_in_millions(value, unit):
        millions = value / 1e6
        number = format_number(lang, millions, decimals=0 if millions % 1 == 0 else 1)
        text = say(lang, "millions", number=number, n=millions)
    else:
        text = format_number(lang, value, decimals=count_decimals(value, unit))
    if status == "at_least":
        return say(lang, "at-least", number=text)
    return text


def format_price(lang: str, value: float, unit: str) -> str:
    """Write a price with the currency and the unit that it is of, as its source has them."""
    currency, of = unit.split("/", 1)
    number = format_number(lang, value, decimals=count_decimals(value, unit))
    return say(lang, "price-per-unit", number=number, currency=currency, unit=of)


def count_decimals(value: float, unit: str) -> int:
    """Decimals of a number: hundredths in a price that is not whole or a ratio, else none.

    A small count that is not whole is one to expect: it has a tenth, as a share has and its bounds.
    """
    if unit == "ratio" or "/" in unit:
        return 2 if value % 1 or unit == "ratio" else 0
    if unit == "percent":
        return 1 if value % 1 else 0
    return 1 if abs(value) < SMALL and value % 1 else 0


def is_in_millions(value: float, unit: str) -> bool:
    """Whether a number of people is written in millions: it is at least one, and round."""
    return unit == "people" and value >= 1e6 and value % 1e5 == 0


def format_money(lang: str, value: float) -> str:
    """Write an amount of US dollars, in millions from one million up."""
    if value < 1e6:
        return say(lang, "usd", number=format_number(lang, value))
    millions = round(value / 1e6, 1)
    decimals = 0 if millions == round(millions) else 1
    number = format_number(lang, millions, decimals=decimals)
    return say(lang, "usd-millions", number=number, n=millions)


def format_signed(lang: str, value: float) -> str:
    """Write a difference with its sign."""
    sign = "+" if value > 0 else MINUS if value < 0 else ""
    return sign + format_number(lang, abs(value))


def format_range(lang: str, figure: Mapping[str, Any]) -> str:
    """Write a figure with its range behind it, 12 (6 to 20), where that says more than the number."""
    if pd.notna(figure["value"]) and SIGNED.fullmatch(str(figure.get("indicator"))):
        return format_signed(lang, figure["value"])
    text = format_value(lang, figure["value"], unit=figure["unit"], status=figure["status"])
    bounds = format_bounds(lang, figure)
    return say(lang, "range", best=text, bounds=bounds) if bounds else text


def format_bounds(lang: str, figure: Mapping[str, Any]) -> str | None:
    """Low to high of a figure; none where there is no range or both are the number itself."""
    best, low, high = (figure[name] for name in ("value", "low", "high"))
    if pd.isna(low) or pd.isna(high) or low == best == high:
        return None
    shown = {
        name: format_number(lang, value, decimals=count_decimals(value, str(figure["unit"])))
        for name, value in (("low", low), ("high", high))
    }
    return say(lang, "bounds", **shown)


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

    @cached_property
    def _by_id(self) -> dict[str, dict[str, Any]]:
        rows = ({str(k): v for k, v in row.items()} for row in self.figures.to_dict("records"))
        return {row["id"]: row for row in rows}

    def figure(self, figure_id: str) -> dict[str, Any]:
        """One figure by its id."""
        if figure_id not in self._by_id:
            raise UnknownMessageError(f"no figure {figure_id}")
        return self._by_id[figure_id]

    def has(self, figure_id: str) -> bool:
        """Whether there is a figure with a value under an id."""
        return figure_id in self._by_id and bool(pd.notna(self._by_id[figure_id]["value"]))


def link(figure_id: str, text: str) -> str:
    """Mark text so that :func:`to_html` links it to a figure's entry in the annex."""
    return f"{OPEN}{figure_id}{MIDDLE}{text}{CLOSE}"


def recorded(lang: str, text: str) -> str:
    """Mark words that stand as their source has them, so that a page in another language says so.

    Where a name of a person is withheld in them, the page says so in its own language.
    """
    if lang == RECORDED_IN:
        return text
    ours = f"{UNQUOTE}{say(lang, 'name-withheld')}{QUOTE}"
    return f"{QUOTE}{text.replace(MARK, ours)}{UNQUOTE}"


def to_html(text: str) -> str:
    """Escape text for a page, turn its marked figures into links and name the language of words."""
    safe = escape(text)
    safe = re.sub(
        f"{OPEN}(.*?){MIDDLE}(.*?){CLOSE}", r'<a class="figure" href="#\1">\2</a>', safe, flags=re.S
    )
    return safe.replace(QUOTE, f'<span lang="{RECORDED_IN}">').replace(UNQUOTE, "</span>")


def to_plain(text: str) -> str:
    """Text without marks, for a chart or an attribute."""
    bare = re.sub(f"{OPEN}.*?{MIDDLE}", "", text, flags=re.S)
    return re.sub(f"[{CLOSE}{QUOTE}{UNQUOTE}]", "", bare)


def write_sentence(
    edition: Edition, key: str, *, words: Mapping[str, Any] | None = None, **ids: str
) -> str:
    """One sentence as HTML: each argument is the id of a figure.

    A figure ``x`` gives the message ``$x`` (value with range, linked), ``$x_of`` (the same before
    a noun: 1,3 million de personnes), ``$x_n`` (the number, for the plural), ``$x_day`` (its
    as-of date), ``$x_asof`` (as of that date) and ``$x_to`` (the end of its period). ``words``
    are passed as they are.
    """
    values: dict[str, Any] = dict(words or {})
    for name, figure_id in ids.items():
        values |= {name + end: value for end, value in _tell(edition, figure_id).items()}
    return to_html(capitalise(say(edition.lang, key, **values)))


def _tell(edition: Edition, figure_id: str) -> dict[str, Any]:
    """Write what a message can say of one figure, by the ending of its argument."""
    lang, figure = edition.lang, edition.figure(figure_id)
    text = link(figure_id, format_range(lang, figure))
    has_value = pd.notna(figure["value"])
    is_long = has_value and is_in_millions(figure["value"], figure["unit"])
    days = {
        end: format_day(lang, figure[column])
        if isinstance(figure[column], str)
        else say(lang, "undated")
        for end, column in (("_day", "as_of"), ("_to", "period_end"))
    }
    return days | {
        "": text,
        "_of": say(lang, "millions-of", number=text) if is_long else text,
        "_n": float(figure["value"]) if has_value else -1,
        "_asof": format_asof(lang, figure["as_of"]),
    }


def capitalise(text: str) -> str:
    """Begin a sentence with a capital letter, also where it begins with a figure in words."""
    return re.sub(
        f"^((?:{OPEN}[^{MIDDLE}]*{MIDDLE}|{QUOTE})?)([a-zà-ÿ])",
        lambda found: found[1] + found[2].upper(),
        text,
    )


def list_inputs(figure: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what a figure was made of: files with rows, or ids of other figures."""
    return list(json.loads(figure["inputs"]))
