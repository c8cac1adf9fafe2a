"""Sums told in a sentence: parts and their total, a part of a whole, households times their size."""

import re
from dataclasses import replace
from fractions import Fraction

from analysis.amounts import (
    FILL,
    MISSING,
    NUMBER,
    Amount,
    Figure,
    Outline,
    Span,
    combine,
    product,
    read_figure,
    total,
)
from analysis.verdicts import Claim, to_claim

COUNT = f"{NUMBER}{FILL}*"
NOT_KNOWN = re.compile(
    r"not reported|unknown|not stated|not available|(?<!\w)n/?a(?!\w)|non communiqué|n\.c\.|inconnu|non disponible"
    r"|not known|non précisé|no figure",
    re.I,
)
SUM_WORD = (
    r"(?:(?:sub-?|grand )?totals?(?: général)?(?:\s+(?:of|de|is|was|est|était|is at))*|sous-total(?: de)?|totall?ing"
    r"|totalisant|adding up to|au total|in total|en tout|in all|altogether|together|ensemble|=)"
)
JOIN = (
    r"(?: [\w'’().-]+){0,5}\s*[)\]]?\s*(?:[,;:.–—(]|and|et)?\s*"
    r"(?:(?:for|making|giving|which makes|soit|ce qui fait|pour|i\.e\.|that is|a)\s+)*(?:an?|un|une|le|the)?\s*"
)
PLACED = re.compile(
    r"\b(?:in|of|across|over|during|from|by|dans|en|sur|lors d|par)(?: an?| un)?\s*$", re.I
)
TOTAL_AFTER_WORD = re.compile(rf"(?<!\w){SUM_WORD}\s*[:=,]?\s*(?P<total>{COUNT})", re.I)
TOTAL_BEFORE_WORD = re.compile(
    rf"(?P<total>{COUNT})(?: [^\W\d]+){{0,3}}?\s+(?:in total|au total|in all|en tout|altogether|together)\b",
    re.I,
)
BETWEEN = re.compile(
    r"[^.]{0,60}(?:[,;+&/]|\band\b|\bet\b|\bplus\b|\bainsi que\b)[^.]{0,40}", re.I | re.S
)
OPENS = re.compile(
    r"^[^.]{0,60}?(?:[:(=]|(?:,\s*)?\b(?:soit|namely|i\.e\.|comprising|made up of|comprenant|à savoir)\b)",
    re.I,
)
OF_WHOM = re.compile(
    rf"(?<!\w)(?:of whom|of which|of them|including|dont|parmi lesquel\w*|y compris|among them)(?: [^\W\d]+)?\s+(?P<part>{COUNT})",
    re.I,
)
HOUSEHOLD = r"(?:households?|ménages?|families|familles|HHs?)"
PERSON = (
    r"(?:people|persons?|individuals|IDPs|members|personnes|individus|PDI|déplacés|returnees|refugees|réfugiés"
    r"|retournés|rapatriés|membres|displaced)"
)
HOUSES = re.compile(
    rf"(?P<n>{COUNT})\s+(?:(?!people|persons?|individuals|IDPs|personnes|individus|PDI)[^\W\d]+ ){{0,2}}?{HOUSEHOLD}\b",
    re.I,
)
SIZES = [
    re.compile(
        rf"(?P<n>{COUNT})\s*(?:{PERSON}\s*)?(?:(?:per|par|each|chacun\w*|/|in each)\s*(?:{HOUSEHOLD})?)(?!\w)",
        re.I,
    ),
    re.compile(
        rf"(?:(?:average|mean)(?: household)? size(?: is| was)?(?: of)?|household size(?: of)?|{HOUSEHOLD} of"
        rf"|taille moyenne(?: des ménages| du ménage| par ménage)?(?: est)?(?: de)?|{HOUSEHOLD} d(?:e|['’])|averaging|of on average"
        rf"|(?:en moyenne|on average),?(?: de)?|[×x*])\s*[:=]?\s*(?P<n>{COUNT})(?:\s*{PERSON})?",
        re.I,
    ),
]
AVERAGE = re.compile(r"(?<!\w)(?:averag\w+|mean|moyenn?e?s?)(?!\w)", re.I)
PEOPLE = [
    re.compile(rf"(?P<n>{COUNT})\s+(?:(?!{HOUSEHOLD})[^\W\d]+ ){{0,2}}?{PERSON}\b", re.I),
    re.compile(rf"(?:=|\bor\b|\bsoit\b|i\.e\.|totalling|:)\s*(?P<n>{COUNT})", re.I),
]
SPLITS = [  # classes of people that do not overlap, and leave nobody over
    {"men", "women"}, {"boys", "girls"}, {"hommes", "femmes"}, {"garçons", "filles"},
    {"men", "women", "children"}, {"hommes", "femmes", "enfants"}, {"killed", "injured"},
    {"killed", "wounded"}, {"tués", "blessés"}, {"dead", "injured"}, {"morts", "blessés"},
]  # fmt: skip
BREAKDOWN = re.compile(
    rf"(?P<whole>{COUNT})(?: [^\W\d]+){{0,3}}\s*[(:]\s*(?P<first>{COUNT}) (?P<one>[^\W\d]+)"
    rf"(?:, (?P<second>{COUNT}) (?P<two>[^\W\d]+))? (?:and|et) (?P<last>{COUNT}) (?P<three>[^\W\d]+)\)?",
    re.I,
)


def find_sums(line: Outline) -> list[Claim]:
    """Claims of a sentence on totals, parts and households."""
    households = find_households(line)
    return [*(households or find_totals(line) or find_breakdowns(line)), *find_parts(line)]


def find_breakdowns(line: Outline) -> list[Claim]:
    """Claims that men and women, or killed and wounded, are those counted before the bracket."""
    claims = []
    for found in BREAKDOWN.finditer(line.signs):
        names = {found[n].lower() for n in ("one", "two", "three") if found[n]}
        if names in SPLITS:
            whole, *parts = (
                line.amounts[found.start(n)]
                for n in ("whole", "first", "second", "last")
                if found[n]
            )
            claims.append(_check_total(line, whole, parts, lacks=False))
    return claims


def find_totals(line: Outline) -> list[Claim]:
    """Claims that listed parts make a total."""
    found = {
        m.start("total")
        for p in (TOTAL_AFTER_WORD, TOTAL_BEFORE_WORD)
        for m in p.finditer(line.signs)
    }
    heads = {m.start("total"): m.start() for m in TOTAL_AFTER_WORD.finditer(line.signs)}
    claims = []
    for start in sorted(found):
        stated = line.amounts[start]
        parts = _parts_before(line, heads.get(start, start), found)
        lacks = bool(NOT_KNOWN.search(line.signs))
        if len(parts) + lacks < 2 or not parts:
            parts = _parts_after(line, stated, found)
        if parts and len(parts) + lacks >= 2:
            claims.append(_check_total(line, stated, parts, lacks=lacks))
    return claims


def _counts(line: Outline) -> list[Amount]:
    return [a for s, a in sorted(line.amounts.items()) if line.signs[s] == NUMBER]


def _chain(line: Outline, run: list[Amount]) -> list[Amount]:
    """Numbers of a run, from its last, as long as only a comma or *and* stands between them."""
    kept = run[-1:]
    for amount in reversed(run[:-1]):
        if not BETWEEN.fullmatch(line.signs[amount.end : kept[0].start]):
            break
        kept.insert(0, amount)
    return kept


def _parts_before(line: Outline, head: int, totals: set[int]) -> list[Amount]:
    run = [a for a in _counts(line) if a.end <= head and a.start not in totals]
    between = _spaced(line.signs[run[-1].end : head]) if run else ""
    is_list = bool(re.fullmatch(JOIN, between, re.I)) and not PLACED.search(between)
    if head in totals:  # the number comes first: 7 in total
        is_list = is_list and bool(re.search(r"[,;:.–—=(]|\b(?:soit|making|for)\b", between))
    if run and NOT_KNOWN.search(line.signs[run[-1].end : head]):
        return _chain(line, run)
    return _chain(line, run) if is_list else []


def _spaced(words: str) -> str:
    return re.sub(r"\s+", " ", NOT_KNOWN.sub("", words))


def _parts_after(line: Outline, stated: Amount, totals: set[int]) -> list[Amount]:
    run = [a for a in _counts(line) if a.start >= stated.end and a.start not in totals]
    if not run or not OPENS.match(line.signs[stated.end : run[0].start]):
        return []
    kept = run[:1]
    for amount in run[1:]:
        if not BETWEEN.fullmatch(line.signs[kept[-1].end : amount.start]):
            break
        kept.append(amount)
    return kept


def add_up(parts: list[Amount], *, lacks: bool = False) -> Figure | None:
    """Sum of parts; with one not known it is at least the rest."""
    return combine(total, *map(read_figure, parts), *([MISSING] if lacks else []))


def _check_total(line: Outline, stated: Amount, parts: list[Amount], *, lacks: bool) -> Claim:
    """Claim on a total; the first figures before a list may not belong to it."""
    ends = [a for part in (stated, *parts) for a in (part.start, part.end)]
    text = line.text[max(0, line.text.rfind(" ", 0, max(0, min(ends) - 25)) + 1) : max(ends) + 12]
    runs = (
        [parts[n:] for n in range(len(parts) - 1)]
        if not lacks and parts[0].start < stated.start
        else [parts]
    )
    claims = [
        to_claim(text, "total", stated, add_up(run, lacks=lacks), finest=min(p.step for p in run))
        for run in runs
    ]
    return next((c for c in claims if c.verdict == "holds"), claims[0])


def find_parts(line: Outline) -> list[Claim]:
    """Claims that a part is no larger than its whole: *of whom*, *dont*."""
    claims = []
    for found in OF_WHOM.finditer(line.signs):
        part = line.amounts[found.start("part")]
        wholes = [a for a in _counts(line) if a.end <= found.start()]
        if wholes:
            claims.append(_check_part(line, wholes, part, found.end()))
    return claims


def _check_part(line: Outline, wholes: list[Amount], part: Amount, end: int) -> Claim:
    whole = wholes[-1]
    figure = read_figure(whole)
    most = Figure(
        whole.value, Span(Fraction(0), figure.strict.high), Span(Fraction(0), figure.loose.high)
    )
    claim = to_claim(line.text[whole.start : end + 20], "total", part, most)
    could = any(w.value >= part.value for w in wholes[:-1])
    if claim.verdict == "fails" and could:
        return replace(claim, verdict="cannot_tell", computed=None)
    computed = claim.stated if claim.verdict == "holds" else claim.computed
    return replace(claim, computed=computed)


def find_households(line: Outline) -> list[Claim]:
    """Claims that households times their average size are the people."""
    houses = _amounts(line, [HOUSES])
    sizes = [a for a in _amounts(line, SIZES) if a not in houses and a.value < 30]
    people = [a for a in _amounts(line, PEOPLE) if a not in houses and a not in sizes]
    if not (len(houses) == len(sizes) == len(people)):
        return []
    is_average = bool(AVERAGE.search(line.signs))
    return [
        check_household(line.text, *claim, is_average=is_average)
        for claim in zip(houses, sizes, people, strict=True)
    ]


def _amounts(line: Outline, patterns: list[re.Pattern[str]]) -> list[Amount]:
    """Amounts that the first pattern with any finds."""
    for pattern in patterns:
        if starts := sorted({m.start("n") for m in pattern.finditer(line.signs)}):
            return [line.amounts[s] for s in starts]
    return []


def check_household(
    text: str, houses: Amount, size: Amount, people: Amount, *, is_average: bool
) -> Claim:
    """Claim that households of one size are so many people; an average is within half its last digit.

    A whole number that nobody calls an average is itself, unless a word before it makes it *about*.
    """
    each = read_figure(size, is_measure=is_average)
    computed = combine(product, read_figure(houses), each)
    return to_claim(text[:160], "household", people, computed, unit="people")
