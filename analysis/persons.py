"""Words of sources without the names of private persons: the name goes, the rest stays.

A name is what stands in capitals after a word that introduces a person, or before an age or an
office. The rules are few and can be read; what they miss, the reviewer's eye must find. Names of
``hand/public_names.csv`` stand. Methods: ``docs/methods/do-no-harm.md``.
"""

import re
from collections.abc import Collection, Mapping

import pandas as pd

from analysis.places import normalise

MARK = "[name withheld]"
TEXTS = {"incidents": ["note", "actor1", "actor2"], "claims": ["note", "claimant"]}
TEXTS |= {"resolutions": ["reason"]}

_WORD = r"[A-ZÀ-ÖØ-Þ][\w\u2019'-]*[^\W\d_]"
_LINK = r"(?:ag|al|el|ould|ben|bin|bint|de|dit|dite)"
_NAME = rf"{_WORD}(?:[ ]{_LINK}[ ]{_WORD}|[ ]{_WORD})*"
_FULL = rf"{_WORD}(?:[ ]{_LINK}[ ]{_WORD}|[ ]{_WORD})+"
_SURE = (  # after which even a single name is one
    r"named|nicknamed|M(?:r|rs|s)\.?|Dr\.?|M\.|Mmes?|Mlles?|Messrs\.?"
    r"|nomm[ée]e?s?|surnomm[ée]e?s?|dénomm[ée]e?s?|pr[ée]nomm[ée]e?s?|un certain|une certaine"
    r"|(?:father|mother|son|daughter|brother|sister|wife|husband|widow|death) of"
    r"|(?:père|mère|fils|fille|frère|sœur|épouse|mari|veuve|mort|décès) d(?:e |\u2019|')"
)
_TRADE = (  # after which a name has two words: the second of "in village Xtown" is none
    r"shepherds?|herders?|farmers?|drivers?|teachers?|traders?|merchants?|villagers?|residents?"
    r"|survivors?|wom[ae]n|m[ae]n|boys?|girls?|child|students?|nurses?|doctors?|journalists?"
    r"|marabouts?|detainees?|hostages?|victims?|brothers?|sisters?"
    r"|bergers?|bergères?|éleveurs?|cultivat(?:eur|rice)s?|chauffeurs?|conducteurs?"
    r"|enseignant(?:e)?s?|commerçant(?:e)?s?|habitant(?:e)?s?|villageois(?:e)?s?|rescapé(?:e)?s?"
    r"|élèves?|infirmi(?:er|ère)s?|médecins?|femmes?|hommes?|garçons?|filles?|frères?|victimes?"
    r"|otages?|détenus?"
)
_OFFICE = (  # of which a claimant is printed, and not who holds it
    r"mayor|governor|prefect|deputy|spokes(?:man|woman|person)|leader|chief|imam|commander"
    r"|captain|colonel|lieutenant|sergeant|minister|councillor|elder|activist|lawyer|professor"
    r"|maire|gouverneur|préfet|député|porte-parole|chef|commandant|capitaine|ministre"
    r"|conseill(?:er|ère)|militant(?:e)?|avocat(?:e)?|notable"
)
_STOP = (  # what begins no name of a person
    r"(?!(?:Staff|General|Major|Colonel|Minister|Prosecutor|Assembly|Islamic|Region|Cercle|Province|District|Wagner|JNIM|FAMa|Bamako"
    r"|Malian|Malien(?:ne)?s?|Burkinab\w+|Nig[ée]rien\w*|Nigerian|Chadian|French|Russian)\b)"
)
_NO_PERSON = re.compile(r"(?:^| )(?:Region|Cercle|Group|Groupe|Province|District|Department)$")
_AGE = r"\(\d{1,2}\)|\(?(?:aged|âgée?s? de)? ?\d{1,2} (?:ans|years)|,? (?:aged|âgée?s? de) \d{1,2}"
_AGE += r"|, \d{1,2}(?=,)"
_RULES = [
    re.compile(rf"(?P<cue>\b(?i:{_SURE})[ ]?){_STOP}(?P<name>{_NAME})"),
    re.compile(rf"(?P<cue>\b(?i:{_TRADE})[ ](?:\w+[ ])??){_STOP}(?P<name>{_FULL})"),
    re.compile(rf"(?P<cue>\b(?i:{_OFFICE})[ ]){_STOP}(?P<name>{_NAME})"),
    re.compile(rf"(?P<cue>)(?P<name>{_FULL})(?=,? ?(?:{_AGE}))"),
    re.compile(rf"(?P<cue>)(?P<name>{_WORD})(?=,? (?:aged|âgée?s? de)? ?\d{{1,2}} (?:ans|years))"),
    re.compile(
        rf"(?P<cue>)(?P<name>{_FULL})(?=(?:,| \()[ ]?(?:the |le |la |l\u2019)?(?i:{_OFFICE})\b)"
    ),
]
_NEXT = re.compile(rf"(?P<cue>{re.escape(MARK)}(?:,|,? and|,? et) ){_STOP}(?P<name>{_FULL})")


def withhold_names(text: str, public: Collection[str]) -> str:
    """Text in which ``MARK`` stands for every name of a person that is not ``public``, normalised."""

    def write(found: re.Match[str]) -> str:
        is_known = normalise(found["name"]) in public or _NO_PERSON.search(found["name"])
        return found[0] if is_known else f"{found['cue']}{MARK}"

    for rule in _RULES:
        text = rule.sub(write, text)
    while (further := _NEXT.sub(write, text)) != text:
        text = further
    return text


def withhold_persons(
    tables: Mapping[str, pd.DataFrame], public_names: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Tables with their sources' words as they may be printed; else unchanged."""
    public = {normalise(name) for name in public_names["name"]}
    shown = {
        name: tables[name].assign(**{c: _withhold(tables[name][c], public) for c in columns})
        for name, columns in TEXTS.items()
    }
    return {**tables, **shown}


def _withhold(texts: pd.Series, public: Collection[str]) -> pd.Series:
    """Texts without names; each distinct one is read once."""
    known = texts.dropna().unique()
    changed = {t: shown for t in known if (shown := withhold_names(t, public)) != t}
    return texts.map(lambda t: changed.get(t, t), na_action="ignore") if changed else texts
