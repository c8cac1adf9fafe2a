"""What struck and how many times, read from notes in English and French by rules that may abstain.

A weapon is named only where a note says that it struck. *Air strike* and « frappe aérienne » may
be either, a drone shot down is no weapon, and two weapons in one account name neither: *not
stated*, with the words that were looked at. A number of strikes is one that a note states; what
is not stated is never 1. Methods: ``docs/methods/strikes.md``.
"""

import re
import unicodedata
from typing import NamedTuple

import pandas as pd

from analysis.measures import lower_median

DRONE, AIRCRAFT, NOT_STATED = "drone", "aircraft", "not_stated"
WEAPONS = [DRONE, AIRCRAFT, NOT_STATED]
STRIKE = "Air/drone strike"  # kind of incident of the ledger
HOUR = 60  # minutes within which strikes on one place are one incident
TOLD = [
    *("weapon", "words", "rule", "said_by"),
    *("strikes_low", "strikes_best", "strikes_high", "minutes"),
]
_NAMED = {
    DRONE: r"(?:armed )?drones?|u?c?avs?|ucavs?|fpvs?|bayraktars?|tb-?2|akincis?|quadcopters?"
    r"|unmanned aerial vehicles?|aeronefs? sans pilote|engins? teleguides?",
    AIRCRAFT: r"helicopters?|helicopteres?|gunships?|(?:war)?planes?|(?:fighter )?jets?"
    r"|avions?|appareils? de chasse|aeronefs? pilotes?|su-?\d\d|mi-?(?:8|17|24|28|35)|l-?39|mirages?(?: 2000)?",
}
_VAGUE = (
    r"air[ -]?strikes?|air raids?|air force|air support|aircraft|aerial bomb\w+|from the air"
    r"|aeronefs?|(?:frappes?|raids?|bombardements?|appui|vecteurs?|attaques?) aerien(?:ne)?s?"
)
_ANY = "|".join(_NAMED.values())
_GAP = r"(?:[ '-]+\w+){0,4}?[ '-]+"  # a few words, no comma
_HIT = (
    r"(?:hits?|strikes?|struck|opens? fire|opened fire|carr(?:y|ies|ied) out|launched|exploded"
    r"|(?:fir|strafe?|bomb|bombard|shell|pound|target|attack|kill|destroy)(?:es|ed|ing|e|s)?"
    r"|drops?|dropp(?:ed|ing)|shot(?! (?:at|down)))"
)
_TOUCHE = (
    r"(?:a|ont|avait|avaient) (?:\w+ )?(?:tire|ouvert le feu|frappe|bombarde|largue|vise|mitraille"
    r"|detruit|explose|pilonne|tue)\b"
)
_ACT = (
    r"(?:strikes?|attacks?|bomb\w*|fire|missiles?|rockets?|raids?|raided|hit|struck|killed|wounded"
    r"|targeted|destroyed|launched|fired|shot|shelled|strafed)"
)
_ACTE = (
    r"(?:frappes?|tirs?|tiree?s?|attaques?|bombard\w+|raids?|missiles?|roquettes?|bombes?|tuee?s?"
    r"|blessee?s?|touchee?s?|visee?s?|mitraillee?s?|larguee?s?|victimes?|detruite?s?)"
)
_LE = r"(?:(?:une?|des|les?|la|deux|trois|plusieurs|l')[ ']?)?"


class Rule(NamedTuple):
    """How a mention is read: ``@`` in the pattern is any of the names of a weapon."""

    name: str
    lang: str
    pattern: str


ASIDE = [  # mentions of what did not strike; they are set aside first
    Rule(
        "denied",
        "en",
        r"\b(?:no|not|without|den(?:y|ies|ied)|reject\w*)\b(?: \w+){0,2}? (?:@)\b(?: strikes?)?",
    ),
    Rule(
        "denied",
        "fr",
        r"\b(?:pas|aucune?|sans|ni|dement|nie)\b(?: (?:toute|une|de|frappe|attaque|un|des))*[ '](?:d')?(?:@)\b",
    ),
    Rule(
        "denied",
        "en",
        r"\b(?:@)(?: strikes?| attacks?| raids?)? (?:(?:was|were|is|has been) )?(?:ruled out|denied)\b",
    ),
    Rule(
        "doubted",
        "en",
        r"\b(?:possibl[ey]|suspected|unconfirmed|perhaps|may have been|might have been|could have been)"
        r"(?: \w+){0,2}? (?:@)\b(?: strikes?| attacks?)?",
    ),
    Rule(
        "doubted",
        "fr",
        r"\b(?:possibles?|peut-etre|eventuel(?:le)?s?|non confirmee?s?|serait|seraient)"
        r"(?: \w+){0,3}?[ '](?:d'|de )?(?:@)\b",
    ),
    Rule("target", "en", r"\b(?:shot|shoots?|brought) down(?: \w+){0,2}? (?:@)\b"),
    Rule(
        "target",
        "en",
        r"\b(?:@)(?: was| were| of the army)? (?:shot (?:down|at)|downed|crash\w*|seized|captured|grounded|damaged|inspected)\b",
    ),
    Rule(
        "target",
        "en",
        r"\b(?:@) (?:(?:was |were )?(?:destroyed|fired (?:on|at))|(?:was|were) (?:hit|struck|targeted|bombed)"
        r"|(?:hit|struck|targeted|bombed)(?= by\b))(?= (?:by|in|at|over|on|while|when)\b|[,;.]|$)",
    ),
    Rule("target", "en", r"\b(?:fire|fired|rockets?|shells?) (?:on|at)(?: \w+){0,4}? (?:@)\b"),
    Rule(
        "target",
        "fr",
        r"\b(?:abat\w*|intercept\w+|detrui\w+|crash|tirs? sur)(?: (?:une?|des|le|les|deux|d'un))*[ '](?:d')?(?:@)\b",
    ),
    Rule(
        "target",
        "fr",
        r"\b(?:@)(?: de l'armee| militaires?| cargos?)?(?: (?:s'est|a ete|ont ete))? (?:abattus?|ecrases?|saisis?|vises?|touches?|endommages?|detruits?)\b(?! (?:un|une|des|deux|le|la|les)\b)",
    ),
    Rule(
        "base",
        "en",
        r"\banti-(?:@)\b|\b(?:@) (?:bases?|pilots?|crews?|operators?|workshops?|control)\b",
    ),
    Rule("base", "fr", r"\banti-(?:@)\b|\bbases? (?:de |d'|des )(?:@)\b"),
    Rule("watching", "en", r"\b(?:surveillance|reconnaissance|spy) (?:@)\b"),
    Rule(
        "watching", "en", r"\b(?:@) (?:seen|spotted|overhead|to film)\b|\bfilm\w* with an? (?:@)\b"
    ),
    Rule(
        "watching",
        "fr",
        r"\b(?:@) (?:de |d')(?:surveillance|reconnaissance|observation)\b|\b(?:presence d'un|film\w+ avec un) (?:@)\b",
    ),
    Rule("watching", "fr", r"\b(?:@) (?:apercu|signale|repere)s?\b"),
    Rule("carrying", "en", r"\b(?:landed|evacuated|airlifted|dropped off|carried) by (?:@)\b"),
    Rule("carrying", "en", r"\bcargo (?:@)\b|\b(?:@) (?:landing|raid)\b"),
    Rule(
        "carrying",
        "fr",
        r"\b(?:evacue\w*|deposes?|transportes?|vivres) par (?:@)\b|\bavions? cargos?\b",
    ),
]
NAMING = [  # ways to say that a weapon struck
    Rule("weapon-strike", "en", rf"\b(?:@) (?:{_ACT})\b"),
    Rule("struck-by", "en", rf"\b{_ACT}\b{_GAP}?(?:by|from|with)(?: \w+){{0,2}}? (?:@)\b"),
    Rule("weapon-struck", "en", rf"\b(?:@){_GAP}(?:{_HIT})\b"),
    Rule("struck-with", "en", r"\braid with (?:@)\b"),
    Rule(
        "strike-of-weapon",
        "fr",
        rf"\b{_ACTE}(?:{_GAP}?(?:par |depuis |avec |l'aide de )"
        rf"|(?:[ '-]+(?!sur|contre)\w+){{0,2}}?[ '-]+(?:d'|de |des |du )){_LE}(?:@)\b",
    ),
    Rule("weapon-struck", "fr", rf"\b(?:@){_GAP}{_TOUCHE}"),
]
NUMBERS = {
    **{"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8},
    **{"nine": 9, "ten": 10, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8},
    **{"neuf": 9, "dix": 10},
}
_NOUNS = r"(?:(?:air ?)?strikes|air raids|drone attacks|frappes|(?:raids|bombardements) aeriens)"
_COUNTED = re.compile(
    rf"(?P<part>\bpart of\b.*?)?(?P<least>\b(?:at least|more than|au moins|plus de) )?"
    rf"(?<![\w-])(?:(?P<number>\d+|{'|'.join(NUMBERS)}) (?:[\w-]+ ){{0,2}}?{_NOUNS}"
    r"|(?P<sole>one|single|une seule) (?:strike|frappe))\b"
)
_SEVERAL = re.compile(
    r"\b(?:strikes|airstrikes|air raids|frappes|(?:raids|bombardements) aeriens)\b"
    r"(?! (?:an?|the|its|his)\b)"  # there it is the verb
)
_VERB = re.compile(  # what one drone does; "drone strikes hit" and "drone strikes on" are several
    r"\b(?:drone|aircraft|plane|helicopter|jet|army) strikes (?!(?:hit|kill\w*|target\w*|destroy\w*|wound\w*"
    r"|then|on|in|at|near|against|by|that|were|was|have|had|left|leave|and|over|as|after|around|reported|follow\w*)\b)(?=\w)"
)
_CLOCK = re.compile(
    r"\b(?:at|around|about|vers|a) (?P<hour>[01]?\d|2[0-3]) ?(?:[:h] ?(?P<minute>[0-5]\d)\b|h\b|heures?\b)"
)


_PLAIN = str.maketrans({"\u2019": "'", "\u202f": " ", "\u00a0": " ", "\u2011": "-"})


def _fold(note: str) -> str:
    """Small letters without accents, a letter for a letter, so that places in both agree."""
    plain = "".join(unicodedata.normalize("NFD", letter)[0] for letter in note)
    return "".join(c.lower()[:1] for c in plain).translate(_PLAIN)


def name_weapon(notes: pd.Series) -> pd.DataFrame:
    """Weapon that each note says struck, the words that this rests on and the rule; a row per note.

    ``not_stated`` where the note names none, none surely, or two. Its words then are those that
    were looked at and found to name no weapon that struck, if any were.
    """
    read = [_read_weapon(note) if isinstance(note, str) else _NOTHING for note in notes]
    return pd.DataFrame(read, index=notes.index, columns=["weapon", "words", "rule"], dtype="str")


_NOTHING = (NOT_STATED, "", "none")


def _read_weapon(note: str) -> tuple[str, str, str]:
    folded = _fold(note)
    aside = [(rule, found) for rule in ASIDE for found in re.finditer(_fill(rule, _ANY), folded)]
    left = folded
    for _, away in aside:
        left = left[: away.start()] + "#" * len(away[0]) + left[away.end() :]
    held = [weapon for weapon in _NAMED if re.search(rf"\b(?:{_NAMED[weapon]})\b", left)]
    if len(held) > 1:
        return _abstain(note, re.search(rf"\b(?:{_ANY})\b.*\b(?:{_ANY})\b", left), "conflict")
    for weapon in held:
        for rule in NAMING:
            if found := re.search(_fill(rule, _NAMED[weapon]), left):
                return weapon, note[found.start() : found.end()], rule.name
        clause = re.search(rf"[^,;:.]*\b(?:{_ANY})\b[^,;:.]*", left)
        return _abstain(note, clause, "mention")
    if vague := re.search(rf"\b(?:{_VAGUE})\b", left):
        return _abstain(note, vague, "vague")
    return _abstain(note, aside[0][1], aside[0][0].name) if aside else _NOTHING


def _fill(rule: Rule, names: str) -> str:
    return rule.pattern.replace("@", names)


def _abstain(note: str, found: re.Match[str] | None, rule: str) -> tuple[str, str, str]:
    words = note[found.start() : found.end()].strip() if found else ""
    return NOT_STATED, words, rule


def read_number(notes: pd.Series) -> pd.DataFrame:
    """Fewest and most strikes that each note states; a row per note.

    *Three strikes* are three; *strikes* and *several strikes* are two or more, without a most. A
    note that speaks of one strike without a number states none, nor does one that counts more than
    its incident (*part of thirteen dead over two strikes*).
    """
    read = [_read_number(_fold(note)) if isinstance(note, str) else (None, None) for note in notes]
    return pd.DataFrame(
        read, index=notes.index, columns=["strikes_low", "strikes_high"], dtype="Int64"
    )


def _read_number(folded: str) -> tuple[int | None, int | None]:
    if found := _COUNTED.search(folded):
        if found["part"]:
            return None, None
        word = found["number"]
        number = 1 if found["sole"] else NUMBERS.get(word) or int(word)
        return number, None if found["least"] else number
    return (2, None) if _SEVERAL.search(_VERB.sub("", folded)) else (None, None)


def read_clock(notes: pd.Series) -> pd.Series:
    """Time of day that each note states, in minutes; missing where it states none or several."""
    held = [set(_CLOCK.findall(_fold(note))) if isinstance(note, str) else set() for note in notes]
    minutes = [_to_minutes(*next(iter(times))) if len(times) == 1 else None for times in held]
    return pd.Series(minutes, index=notes.index, dtype="Int64")


def _to_minutes(hour: str, minute: str) -> int:
    return int(hour) * 60 + int(minute or 0)


def to_strikes(incidents: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """Strikes of the ledger with weapon and number, each from its note and from its claims.

    A row is one incident of the ledger: one strike or several. ``said_by`` is the claimant whose
    words name the weapon, missing where the ledger's own note does; two weapons in the accounts
    name neither. Of the numbers stated fewest and most are kept, and ``strikes_best`` is their
    lower median. Claims of more than the incident have no say.
    """
    chosen = incidents[(incidents["source"] == "ledger") & (incidents["event_type"] == STRIKE)]
    strikes = chosen.assign(incident_id=chosen["event_id"].str.removeprefix("ledger:"))
    said = _list_notes(strikes, claims)
    told = [_tell_strike(said[said["incident_id"] == key]) for key in strikes["incident_id"]]
    frame = pd.DataFrame(told, index=strikes.index, columns=TOLD)
    types = {name: "str" for name in TOLD[:4]} | {name: "Int64" for name in TOLD[4:]}
    return strikes.join(frame.astype(types)).reset_index(drop=True)


def _list_notes(strikes: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """List what was written of each strike: its own note first, then those of its claims, all read."""
    own = claims[claims["incident_id"].isin(strikes["incident_id"]) & (claims["scope"] != "wider")]
    parts = [strikes.assign(claimant=None), own]
    notes = pd.concat(
        [part[["incident_id", "claimant", "note"]].astype("str") for part in parts],
        ignore_index=True,
    )
    read = notes.join(name_weapon(notes["note"])).join(read_number(notes["note"]))
    return read.assign(minutes=read_clock(read["note"]))


def _tell_strike(said: pd.DataFrame) -> tuple[object, ...]:
    """Weapon, number and time of one strike, from all that was written of it."""
    times = said["minutes"].dropna().unique()
    return (
        *_choose_weapon(said),
        *_choose_number(said),
        times[0] if len(times) == 1 else pd.NA,
    )


def _choose_weapon(said: pd.DataFrame) -> tuple[object, ...]:
    """Weapon that all accounts which name one agree on; else none, with the words looked at."""
    named = said[said["weapon"] != NOT_STATED]
    if len(set(named["weapon"])) > 1:
        return NOT_STATED, " / ".join(named["words"].drop_duplicates()), "conflict", None
    looked_at = named if len(named) else said[said["words"] != ""]
    if looked_at.empty:
        return *_NOTHING, None
    return tuple(looked_at[["weapon", "words", "rule", "claimant"]].iloc[0])


def _choose_number(said: pd.DataFrame) -> tuple[object, ...]:
    """Fewest, best and most strikes stated; no most where an account has more than any number."""
    exact, least = said["strikes_high"].dropna(), said["strikes_low"].max()
    if exact.empty:
        return least, pd.NA, pd.NA
    most = pd.NA if least > exact.max() else exact.max()
    return exact.min(), lower_median(exact), most


def count_strikes(strikes: pd.DataFrame) -> pd.DataFrame:
    """Count strikes both ways: rows ``strikes`` and ``incidents``, each with low, value and high.

    As strikes: the numbers stated, of which each row has at least one; without a high where any
    row states none. As incidents: rows on one place and day within an hour of the first are one;
    rows without a time may be one with any other, so low has them as one and high apart.
    """
    low = strikes["strikes_low"].fillna(1).sum()
    best = strikes["strikes_best"].fillna(strikes["strikes_low"]).fillna(1).sum()
    high = strikes["strikes_high"].sum(skipna=False)
    named = strikes["locality"].astype("object")
    place = named.where(named.notna(), strikes["event_id"])  # of no place: on none with another
    region = strikes["admin1_name"].astype("object").fillna("")
    groups = strikes.groupby([strikes["event_date"], region, place])["minutes"]
    spans = [_count_incidents(minutes) for _, minutes in groups]
    fewest, most = (sum(span[end] for span in spans) for end in (0, 1))
    rows = {"low": [low, fewest], "value": [best, most], "high": [high, most]}
    result = pd.DataFrame(rows, index=["strikes", "incidents"], dtype="Int64")
    return result if len(strikes) else result.mask(result.notna())


def _count_incidents(minutes: pd.Series) -> tuple[int, int]:
    """Fewest and most incidents among strikes on one place and day."""
    timed, first = 0, -HOUR - 1
    for minute in sorted(minutes.dropna()):
        if minute - first > HOUR:
            timed, first = timed + 1, minute
    untimed = int(minutes.isna().sum())
    return max(timed, 1), timed + untimed
