"""A claim of a text and its verdict: what was stated, and what the other figures make of it."""

from dataclasses import dataclass, replace
from fractions import Fraction

from analysis.amounts import Amount, Figure, judge, read_figure


@dataclass(frozen=True)
class Claim:
    """One claim; ``stated`` and ``computed`` are in its unit, and in words where it is a direction."""

    text: str
    kind: str
    verdict: str
    stated: int | float | str
    computed: int | float | str | None
    unit: str = ""


def to_claim(
    text: str,
    kind: str,
    stated: Amount,
    computed: Figure | None,
    *,
    unit: str = "",
    finest: Fraction = Fraction(1),
) -> Claim:
    """Claim that a stated amount is what was computed from figures printed to ``finest``."""
    figure = read_figure(stated, is_measure=finest < stated.step or finest < 1)
    verdict = judge(figure, computed)
    known = computed if computed and not (computed.is_open and verdict == "cannot_tell") else None
    return Claim(
        " ".join(text.split()),
        kind,
        verdict,
        plain(stated.value),
        None if known is None else plain(round_to(known.value, stated.step)),
        unit or stated.unit,
    )


def round_to(value: Fraction, step: Fraction) -> Fraction:
    """Round to a step, halves away from zero."""
    whole = int(abs(value) / step + Fraction(1, 2)) * step
    return whole if value >= 0 else -whole


def plain(value: Fraction) -> int | float:
    """Return the number as JSON has it."""
    return int(value) if value.denominator == 1 else float(value)


def signed(amount: Amount, sign: int) -> Amount:
    """Amount of a change in its direction."""
    return replace(amount, value=amount.value * (sign or 1))
