"""Numbers of a text in English or French, each with its precision; what is no figure is masked.

A line becomes an outline of the same length, in which each number is one sign: so a pattern sees
"a number, *to*, a number" and nothing of how numbers are written. Dates, years, ages, times,
telephone numbers, codes and bounds in brackets are masked: they are no figures to reckon with.
See ``docs/methods/consistency.md``.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

NUMBER, PERCENT, CHANGE, MASK, FILL = "\ue000\ue001\ue002\ue003\ue004"
ENDLESS = float("inf")
LONGEST = 20  # signs of a number; what is longer counts nothing
OPEN = {"low", "high", "below", "above"}
Bound = Fraction | float

MONTHS = (
    r"(?:jan(?:uary|vier|v)?|feb(?:ruary)?|févr?(?:ier)?|mar(?:ch|s)?|apr(?:il)?|avr(?:il)?|may|mai"
    r"|june?|juin|july?|juil(?:let)?|aug(?:ust)?|août|sept?(?:ember|embre)?|oct(?:ober|obre)?"
    r"|nov(?:ember|embre)?|dec(?:ember)?|déc(?:embre)?)\b\.?"
)
DAY = r"(?<![\d,.\u202f\u00a0+])(?:3[01]|[12]\d|0?[1-9])(?:er|st|nd|rd|th)?"
COUNTED = (
    r"(?:people|persons?|individuals|IDPs?|households|families|refugees|returnees|children|women|men"
    r"|boys|girls|civilians|killed|dead|deaths|fatalities|wounded|injured|incidents|events|schools"
    r"|personnes|individus|PDI|déplacé|ménages|familles|réfugié|rapatrié|retourné|enfants|femmes"
    r"|hommes|filles|garçons|civils|tués|morts|décès|blessés|écoles)"
)
LABELS = (
    r"(?:phases?|tables?|tableaux?|figures?|fig|sections?|chapters?|chapitres?|pages?|pp?|annexe?s?"
    r"|r[eé]solutions?|articles?|art|notes?|versions?|routes?|steps?|étapes?|n[o°º]|IPC|GED|tél|tel"
    r"|phone|téléphone|codes?|admin|levels?|niveaux?|line|ligne|zones?|groupes? n°)"
)
TIME_UNITS = r"(?:years?|yrs?|ans?|années?|months?|mois|weeks?|semaines?|days?|jours?|hours?|heures?|minutes)"
PLAIN = r"\d+(?:[.,]\d+)?"
MASKS = [
    re.compile(pattern, re.I)
    for pattern in (
        r"https?://\S+|www\.\S+|\S+@\S+|\b[\w-]+/\S*\.[a-z]{2,5}\b",
        r"\b\d{4}-\d{2}(?:-\d{2})?\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b",
        r"\b\d{1,2}:\d{2}(?::\d{2})?\b|\b\d{1,2}[ \u00a0\u202f]?h(?:[ \u00a0\u202f]?\d{2})?\b"
        r"|\b\d{1,2}\s?[ap]\.?m\b",
        r"\+\d{1,3}(?:[ .-]\d{2}){3,}|\+\d{8,}|\+\d{1,3}[ .-]\d{3}[ .-]\d{4}"
        r"|(?<![\d,.])\(?\d{2,3}\)?(?:[ .\u00a0-]\d{2}){3,}(?!\d)|(?<!\d)\d{3}-\d{4}(?!\d)",
        rf"(?:{DAY}\s*(?:[–-]|to|au|and|et|/)\s*)*{DAY}\s+{MONTHS}(?:,?\s+\d{{4}})?",
        rf"\b{MONTHS}\s+\d{{4}}(?!\d)",
        rf"\b{MONTHS}\s+{DAY}(?:\s*[–-]\s*{DAY})?(?![\d%]|[,.  \u202f\u00a0]\d{{3}})(?:,?\s+(?:19|20)\d{{2}})?"
        rf"(?!\s*{COUNTED})",
        r"\b[QT][1-4](?:[ -]?(?:19|20)\d{2})?\b",
        r"(?<![\d,.\w\u202f\u00a0])(?:19|20)\d{2}\s?[–/-]\s?(?:(?:19|20)\d{2}|\d{2})(?!\d)",
        r"(?<![\d,.\w\u202f\u00a0$€£])(?:19|20)\d{2}"
        rf"(?!\d|[,.\u202f\u00a0]\d|\s*(?:%|{COUNTED}|million|thousand|milli))",
        rf"(?<!\w){LABELS}\.?\s*:?\s*\d[\d.,]*\+?(?:\s*(?:to|à|and|et|–|-)\s*\d+\+?)?(?![\d%])",
        r"\b(?:aged?|ages|under|âgée?s? d(?:e|['’])|ages? de)\s+(?:between |entre )?\d{1,2}\b(?!\s*[%,.]\d)"
        r"(?!\s*(?:%|per|pour))(?:\s*(?:to|à|and|et|–|-)\s*\d{1,2}\b)?",
        rf"\b{PLAIN}(?:\s*(?:to|à|and|et|or|ou|–|-)\s*{PLAIN})?[\s-]*{TIME_UNITS}\b(?:[ -](?:old|olds))?",
        r"(?<![\w$])(?!(?:US|USD|EUR|CFA|FCFA|XOF)\d)[A-Za-zÀ-ÿ]+-?\d[\w-]*",
        r"\b\d{1,3}(?:st|nd|rd|th|er|re|ère|e|ème|nde?)\b",
        r"\[\d{1,3}\]",
        r"(?<![\d,.])\d[\d,.\u202f\u00a0]*\s?[–-]\s?\d[\d,.\u202f\u00a0]*\d?",
        r"\(\s*\d[\d,. \u202f\u00a0]*\s*(?:to|à|and|et|or|ou)\s*\d[\d,. \u202f\u00a0]*\)",
        r"\b(?:between|entre)\s+\d[\d,. \u202f\u00a0]*\s+(?:and|et)\s+\d[\d,.\u202f\u00a0]*",
    )
]

HEDGES = {
    "low": r"at least|more than|over|no fewer than|not less than|upwards? of|≥|>|au moins|plus d[e'’]"
    r"|pas moins de|au minimum",
    "high": r"at most|up to|fewer than|less than|under|below|no more than|≤|<|au plus|jusqu['’]à"
    r"|moins d[e'’]|pas plus de|au maximum",
    "near": r"nearly|almost|close to|just under|près d[e'’]|presque",
    "about": r"about|around|approximately|approx\.?|roughly|some|circa|ca?\.|~|≈|environ|quelques?"
    r"|autour de|à peu près|an estimated|estimated|estimés? à",
}
HEDGE = "|".join(rf"(?P<{name}>(?<!\w)(?:{words}))" for name, words in HEDGES.items())
DIGITS = (
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d])"
    r"|\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?:,\d+)?(?!\d)"
    r"|\d{1,3}(?:\.\d{3}){2,}(?!\d)"
    r"|\d+(?:[.,]\d+)?"
)
SCALES = {
    **dict.fromkeys(["thousand", "thousands", "mille", "milliers", "millier", "k"], 10**3),
    **dict.fromkeys(["million", "millions", "m"], 10**6),
    **dict.fromkeys(["billion", "billions", "bn", "milliard", "milliards"], 10**9),
}
AMOUNT = re.compile(
    rf"(?:(?:{HEDGE})\s*)?"
    r"(?P<sign>(?<![\w)\]\ue003])[+\u2212–-](?=\d)|(?:^|(?<=\()|(?<=soit )|(?<=soit[\u00a0\u202f]))[+\u2212–-]\s)?"
    r"(?:(?:US\s?\$|USD|\$|€|EUR|£|F?CFA|XOF)\s?)?"
    rf"(?<![\d.,])(?P<digits>{DIGITS})"
    r"(?:\s?(?P<scale>thousands?|mille|milliers?|millions?|billions?|milliards?|bn|[kKmM])\b)?"
    r"(?P<unit>\s?%|\s?per\s?cent\b(?!age)|\s?pour cent\b|\s?p\.\s?100"
    r"|\s?(?:percentage[ -])?points?(?: de pourcentage| de %)?\b|\s?pp\b)?"
    r"(?P<more>\s?\+(?![\d\w])| or more\b| ou plus\b)?",
    re.I,
)


@dataclass(frozen=True)
class Span:
    """Lowest and highest value that a number can have."""

    low: Bound
    high: Bound

    def meets(self, other: "Span") -> bool:
        """Whether a value can be in both."""
        return self.low <= other.high and other.low <= self.high

    def holds_in(self, other: "Span") -> bool:
        """Whether every value is in the other."""
        return other.low <= self.low and self.high <= other.high


@dataclass(frozen=True)
class Figure:
    """A number as printed: its value, what it can be at its word, and if its zeros are rounding.

    ``is_open`` says that a bound was printed, or nothing, and not a value.
    """

    value: Fraction
    strict: Span
    loose: Span
    is_open: bool = False


MISSING = Figure(Fraction(0), Span(Fraction(0), ENDLESS), Span(Fraction(0), ENDLESS), is_open=True)
NOTHING = Figure(Fraction(0), Span(Fraction(0), Fraction(0)), Span(Fraction(0), Fraction(0)))


@dataclass(frozen=True)
class Amount:
    """A number found in a text, with the step to which it was printed."""

    start: int
    end: int
    value: Fraction
    step: Fraction
    unit: str = ""
    sign: int = 0
    hedge: str = ""


@dataclass(frozen=True)
class Outline:
    """A line, its outline of the same length, and its numbers by where they start."""

    text: str
    signs: str
    amounts: dict[int, Amount]

    def cut(self, start: int, end: int) -> "Outline":
        """Return a part of the line as a line of its own."""
        kept = {
            s - start: replace(a, start=s - start, end=a.end - start)
            for s, a in self.amounts.items()
            if start <= s < end
        }
        return Outline(self.text[start:end], self.signs[start:end], kept)


def read_outline(text: str) -> Outline:
    """Outline of a line: its figures found, all other numbers masked."""
    text = re.sub("[\ue000-\ue004]", " ", text)
    signs = text
    for mask in MASKS:
        signs = mask.sub(lambda m: MASK + FILL * (len(m[0]) - 1), signs)
    found = (m for m in AMOUNT.finditer(signs) if len(m["digits"]) <= LONGEST)
    amounts = {m.start(): _to_amount(m) for m in found}
    for start, amount in amounts.items():
        sign = PERCENT if amount.unit else NUMBER
        sign = CHANGE if amount.sign else sign
        signs = signs[:start] + sign + FILL * (amount.end - start - 1) + signs[amount.end :]
    return Outline(text, signs, amounts)


def _to_amount(found: re.Match[str]) -> Amount:
    digits, decimals = _plain(found["digits"])
    scale = SCALES.get((found["scale"] or "").lower(), 1)
    hedge = next((name for name in HEDGES if found[name]), "low" if found["more"] else "")
    unit = (found["unit"] or "").strip().lower()
    return Amount(
        found.start(),
        found.end(),
        Fraction(digits) * scale,
        Fraction(scale, 10**decimals),
        unit="points" if unit.startswith(("percentage", "point", "pp")) else "percent" * bool(unit),
        sign={"+": 1, "": 0}.get((found["sign"] or "").strip(), -1),
        hedge=hedge,
    )


def _plain(written: str) -> tuple[str, int]:
    """Digits with a decimal point, whatever the language, and how many follow it."""
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", written):
        plain = written.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}", written):
        plain = written.replace(".", "")
    else:
        plain = re.sub(r"\s", "", written).replace(",", ".")
    return plain, len(plain.partition(".")[2])


def read_figure(amount: Amount, *, is_measure: bool = False) -> Figure:
    """Values that an amount can have.

    A whole number is itself; one with decimals, a scale or a percent sign, or ``is_measure``, is
    within half a unit of its last digit. Two or more zeros at the end of a whole number may be
    rounding: that is the loose reading, in which two digits still count.
    """
    value, step = amount.value, amount.step
    is_measure = is_measure or step != 1 or bool(amount.unit)
    half = step / 2 if is_measure else Fraction(0)
    wide = max(half, _zeros(value) / 2 if _zeros(value) > 1 else Fraction(0))
    return Figure(
        value,
        _hedge(amount, half),
        _hedge(amount, wide),
        is_open=amount.hedge in OPEN,
    )


def _zeros(value: Fraction) -> Fraction:
    """Step to which a whole number may be rounded, so that at least two digits count."""
    if value.denominator != 1 or value == 0:
        return Fraction(1)
    digits = str(abs(value.numerator))
    zeros = len(digits) - len(digits.rstrip("0"))
    return Fraction(10 ** min(zeros, len(digits) - 2) if zeros > 1 else 1)


def _hedge(amount: Amount, half: Fraction) -> Span:
    """Values that an amount can have, given the word before it; of a fall, seen from below."""
    value = amount.value
    slack = max(half, amount.step / 2, min(_round_step(amount) / 2, abs(value) / 10))
    spans: dict[str, tuple[Bound, Bound]] = {
        "": (value - half, value + half),
        "low": (value - half, ENDLESS),
        "high": (Fraction(0), value + half),
        "about": (value - slack, value + slack),
        "near": (value - 2 * slack, value),
        "below": (-ENDLESS, value + half),
        "above": (value - half, Fraction(0)),
        "nearest": (value, value + 2 * slack),
    }
    return Span(*spans[amount.hedge])


def _round_step(amount: Amount) -> Fraction:
    """Step of a number that is said to be rounded: that of its zeros, or five."""
    units = amount.value / amount.step
    if units.denominator != 1 or units == 0:
        return amount.step
    digits = str(abs(units.numerator))
    tens = Fraction(10 ** (len(digits) - len(digits.rstrip("0"))))
    return amount.step * (5 if tens == 1 and digits.endswith("5") else tens)


def combine(operation: Callable[..., Span | None], *figures: Figure) -> Figure | None:
    """Apply an operation on spans to figures; none where it has no result."""
    at = operation(*(Span(f.value, f.value) for f in figures))
    strict = operation(*(f.strict for f in figures))
    loose = operation(*(f.loose for f in figures))
    if at is None or strict is None or loose is None:
        return None
    return Figure(Fraction(at.low), strict, loose, any(f.is_open for f in figures))


def total(*parts: Span) -> Span:
    """Sum of spans."""
    return Span(sum((p.low for p in parts), Fraction(0)), sum((p.high for p in parts), Fraction(0)))


def difference(before: Span, after: Span) -> Span:
    """Change in units."""
    return Span(after.low - before.high, after.high - before.low)


def ratio(before: Span, after: Span) -> Span | None:
    """Change as a factor; none where the first can be zero."""
    if before.low <= 0:
        return None
    high = ENDLESS if after.high == ENDLESS else after.high / before.low
    return Span(Fraction(0) if before.high == ENDLESS else after.low / before.high, high)


def percent_change(before: Span, after: Span) -> Span | None:
    """Change in per cent."""
    factor = ratio(before, after)
    return factor and Span((factor.low - 1) * 100, (factor.high - 1) * 100)


def product(first: Span, second: Span) -> Span:
    """Product of two spans that are not negative."""
    return Span(first.low * second.low, first.high * second.high)


def judge(stated: Figure, computed: Figure | None) -> str:
    """Verdict on a stated figure, given what the others make of it."""
    if computed is None:
        return "cannot_tell"
    if not computed.loose.meets(stated.loose):
        return "fails"
    if computed.is_open:
        return "holds" if computed.strict.holds_in(stated.strict) else "cannot_tell"
    return "holds" if computed.strict.meets(stated.strict) else "cannot_tell"
