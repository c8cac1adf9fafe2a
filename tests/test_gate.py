"""What could give a person away unseen: a hidden count that its neighbours, its sum or a copy reveals.

The attacker here knows the rule, every sum and every cell that is shown, and tries all tables.
"""

from functools import cache
from html import unescape
from itertools import product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from analysis import chapters, gate, store
from analysis.delays import to_delays
from analysis.facts import make_id, to_figures
from analysis.gate import LEAST, close_family, close_levels, withhold_small
from analysis.page import open_edition
from analysis.panel import to_panel
from analysis.prose import say
from analysis.schema import (
    TABLES,
    Displacements,
    Idps,
    Pcodes,
    Refugees,
    conform,
    empty,
)
from tests.conftest import LANGS, RAW, raw_rows

ROOT = (0, "XXX")
COUNTS = st.integers(0, 9) | st.integers(0, 40)


def show_family(values, whole):
    """Return what is printed of a family and its whole; ``None`` is withheld."""
    small = {i for i, v in enumerate(values) if 0 < v < LEAST}
    if not small:
        return (*values, whole)
    hidden, is_enough = close_family(list(values), small, whole)
    told = [None if i in hidden else v for i, v in enumerate(values)]
    return (*told, whole if is_enough else None)


def list_families(printed, limit):
    """Every family that adds up to what is printed; where no whole is, with up to ``limit`` a cell."""
    *told, whole = printed
    hidden = [i for i, v in enumerate(told) if v is None]
    rest = None if whole is None else whole - sum(v for v in told if v is not None)
    free = hidden if rest is None else hidden[1:]
    top = limit if rest is None else rest
    for guess in product(range(top + 1), repeat=len(free)):
        first = [] if rest is None else [rest - sum(guess)]
        if first and first[0] < 0:
            continue
        found = list(told)
        for i, value in zip(hidden, [*first, *guess], strict=True):
            found[i] = value
        yield found


@settings(max_examples=60)
@given(st.lists(COUNTS, min_size=3, max_size=5).filter(lambda v: any(0 < n < LEAST for n in v)))
def test_an_attacker_who_tries_every_family_pins_no_small_cell(values):
    printed = show_family(values, sum(values))
    small = [i for i, v in enumerate(values) if 0 < v < LEAST]
    assert all(printed[i] is None for i in small)
    assert printed.count(None) > 1
    possible = {i: {values[i]} for i in small}
    for guess in list_families(printed, LEAST):
        if show_family(guess, sum(guess)) == printed:
            for i in small:
                possible[i].add(guess[i])
        if all(len(found) > 1 for found in possible.values()):
            return
    pytest.fail(f"{values} can be told from {printed}: {possible}")


@pytest.mark.parametrize(("small", "count"), [(1, 15), (4, 4), (4, 12), (1, 4)])
@pytest.mark.parametrize("beside", [[0, 5], [12, 0, 7], [0, 0, 90], [30, 30]])
def test_many_small_cells_at_the_ends_of_their_range_are_not_told_by_their_sum(
    small, count, beside
):
    values = [*beside, *[small] * count]
    printed = show_family(values, sum(values))
    held = [i for i, v in enumerate(printed[:-1]) if v is None]
    others = [i for i in held if values[i] >= LEAST or values[i] == 0]
    if printed[-1] is None:
        return
    move = 1 if small == 1 else -1
    for i in [i for i in held if values[i] == small]:
        assert any(
            show_family(other, sum(other)) == printed
            for j in others
            if (other := shift(values, i, j, move))[j] >= 0
        )


def shift(values, to, since, number):
    moved = list(values)
    moved[to] += number
    moved[since] -= number
    return moved


def add_up(districts):
    """Cells of a country from those of its districts, by region: every level, and what is above."""
    values = {ROOT: 0}
    above = {}
    for region, counts in districts.items():
        values |= {(1, region): sum(counts)}
        values[ROOT] += sum(counts)
        above[(1, region)] = ROOT
        for place, value in enumerate(counts):
            values[(2, f"{region}{place}")] = value
            above[(2, f"{region}{place}")] = (1, region)
    return values, above


def show_country(districts):
    values, above = add_up(districts)
    small = {n for n, v in values.items() if n != ROOT and 0 < v < LEAST}
    held = close_levels(values, above, small) if small else set()
    return {n: None if n in held else v for n, v in values.items()}


def show_months(months):
    """Return what is printed of two months: their counts, and each change of which both are shown."""
    before, after = (show_country(month) for month in months)
    changes = {
        n: after[n] - before[n] for n in after if before[n] is not None and after[n] is not None
    }
    return before, after, changes


def list_near(districts, region, place):
    """Tables in which one district has another number, and one or two others make up for it."""
    cells = [(r, i) for r, counts in districts.items() for i in range(len(counts))]
    for value, first, second, part in product(range(LEAST), cells, cells, range(-8, 9)):
        step = value - districts[region][place]
        moved = {r: list(counts) for r, counts in districts.items()}
        moved[region][place] += step
        moved[first[0]][first[1]] -= part
        moved[second[0]][second[1]] -= step - part
        is_other = moved[region][place] != districts[region][place]
        if is_other and min(min(counts) for counts in moved.values()) >= 0:
            yield moved


@pytest.mark.parametrize(
    ("values", "whole", "hidden", "is_enough"),
    [
        ([50, 3, 12, 40], 105, {1, 2}, True),  # the next in order, not the nearest in size
        ([50, 3, 0, 40], 93, {1, 2, 3}, True),  # a zero goes, too
        ([50, 30, 3], 83, {0, 2}, True),  # the order goes round
        ([3, None, 20], 23, {0, 2}, True),  # what is missing is not withheld
        ([3, 6], 9, {0, 1}, False),  # all of them are not enough: nor is the whole shown
        ([3, 6], 300, {0, 1}, True),  # most of the whole is in no part
        ([3, 6], None, {0, 1}, False),
        ([3], 3, {0}, False),
        ([2, 12, 3, 8, 70], 95, {0, 1, 2, 3}, True),  # the more small ones, the more beside them
    ],
)
def test_what_goes_with_a_small_cell(values, whole, hidden, is_enough):
    small = {i for i, v in enumerate(values) if v and v < LEAST}
    assert close_family(values, small, whole) == (hidden, is_enough)


def test_a_unit_goes_with_all_its_parts_and_with_the_sum_of_too_few():
    values, above = add_up({"A": [3, 6, 0], "B": [20, 30, 40], "C": [7, 8, 9]})
    held = close_levels(values, above, {(2, "A0")})
    assert {n for n in values if n not in held} == {
        ROOT,
        (1, "C"),
        *((2, f"C{i}") for i in range(3)),
    }
    assert close_levels({**values, (1, "A"): None}, above, {(2, "A0")}) == held


REGIONS = st.lists(st.lists(COUNTS, min_size=3, max_size=4), min_size=2, max_size=3).map(
    lambda counts: dict(zip("ABC", counts, strict=False))
)


@settings(max_examples=12)
@given(REGIONS, st.data())
def test_two_levels_and_two_months_with_their_changes_pin_no_small_cell(earlier, data):
    later = {
        region: data.draw(st.tuples(*(st.sampled_from([v, v + 1, 0, 2, 20]) for v in counts)))
        for region, counts in earlier.items()
    }
    months = [earlier, {region: list(counts) for region, counts in later.items()}]
    printed = show_months(months)
    for which, month in enumerate(months):
        places = [(r, i) for r, counts in month.items() for i in range(len(counts))]
        for region, i in [(r, i) for r, i in places if 0 < month[r][i] < LEAST]:
            assert printed[which][(2, f"{region}{i}")] is None
            near = ([*months[:which], o, *months[which + 1 :]] for o in list_near(month, region, i))
            assert any(show_months(other) == printed for other in near), (months, region, i)


IDPS = """
geography,geography_name,admin_level,parent_name,as_of,indicator,idps
XXX,Xland,0,,2024-03-31,idps,{total}
XX01,North,1,Xland,2024-03-31,idps,{north}
XX02,South,1,Xland,2024-03-31,idps,{south}
XX03,West,1,Xland,2024-03-31,idps,500
XX04,East,1,Xland,2024-03-31,idps,0
XX01,North,1,Xland,2024-03-31,idp_returnees,{back}
XX02,South,1,Xland,2024-03-31,idp_returnees,{others}
XX03,West,1,Xland,2024-03-31,idp_returnees,70
XXX,Xland,0,,2024-03-31,idp_returnees,{returned}
Xtown,Xtown,2,South,2024-03-31,idps,{town}
Ytown,Ytown,2,South,2024-03-31,idps,{rest}
Ztown,Ztown,2,West,2024-03-31,idps,500
XXX,Xland,0,,2023-12-31,idps,700
XX01,North,1,Xland,2023-12-31,idps,60
XX02,South,1,Xland,2023-12-31,idps,90
XX03,West,1,Xland,2023-12-31,idps,550
XX04,East,1,Xland,2023-12-31,idps,0
"""
FLOWS = """
geography,period_start,period_end,vintage,displacements
XXX,2024-03-01,2024-03-31,2024-04-30,{flow}
North,2024-03-01,2024-03-31,2024-04-30,{flow_north}
South,2024-03-01,2024-03-31,2024-04-30,{flow_south}
West,2024-03-01,2024-03-31,2024-04-30,80
North,2024-03-01,2024-03-31,2024-05-31,9
South,2024-03-01,2024-03-31,2024-05-31,31
"""
ABROAD = """
geography,value
YYY,{near}
ZZZ,{far}
QQQ,5000
Neighbours of Xland,{around}
XXX,{abroad}
"""
PCODES = """
pcode,name,level
XX01,North,1
XX02,South,1
XX03,West,1
XX04,East,1
"""


def to_table(text, table, numbers, **more):
    rows = raw_rows(text.format(**numbers))
    blank = {n: None for n in empty(table).columns if n not in rows and n not in more}
    made = rows.replace("", None).assign(**blank, **more)
    for name in ("idps", "displacements", "admin_level"):
        if name in rows:
            made[name] = pd.to_numeric(rows[name].replace("", None)).astype("Int64")
    return conform(made, table).pipe(table.validate, lazy=True)


@cache
def make_tables(north=3, back=2, town=4, near=2, flow_north=1, country="XXX"):
    """Tables of an invented country of whose numbers five are small; the sums stay when they move."""
    numbers = {
        "north": north, "south": 43 - north, "total": 543, "town": town, "rest": 43 - north - town,
        "back": back, "others": 42 - back, "returned": 112, "near": near, "far": 102 - near,
        "around": near + 5000, "abroad": 5102, "flow": 120, "flow_north": flow_north,
        "flow_south": 40 - flow_north,
    }  # fmt: skip
    known = {"source": "dtm", "publisher": "IOM", "status": "reported", "confidence": 3}
    day = pd.to_datetime(raw_rows(IDPS)["as_of"])
    idps = to_table(
        IDPS, Idps, numbers, **known, as_of_last=day, known_from=day, is_preferred=True,
        method="estimate", qualifier=[f"{n} households" for n in range(len(day))],
    )  # fmt: skip
    when = raw_rows(FLOWS)
    flows = to_table(
        FLOWS, Displacements, numbers, source="idmc", status="reported", cause="conflict",
        geography_name=when["geography"], known_from=pd.to_datetime(when["vintage"]),
        **{n: pd.to_datetime(when[n]) for n in ("period_start", "period_end")},
    )  # fmt: skip
    march = pd.Timestamp("2024-03-31")
    refugees = to_table(
        ABROAD, Refugees, numbers, source="unhcr", publisher="UNHCR", indicator="refugees",
        geography_name=raw_rows(ABROAD)["geography"], period_start=march, period_end=march,
        as_of="2024-03", known_from=march, status="reported", unit="people", confidence=3,
        is_preferred=True, value=[float(r.format(**numbers)) for r in raw_rows(ABROAD)["value"]],
    )  # fmt: skip
    pcodes = to_table(
        PCODES, Pcodes, {}, iso3="XXX", scheme="list", valid_from="2020", parent_pcode="XX",
        is_analysed=True, drawn_in=None,
    ).assign(level=1)  # fmt: skip
    tables = {name: empty(table) for name, table in TABLES.items()}
    counted = {"idps": idps, "displacements": flows, "refugees": refugees}
    tables |= {name: table.replace("XXX", country) for name, table in counted.items()}
    tables["pcodes"] = pcodes
    panel, losses = to_panel(
        tables["incidents_admin1_month"],
        *(tables[name] for name in ("idps", "needs", "pcodes", "coverage", "breaks")),
    )
    delays = to_delays(tables["displacements"], {})
    return tables | {"panel_admin1_month": panel, "losses": losses, "delays": delays}


def tell(tables):
    figures = to_figures(
        tables, country="XXX", country_name="Xland", month="2024-03", as_of="2024-06-30"
    )
    return figures.set_index("id")


OTHERS = [{"north": 4, "town": 3}, {"back": 1}, {"near": 4}, {"flow_north": 3}]
SHOWN = [*gate.COUNTED, "delays", "panel_admin1_month", "losses"]
ALL = {name: value for other in OTHERS for name, value in other.items()}


@pytest.fixture(scope="module")
def gated():
    return withhold_small(make_tables(), "XXX")


@pytest.mark.parametrize("moved", OTHERS, ids=lambda m: next(iter(m)))
def test_no_table_moves_when_the_hidden_numbers_do(moved, gated):
    plain, shown = make_tables(**moved), withhold_small(make_tables(**moved), "XXX")
    assert any(not plain[name].equals(make_tables()[name]) for name in gate.COUNTED)
    for name in SHOWN:
        assert_frame_equal(shown[name], gated[name])


@pytest.mark.parametrize("name", SHOWN)
def test_what_is_shown_is_a_table_still(name, gated):
    TABLES[name].validate(gated[name], lazy=True)


def test_no_figure_moves_when_the_hidden_numbers_do_and_without_the_gate_they_do(gated):
    told = tell(gated)
    assert_frame_equal(tell(withhold_small(make_tables(**ALL), "XXX")), told)
    plain = tell(make_tables())
    given_away = set(plain.index[plain["value"].notna()]) - set(told.index[told["value"].notna()])
    assert {"idps-XX01", "idps_change_pct-XX01", "idps-XX02"} <= given_away
    assert told.loc["idps-XX01", "status"] == "withheld"
    assert pd.isna(told.loc["idps-XX01", "note"])  # it says how many households
    assert told.loc["idps-XX03", "value"] == 500
    assert told.loc["idps-XXX", "value"] == 543


def list_shown(rows, value, *names):
    shown = rows[rows[value].notna()]
    return sorted(zip(*(shown[name] for name in names), shown[value], strict=True))


def test_what_is_withheld_is_the_small_its_other_counts_its_parts_and_its_neighbour(gated):
    march = gated["idps"][gated["idps"]["as_of"] == "2024-03-31"]
    assert list_shown(march, "idps", "indicator", "geography") == [
        ("idp_returnees", "XX03", 70),
        ("idp_returnees", "XXX", 112),
        ("idps", "XX03", 500),
        ("idps", "XX04", 0),
        ("idps", "XXX", 543),
        ("idps", "Ztown", 500),
    ]
    assert (march["status"] == "withheld").sum() == 6
    december = gated["idps"][gated["idps"]["as_of"] == "2023-12-31"]
    assert december["idps"].tolist() == [700, 60, 90, 550, 0]
    panel = gated["panel_admin1_month"].query("idps_as_of == '2024-03-31'")
    assert list_shown(panel, "idps", "admin1_pcode") == [("XX03", 500), ("XX04", 0)]


def test_a_sum_of_several_places_is_withheld_beside_a_small_one(gated):
    assert list_shown(gated["refugees"], "value", "geography") == [("QQQ", 5000), ("XXX", 5102)]


def test_a_flow_is_withheld_in_its_vintage_and_its_growth_with_it(gated):
    assert list_shown(gated["displacements"], "displacements", "geography", "vintage") == [
        ("North", "2024-05-31", 9),
        ("South", "2024-05-31", 31),
        ("West", "2024-04-30", 80),
        ("XXX", "2024-04-30", 120),
    ]
    march = gated["delays"][gated["delays"]["month"] == "2024-03-01"]
    south = march[march["geography"] == "South"]
    assert south["status"].tolist() == ["withheld", "reported"]
    assert south["published_share"].fillna(-1).tolist() == [-1, 1]
    assert south["first_change"].fillna(-1).tolist() == [-1, 0]


def test_checksums_with_a_withheld_number_go_and_the_withheld_are_counted(gated):
    losses = gated["losses"].set_index("join")
    assert losses.loc[["stocks to panel"], "value"].isna().all()
    assert losses.loc[[gate.JOIN], "rows"].tolist() == [6 + 3 + 2]


def test_the_joins_named_here_are_those_of_the_build(mali):
    named = {join for counted in gate.COUNTED.values() for join in counted.joins}
    assert named <= set(mali["losses"]["join"])


def test_nothing_small_changes_nothing(mali):
    shown = withhold_small(mali, "MLI")
    assert all(shown[name] is mali[name] for name in mali)


def test_the_input_is_not_changed():
    tables = make_tables()  # as every test here has them
    before = {name: table.copy() for name, table in tables.items()}
    withhold_small(tables, "XXX")
    for name, table in tables.items():
        assert_frame_equal(table, before[name])


def test_no_rows_give_no_rows():
    tables = {name: empty(table) for name, table in TABLES.items()}
    assert withhold_small(tables, "XXX") == tables


def test_a_small_flow_of_the_country_stays():
    flows = make_tables()["displacements"]
    small = flows.assign(displacements=flows["displacements"].mask(flows["geography"] == "XXX", 2))
    hidden = gate.find_hidden("displacements", small, "XXX", empty(Pcodes))
    assert not hidden[small["geography"] == "XXX"].any()


def test_a_copy_goes_with_its_original_and_another_count_stays():
    idps = make_tables()["idps"]
    copy = idps.assign(source="hapi")
    is_part = copy["geography"].isin(["XX02", "XX03", "XXX"]) & (copy["indicator"] == "idps")
    both = pd.concat([idps, copy[is_part]], ignore_index=True)
    hidden = gate.find_hidden("idps", both, "XXX", empty(Pcodes))
    is_march = (both["as_of"] == "2024-03-31") & (both["source"] == "hapi")
    assert both.loc[hidden & is_march, "geography"].tolist() == ["XX02", "XX03"]
    other = both.assign(idps=both["idps"].mask(both["source"] == "hapi", both["idps"] + 1000))
    assert not gate.find_hidden("idps", other, "XXX", empty(Pcodes))[is_march].any()


@pytest.fixture(scope="module")
def processed(tmp_path_factory):
    """Folder with the tables of a made-up country that bears a real code, as a build leaves them."""
    folder = tmp_path_factory.mktemp("processed")
    store.write_tables(folder, "MLI", make_tables(country="MLI"), {"as_of": "2024-06-30"})
    return folder


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_is_made_of_what_may_be_shown_and_says_how_many_are_withheld(processed, lang):
    edition = open_edition(
        country="MLI", month="2024-03", lang=lang, raw=str(RAW), processed=str(processed)
    )
    assert edition.figure("idps-XX01")["status"] == "withheld"
    held = edition.tables["idps"]
    assert held.loc[held["geography"] == "XX01", "idps"].tolist()[0] is pd.NA
    said = chapters.show_quality(edition).data
    words = {"en": "where fewer than five people", "fr": "quand moins de cinq personnes"}
    assert words[lang] in said
    number = make_id("rows", gate.JOIN, gate.OUTCOME)
    assert f'href="#{number}">11</a>' in said
    assert edition.figure(number)["value"] == 11
    joins = chapters.show_joins(edition).data
    assert say(lang, "outcome-small-count-or-what-reveals-it") in unescape(joins)


def test_the_words_say_the_number_of_the_rule():
    assert LEAST == 5  # "fewer than five people"


def test_where_nothing_is_withheld_the_page_does_not_speak_of_it(mali_pages):
    assert "fewer than five people" not in mali_pages["en"]
    assert make_id("rows", gate.JOIN, gate.OUTCOME) not in mali_pages["fr"]
