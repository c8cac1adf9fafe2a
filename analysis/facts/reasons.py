"""Why a method gives no answer or this one: from its sentence to the word that messages know."""

import re
from typing import NamedTuple

WORDS = {
    r"separates zeros from the rest": "separated",
    r"does not vary beyond|never varies apart": "no variation",
    r"is zero in every row": "only zeros",
    r"rows have .* and every regressor": "no whole row",
    r"too few (?:rows|periods): ": "few rows",
    r"where errors by unit need": "one region",
    r"not observed in (\d+) of the (\d+) periods": "not observed",
    r"repeats (\d+) in all (\d+) periods": "carried forward",
    r"zero in every period before the date": "zero before",
    r"zero in every period from the date on": "zero after",
    r"zero in every period": "zero throughout",
    r"is the same in every period": "same throughout",
    r"no convergence|no maximum found": "no convergence",
    r"errors of .* are not finite": "no errors",
    r"in each of the last twelve periods": "gap in the last year",
    r"before the first origin": "nothing before the first forecast",
    r"^0 reports in all complete periods": "no reports",
    r"no region has a month": "no usable month",
    r"single events are not held": "no single events",
    r"no single event of these months": "no event",
    r"no outcome from the date on": "nothing after",
    r"no interval": "no interval",
    r"had already moved apart": "moved before",
    r"holds no change as well as a change": "open",
    r"not among those analysed": "not analysed",
    r"the outcome rose": "rose",
    r"the outcome fell": "fell",
}


class Reason(NamedTuple):
    """Word for a reason, and the numbers that its sentence gives, in order."""

    word: str
    numbers: tuple[int, ...]


def read_reason(sentence: str) -> Reason:
    """Return the word of a model's reason; a sentence that is not known is its own word."""
    for pattern, word in WORDS.items():
        if found := re.search(pattern, sentence):
            return Reason(word, tuple(int(number) for number in found.groups()))
    return Reason(sentence, ())
