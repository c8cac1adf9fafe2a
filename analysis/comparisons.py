"""Changes told in a sentence: two figures, and by how much or which way the one became the other."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from analysis.amounts import (
    CHANGE,
    ENDLESS,
    FILL,
    NUMBER,
    PERCENT,
    Amount,
    Figure,
    Outline,
    Span,
    combine,
    difference,
    percent_change,
    ratio,
    read_figure,
)
from analysis.verdicts import Claim, judge, plain, round_to, to_claim

UP = (
    r"r[oi]se\w*|rising|increas\w*|gr[eo]w\w*|climb\w*|jump\w*|surg\w*|soar\w*|gain\w*|higher|more|up|additional|hauss\w*"
    r"|augment\w*|progress\w*|accr\w+|croissance|bond\w*|de plus|en plus|supplémentaires?|accroissement|addition"
)
DOWN = (
    r"f[ae]ll\w*|decreas\w*|declin\w*|drop\w*|reduc\w*|lower|fewer|less|shr[aiu]nk\w*|loss|down|baiss\w*"
    r"|diminu\w*|recul\w*|rédu\w*|chut\w*|de moins|en moins|repli\w*"
)
EITHER = r"or by|chang\w*|variation|difference|différence|écart|évolution"
WORD = rf"(?:(?P<up>{UP})|(?P<down>{DOWN})|(?P<either>{EITHER}))"
BEFORE_AMOUNT = re.compile(
    rf"(?<!\w){WORD}(?: (?:in|des|du|de la|of) [^\W\d]+(?: [^\W\d]+)?)?(?: only| slightly| sharply| exactly)?"
    r"\s*(?:\bof\b|\bby\b|\bde\b|\bd['’]|:)?(?: some| ?(?:an?|une?) [^\W\d]+ \()?\s*$",
    re.I,
)
AFTER_AMOUNT = re.compile(rf"^[\s-]*(?:[^\W\d]+ ){{0,2}}?{WORD}(?!\w)(?! than \d)", re.I)
ANY = f"[{NUMBER}{PERCENT}]{FILL}*"
COUNT = f"{NUMBER}{FILL}*"
MOVE = f"{CHANGE}{FILL}*"
GAP = f"[^{NUMBER}{PERCENT}{CHANGE};]{{0,90}}?"
WIDE = f"[^{NUMBER}{PERCENT};]{{0,120}}?"
NEAR = f"[^{NUMBER}{PERCENT}{CHANGE};.]{{0,30}}?"
TOWARDS = rf"\b(?:from|de|d['’])\s*(?P<before>{ANY})(?P<gap>{GAP})(?<!\w)(?:to|à|a|jusqu['’]à)\s+(?P<after>{ANY})"
BARE = (
    rf"(?P<before>{ANY})(?P<gap>[^{NUMBER}{PERCENT}{CHANGE};.,]{{0,40}}?)\s(?:to|à)\s+(?P<after>{ANY})"
    rf"(?=[^{NUMBER}{PERCENT};]{{0,40}}{CHANGE})"
)
ARROW = rf"(?P<before>{ANY}){GAP}(?:→|->|–>|=>|⟶|➔)\s*{NEAR}(?P<after>{ANY})"
THAN = (
    r"against|compared (?:with|to)|versus|vs\.?|contre|par rapport (?:à|aux?)|au lieu de|previously|previous \w+"
    r"|précédemment|auparavant|(?:up|down) from|en (?:hausse|baisse) par rapport à"
)
AGAINST = (
    rf"(?P<after>{ANY})(?P<gap>{WIDE})(?<!\w)(?P<word>{THAN})(?!\w)\s*:?{NEAR}(?P<before>{ANY})"
)
MOVED = rf"(?P<after>{ANY})(?P<gap>[^{NUMBER}{PERCENT}{CHANGE}.]{{0,90}}?{MOVE}{NEAR})\b(?:from|on|over|de)\s+{NEAR}(?P<before>{ANY})"
TO_FROM = rf"(?<!\w)to\s+(?P<after>{ANY})(?P<gap>{GAP})\bfrom\s+(?P<before>{ANY})"
THEN_NOW = (
    rf"(?<!\w)(?:was|were|était|étaient)\s+(?P<before>{ANY})(?P<gap>{GAP})"
    rf"(?<!\w)(?:now|today|maintenant|aujourd['’]hui|désormais)\s+(?:de\s+)?(?P<after>{ANY})"
)
EARLIER = (
    rf"(?P<after>{ANY})(?P<gap>{WIDE})[(,;]\s*(?P<before>{COUNT}){GAP}"
    r"\b(?:earlier|before|previously|last (?:month|year)|plus tôt|auparavant|précédente?)\b"
)
EARLY_SHAPES = [re.compile(p, re.I) for p in (TOWARDS, TO_FROM, ARROW, THEN_NOW)]
LATE_SHAPES = [re.compile(p, re.I) for p in (BARE, AGAINST, MOVED, EARLIER)]
DIRECTION = re.compile(
    r"(?<!\w)(?:(?P<up>rose|risen|rises|increased|grew|grown|climbed|jumped|surged|up|augment\w*|progress\w+|bondi\w*)"
    r"|(?P<down>fell|fallen|falls|dropped|declined|decreased|shrank|shrunk|down|baiss\w+|diminu\w+|chut\w+|recul\w+))"
    r"(?: [^\W\d]+ly| légèrement| fortement| nettement)?(?:,? passant| en passant)?\s*$",
    re.I,
)
FOLDS = {"doubl": Fraction(2), "tripl": Fraction(3), "quadrupl": Fraction(4)}
FOLD = re.compile(
    r"(?<!\w)(?P<hedge>(?:more than|over|nearly|almost|plus que|presque|quasiment)\s+)?"
    r"(?P<word>doubl(?:ed|ing|é\w*|ant)|tripl(?:ed|ing|é\w*|ant)|quadrupl(?:ed|ing|é\w*|ant)|halved"
    r"|divisé\w* par deux|réduit\w* de moitié)(?!\w)",
    re.I,
)
TIMES = re.compile(
    rf"(?:multipli(?:ed|é\w*)\s+(?:by|par)\s+(?P<by>{COUNT}))|(?P<fold>{COUNT})[\s-]?fold\b|by a factor of (?P<factor>{COUNT})",
    re.I,
)
AS_PERCENT = re.compile(rf"{MOVE}(?: [^\W\d]+){{0,2}}\s*\((?P<percent>{PERCENT}{FILL}*)\)")
REACH = 120


@dataclass(frozen=True)
class Pair:
    """Two figures of which the one became the other, and where they stand."""

    start: int
    end: int
    before: Amount
    after: Amount
    is_bare: bool = False
    others: tuple[Amount, ...] = ()


@dataclass(frozen=True)
class Move:
    """A stated change: an amount, its direction if it is told, its unit."""

    start: int
    end: int
    amount: Amount
    sign: int
    unit: str


def find_changes(line: Outline) -> list[Claim]:
    """Claims of a sentence that one figure became another."""
    early = list(_find_pairs(line, EARLY_SHAPES, []))
    line = mark_moves(line, {p.before.start for p in early} | {p.after.start for p in early})
    pairs = [*early, *_find_pairs(line, LATE_SHAPES, early)]
    moves = [*_find_moves(line), *_find_folds(line)]
    told = {(pair, move): None for move in moves if (pair := _nearest(move, pairs, line))}
    claims = [claim for pair, move in told for claim in _check(line, pair, move)]
    with_move = {pair for pair, _ in told}
    return claims + [c for p in pairs if p not in with_move for c in _check_direction(line, p)]


def mark_moves(line: Outline, taken: Iterable[int] = ()) -> Outline:
    """Outline in which the amounts that words call a change are marked as such."""
    signs, amounts = line.signs, dict(line.amounts)
    for start, amount in line.amounts.items():
        if start in set(taken) or amount.sign or signs[start] not in (NUMBER, PERCENT):
            continue
        sign = _read_direction(line, amount)
        if sign is not None:
            amounts[start] = replace(amount, sign=sign)
            signs = signs[:start] + CHANGE + signs[start + 1 :]
    for found in AS_PERCENT.finditer(signs):
        start = found.start("percent")
        amounts[start] = replace(amounts[start], sign=amounts[found.start()].sign)
        signs = signs[:start] + CHANGE + signs[start + 1 :]
    return Outline(line.text, signs, amounts)


def _read_direction(line: Outline, amount: Amount) -> int | None:
    """Direction in which words say that an amount changed: 0 where either, none where it did not."""
    for pattern, words in (
        (BEFORE_AMOUNT, line.signs[max(0, amount.start - 60) : amount.start]),
        (AFTER_AMOUNT, line.signs[amount.end : amount.end + 40]),
    ):
        if found := pattern.search(words):
            return 1 if found["up"] else -1 if found["down"] else 0
    return None


def _find_pairs(line: Outline, shapes: list[re.Pattern[str]], held: list[Pair]) -> Iterable[Pair]:
    taken = {a.start for p in held for a in (p.before, p.after)}
    for shape in shapes:
        for found in shape.finditer(line.signs):
            ends = {found.start("before"), found.start("after")}
            if ends & taken:
                continue
            pair = _to_pair(line, found)
            if pair.before.unit == pair.after.unit:
                taken |= ends
                others = _others(line, pair) if shape in LATE_SHAPES[1:] else ()
                yield replace(pair, is_bare=shape is LATE_SHAPES[0], others=others)


def _to_pair(line: Outline, found: re.Match[str]) -> Pair:
    before, after = (line.amounts[found.start(name)] for name in ("before", "after"))
    if (
        after.step > 1 >= before.step
        and before.value < 1000
        and not before.unit
        and after.value >= 10**6
    ):
        scale = 10**9 if after.value >= 10**9 else 10**6  # de 5,7 à 8,8 millions
        before = replace(before, value=before.value * scale, step=before.step * scale)
    return Pair(found.start(), found.end(), before, after)


def _others(line: Outline, pair: Pair) -> tuple[Amount, ...]:
    """Earlier figures of a sentence that a comparison may be about, though another is nearer."""
    earlier = (
        a for s, a in line.amounts.items() if s < pair.start and line.signs[s] in NUMBER + PERCENT
    )
    return tuple(a for a in earlier if a.unit == pair.before.unit)


def _find_moves(line: Outline) -> list[Move]:
    return [
        Move(s, a.end, a, 0 if a.sign == 0 else a.sign, a.unit)
        for s, a in line.amounts.items()
        if line.signs[s] == CHANGE
    ]


def _find_folds(line: Outline) -> list[Move]:
    """Find changes told as a factor: doubled, halved, multiplied by."""
    moves = []
    for found in FOLD.finditer(line.signs):
        stem = next((s for s in FOLDS if found["word"].lower().startswith(s)), "")
        value = FOLDS.get(stem, Fraction(1, 2))
        words = (found["hedge"] or "").strip().lower()
        hedge = (
            ""
            if not words
            else "near"
            if words.startswith(("nearly", "almost", "presq", "quasi"))
            else "low"
        )
        amount = Amount(*found.span(), value, Fraction(1, 100), "word", 1, hedge)
        moves.append(Move(*found.span(), amount, 1, "times"))
    for found in TIMES.finditer(line.signs):
        name = next(n for n in ("by", "fold", "factor") if found[n])
        moves.append(Move(*found.span(), line.amounts[found.start(name)], 1, "times"))
    return moves


def _nearest(move: Move, pairs: list[Pair], line: Outline) -> Pair | None:
    """Pair that a change is told of: the nearest, if none of its figures is the change itself."""
    free = [p for p in pairs if move.start not in (p.before.start, p.after.start)]
    reached = [(d, n) for n, p in enumerate(free) if (d := _distance(move, p, line)) <= REACH]
    return free[min(reached)[1]] if reached else None


def _distance(move: Move, pair: Pair, line: Outline) -> int:
    if pair.start <= move.start < pair.end:
        return 0
    is_later = move.start >= pair.end
    between = line.signs[pair.end : move.start] if is_later else line.signs[move.end : pair.start]
    others = len(re.findall(f"[{NUMBER}]", between))
    if pair.is_bare and not (is_later and len(between) <= 40):
        return REACH + 1
    return len(between) + 200 * (";" in between) + (200 if others and move.unit != "times" else 0)


def _excerpt(line: Outline, pair: Pair, move: Move | None = None) -> str:
    start = min(pair.start, move.start if move else pair.start)
    end = max(pair.end, move.end if move else pair.end)
    head = re.split(r"[;.] ", line.text[:start])[-1]
    head = head if len(head) <= 40 else head[-40:].partition(" ")[2]
    tail = re.match(r"[ \u00a0\u202f%)»\w]{0,12}[).]?", line.text[end:])
    return head + line.text[start:end] + (tail[0].rstrip() if tail else "")


def _check(line: Outline, pair: Pair, move: Move) -> list[Claim]:
    text = _excerpt(line, pair, move)
    if move.unit == "times":
        return [check_factor(text, pair.before, pair.after, move)]
    afters = [pair.after, *pair.others]
    claims = [check_change(text, pair.before, a, move.amount, _verb(line, pair)) for a in afters]
    return [next((c for c in claims if c.verdict == "holds"), claims[0])]


def check_change(text: str, before: Amount, after: Amount, stated: Amount, verb: int = 0) -> Claim:
    """Claim that a figure changed by an amount, in per cent, in points or in units."""
    unit = stated.unit
    is_relative = unit == "percent"
    first, last = read_figure(before), read_figure(after)
    computed = combine(percent_change if is_relative else difference, first, last)
    sign = stated.sign or (-1 if computed and computed.value < 0 else 1)
    stated = _towards(replace(stated, unit=unit), sign)
    claim = to_claim(
        text, "change", stated, computed, unit=unit, finest=min(before.step, after.step)
    )
    if is_relative and before.unit == "percent" and claim.verdict == "fails":
        points = to_claim(text, "change", stated, combine(difference, first, last), unit="points")
        claim = replace(claim, verdict="cannot_tell" if points.verdict == "holds" else "fails")
    if verb and computed and verb * computed.value < 0 and not first.is_open and not last.is_open:
        return replace(claim, verdict="fails")
    return claim


def _towards(stated: Amount, sign: int) -> Amount:
    """Stated change with its sign; of a fall, *at least* is an upper bound."""
    swapped = {"low": "below", "high": "above", "near": "nearest"}
    return replace(
        stated,
        value=stated.value * sign,
        sign=sign,
        hedge=swapped.get(stated.hedge, stated.hedge) if sign < 0 else stated.hedge,
    )


def check_factor(text: str, before: Amount, after: Amount, move: Move) -> Claim:
    """Claim that a figure doubled, was halved or was multiplied."""
    computed = combine(ratio, read_figure(before), read_figure(after))
    if move.amount.unit != "word":
        stated = replace(move.amount, unit="percent")  # a measure, printed to its last digit
        return replace(to_claim(text, "change", stated, computed, unit="times"), unit="times")
    at_its_word = computed and replace(computed, loose=computed.strict)  # the word is loose enough
    verdict = judge(_read_fold(move.amount), at_its_word)
    found = (
        None
        if computed is None or computed.is_open
        else plain(round_to(computed.value, Fraction(1, 100)))
    )
    return Claim(
        " ".join(text.split()), "change", verdict, plain(move.amount.value), found, "times"
    )


def _read_fold(amount: Amount) -> Figure:
    """Factors that a word can mean: within an eighth of it, or a fifth if read kindly."""
    value = amount.value
    if amount.hedge == "low":
        span = Span(value, ENDLESS)
        return Figure(value, span, span, is_open=True)
    top = Fraction(0) if amount.hedge == "near" else Fraction(1)
    strict, loose = (
        Span(value * (1 - s), value * (1 + s * top)) for s in (Fraction(1, 8), Fraction(1, 5))
    )
    return Figure(value, strict, loose)


def _verb(line: Outline, pair: Pair) -> int:
    """Direction of the verb right before a pair; 0 where there is none."""
    words = line.signs[max(0, pair.start - 50) : pair.start]
    found = DIRECTION.search(words)
    within = re.search(
        r"(?<!\w)(?:(?P<up>up|en hausse)|(?P<down>down|en baisse)) (?:from|par rapport)",
        line.signs[pair.start : pair.end],
    )
    found = found or within
    return 0 if not found else 1 if found["up"] else -1


def _check_direction(line: Outline, pair: Pair) -> list[Claim]:
    """Claim of a verb alone: a figure rose or fell from one to another."""
    verb = _verb(line, pair)
    computed = combine(difference, read_figure(pair.before), read_figure(pair.after))
    if not verb or computed is None or pair.is_bare:
        return []
    words = {1: "rise", -1: "fall", 0: "no change"}
    low, high = computed.loose.low, computed.loose.high
    sign = (computed.value > 0) - (computed.value < 0)
    is_sure = low > 0 or high < 0 or low == high == 0
    verdict = "cannot_tell" if not is_sure else "holds" if sign == verb else "fails"
    text = " ".join(_excerpt(line, pair).split())
    return [
        Claim(text, "change", verdict, words[verb], words[sign] if is_sure else None, "direction")
    ]
