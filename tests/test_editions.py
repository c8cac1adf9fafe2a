"""What could go wrong unseen: parts that do not add up, no figure read as no change, a wrong cause.

And a break passed off as a change, or a report of another version half-read.
"""

import copy
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.editions import (
    PARTS,
    choose_edition,
    choose_month,
    compare,
    format_changes,
    format_exact,
    keep_errata,
    month_before,
    to_report,
)
from analysis.measures import BadInputError

FILE = "ucdp/XXX/2024-06-30/events.csv"


def figure(name="fatalities-ucdp-XXX", value=10, **more):
    indicator, source, _ = (*name.split("-"), "", "")[:3]
    return {
        "id": name,
        "indicator": indicator,
        "source": source if source in ("ucdp", "acled") else "figures",
        "geography": "XXX",
        "period_start": "2023-11-01",
        "period_end": "2023-11-30",
        "value": value,
        "status": "reported" if value is not None else "not_reported",
        "unit": "people",
        "rule": "sum",
        "as_of": "2024-06",
        "inputs": [{"file": FILE, "rows": [2, 3]}],
    } | more


def correction(row=3, value="12"):
    return {
        "id": "one-death-too-few",
        "file": FILE,
        "row": row,
        "column": "deaths_best",
        "expect": "10",
        "value": value,
        "reason": "its own note says so",
    }


def run(sha="1", version="0.1.0", corrections=None, **hand):
    files = {"hand/breaks.csv": "b", "hand/corrections.yml": "c"}
    return ({} if corrections is None else {"corrections": corrections}) | {
        "inputs": [{"source": "ucdp", "file": FILE, "sha256": sha}],
        "hand": files | {f"hand/{k}": v for k, v in hand.items()},
        "versions": {"analysis": version},
    }


def report(*figures, month="2023-11", as_of="2024-12-31", ran=None, country="XXX"):
    content = {
        "schema": 1,
        "country": country,
        "month": month,
        "as_of": as_of,
        "figures": list(figures),
    }
    return to_report(content, ran, name="a report")


def only(old, new, name="fatalities-ucdp-XXX"):
    found = [c for c in compare(old, new) if c.figure.id == name]
    assert len(found) == 1
    return found[0]


def told(change):
    """Parts of a change as numbers, those of zero left out."""
    parts = {**change.parts, "unexplained": change.unexplained}
    return {k: v for k, v in parts.items() if v != 0}


numbers = st.one_of(
    st.none(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.decimals(-1000, 1000, places=2).map(float),
)
OCTOBER = {"period_start": "2023-10-01", "period_end": "2023-10-31"}
NAMES = [
    *("fatalities-ucdp-XXX", "fatalities-ucdp-XXX-2023-10", "incidents-ucdp-XXX"),
    *("incidents-acled-XXX", "idps-XXX", "idps_change_pct-XXX", "people_in_need-XXX"),
]


@st.composite
def vintages(draw, month):
    """Draw a report as any version might have written it, keys missing and some unknown."""
    figures = []
    for name in draw(st.lists(st.sampled_from(NAMES), unique=True)):
        row = figure(
            name,
            draw(numbers),
            status=draw(st.sampled_from(["reported", "at_least", "not_covered"])),
            rule=draw(st.sampled_from(["sum", "count", "not-comparable", "latest-on-or-before"])),
            unit=draw(st.sampled_from(["people", "incidents"])),
            inputs=draw(
                st.sampled_from(
                    [[], [{"file": FILE, "rows": [2]}], [{"file": FILE, "rows": [2, 3]}]]
                )
            ),
            of_tomorrow=1,
        )
        if draw(st.booleans()):
            row |= OCTOBER
        for key in draw(st.sets(st.sampled_from([k for k in row if k != "id"]), max_size=3)):
            del row[key]
        figures.append(row)
    ran = draw(
        st.one_of(
            st.none(),
            st.just({}),
            st.builds(run, sha=st.sampled_from("12"), version=st.sampled_from(["0.1.0", "0.2.0"])),
            st.builds(lambda c: run(**{"corrections.yml": c}), st.sampled_from("cd")),
            st.builds(
                lambda c, held: run(corrections=held, **{"corrections.yml": c}),
                st.sampled_from("cd"),
                st.sampled_from([[], [correction()], [correction(7)], [{"id": "half"}], "none"]),
            ),
        )
    )
    as_of = draw(st.sampled_from([None, "2023-12-10", "2024-12-31"]))
    return report(*figures, month=month, as_of=as_of, ran=ran)


@given(vintages("2023-10") | vintages("2023-11"), vintages("2023-11"))
def test_the_parts_of_any_change_add_up_exactly(old, new):
    for change in compare(old, new):
        before, after = (f.value if f else None for f in (change.before, change.after))
        if change.total is None:
            assert set(change.parts.values()) | {change.unexplained} == {None}
            is_missing = before is None or after is None
            assert is_missing or change.before.unit != change.after.unit
        else:
            known = [part for part in change.parts.values() if part is not None]
            assert sum(known) + change.unexplained == change.total == after - before
            if len(known) == len(PARTS):
                assert change.unexplained == 0


@given(vintages("2023-11"), vintages("2023-11"))
def test_no_figure_is_never_a_change_of_zero(old, new):
    for change in compare(old, new):
        before, after = (f.value if f else None for f in (change.before, change.after))
        if before is None and after is not None:
            assert change.label == "new"
        if before is not None and after is None:
            assert change.label == "lost"
        if before is None or after is None:
            assert change.total is None


@given(vintages("2023-11"))
def test_a_report_and_itself_differ_in_nothing(one):
    assert {c.label for c in compare(one, one)} <= {"unchanged"}


def test_the_sum_of_tenths_is_exact():
    change = only(report(figure(value=0.1), ran=run("1")), report(figure(value=0.3), ran=run("2")))
    assert told(change) == {"revision": Fraction(1, 5)}


def test_another_number_of_the_same_period_is_a_revision():
    change = only(report(figure(value=10), ran=run("1")), report(figure(value=12), ran=run("2")))
    assert (change.label, change.cause) == ("moved", "other-rows")
    assert told(change) == {"revision": 2}


def test_more_rows_of_the_same_file_are_new_information():
    more = figure(value=12, inputs=[{"file": FILE, "rows": [2, 3, 4]}])
    change = only(report(figure(), ran=run()), report(more, ran=run()))
    assert told(change) == {"new": 2}
    assert change.cause == "more-rows"


def test_where_only_the_cutoff_moved_what_cites_no_row_is_news():
    old = report(figure(inputs=[]), ran=run(), as_of="2023-12-10")
    change = only(old, report(figure(value=12, inputs=[]), ran=run()))
    assert told(change) == {"new": 2}
    assert change.cause == "cutoff"


def known_from(*files):
    """Run that names files of UCDP's, each with the hash of its bytes."""
    inputs = [{"source": "ucdp", "file": f, "sha256": sha} for f, sha in files]
    return run() | {"inputs": inputs}


@pytest.mark.parametrize(
    ("then", "now", "cause"),
    [
        ([(FILE, "1")], [(FILE, "1"), ("ucdp/XXX/2024-06-30/more.csv", "2")], "cutoff"),
        ([(FILE, "1")], [(FILE, "9"), ("ucdp/XXX/2024-06-30/more.csv", "2")], "other-rows"),
        ([(FILE, "1")], [(FILE, "1"), ("ucdp/XXX/2025-06-30/more.csv", "2")], "other-rows"),
        ([(FILE, "1")], [("ucdp/XXX/2025-06-30/events.csv", "1")], "other-rows"),
    ],
)
def test_a_file_of_which_nothing_was_known_by_the_earlier_cutoff_is_no_revision(then, now, cause):
    old = report(figure(inputs=[]), ran=known_from(*then), as_of="2023-12-10")
    change = only(old, report(figure(value=12, inputs=[]), ran=known_from(*now)))
    assert change.cause == cause
    assert told(change) == {"new" if cause == "cutoff" else "revision": 2}


@pytest.mark.parametrize(
    ("more", "cause"),
    [({"rule": "latest"}, "rule"), ({"status": "at_least"}, "status")],
)
def test_another_rule_or_state_is_another_method(more, cause):
    change = only(report(figure()), report(figure(value=13, **more)))
    assert told(change) == {"method": 3}
    assert change.cause == cause


def test_zero_listed_and_then_one_is_no_other_method():
    none = figure(value=0, rule="none-listed-inside-coverage", inputs=[])
    change = only(report(none, ran=run("1")), report(figure(value=1), ran=run("2")))
    assert told(change) == {"revision": 1}


@pytest.mark.parametrize(
    ("ran", "expected"),
    [
        (run(version="0.2.0"), {"method": 2}),
        (run(**{"breaks.csv": "x"}), {"method": 2}),
        (run(**{"corrections.yml": "x"}), {"correction": 2}),
        (run(**{"README.md": "x"}), {"new": None, "revision": None}),
    ],
)
def test_what_the_run_records_is_the_evidence(ran, expected):
    change = only(report(figure(), ran=run()), report(figure(value=12), ran=ran))
    if "new" in expected:  # the same bytes, rows, hand tables and version gave another number
        assert change.cause == "nothing-recorded"
        assert told(change) == {**dict.fromkeys(PARTS), "unexplained": 2}
    else:
        assert told(change) == expected


def test_a_correction_of_its_own_row_is_named_and_is_the_whole_change():
    old = report(figure(), ran=run(corrections=[]))
    new = report(figure(value=12), ran=run(corrections=[correction()], **{"corrections.yml": "x"}))
    change = only(old, new)
    assert told(change) == {"correction": 2}
    assert [fix.id for fix in change.corrections] == ["one-death-too-few"]
    lines = "\n".join(format_changes(old, new, [change]))
    assert f"{FILE}, row 3, column deaths_best: '10' -> '12': its own note says so" in lines


def test_a_correction_of_another_row_explains_nothing():
    old = report(figure(), ran=run(corrections=[]))
    ran = run(corrections=[correction(row=9)], **{"corrections.yml": "x"})
    change = only(old, report(figure(value=12), ran=ran))
    assert change.cause == "nothing-recorded"
    assert told(change)["unexplained"] == 2
    assert change.corrections == ()


def test_a_correction_that_was_withdrawn_or_changed_is_named_too():
    held = run(corrections=[correction()], **{"corrections.yml": "x"})
    gone = only(report(figure(value=12), ran=held), report(figure(), ran=run(corrections=[])))
    assert told(gone) == {"correction": -2}
    again = run(corrections=[correction(value="13")], **{"corrections.yml": "y"})
    changed = only(report(figure(value=12), ran=held), report(figure(value=13), ran=again))
    assert [fix.value for fix in changed.corrections] == ["13"]


def test_a_correction_in_a_newer_file_with_the_same_row_is_no_change_of_it():
    held = run(corrections=[correction()])
    moved = run("2", corrections=[correction() | {"file": FILE.replace("06", "07")}])
    change = only(report(figure(value=12), ran=held), report(figure(value=13), ran=moved))
    assert change.corrections == ()
    assert told(change) == {"revision": 1}


def test_a_run_that_names_no_corrections_leaves_their_hash_as_evidence():
    ran = run(corrections=[correction(row=9)], **{"corrections.yml": "x"})
    change = only(report(figure(), ran=run()), report(figure(value=12), ran=ran))
    assert told(change) == {"correction": 2}


def test_two_causes_at_once_are_not_told_apart():
    change = only(report(figure(), ran=run()), report(figure(value=12), ran=run("2", "0.2.0")))
    assert told(change) == {"method": None, "revision": None, "unexplained": 2}
    assert change.cause == "several"


def test_without_a_record_of_the_run_another_number_is_a_revision():
    change = only(report(figure()), report(figure(value=12)))
    assert told(change) == {"revision": 2}
    assert change.cause == "other-number"


def test_a_month_is_split_into_its_own_figure_and_the_revision_of_the_last():
    old = report(figure(value=154, **OCTOBER), month="2023-10")
    new = report(figure(value=204), figure("fatalities-ucdp-XXX-2023-10", 160, **OCTOBER))
    change = only(old, new)
    assert change.total == 50
    assert told(change) == {"new": 44, "revision": 6}


def test_an_id_that_names_the_month_is_matched_to_that_of_the_next():
    old = report(figure("refugees-XXX-2023-10", 5, **OCTOBER), month="2023-10")
    new = report(figure("refugees-XXX-2023-11", 9), figure("refugees-XXX-2023-10", 6, **OCTOBER))
    change = only(old, new, "refugees-XXX-2023-11")
    assert told(change) == {"new": 3, "revision": 1}


def test_a_revision_behind_an_equal_number_is_shown():
    old = report(figure(value=42, **OCTOBER), month="2023-10")
    new = report(figure(value=42), figure("fatalities-ucdp-XXX-2023-10", 45, **OCTOBER))
    change = only(old, new)
    assert change.total == 0
    assert told(change) == {"new": -3, "revision": 3}
    assert "+3" in "\n".join(format_changes(old, new, [change]))


def test_an_old_figure_that_is_not_held_leaves_the_change_unexplained():
    change = only(
        report(figure(value=10, **OCTOBER), month="2023-10", ran=run("1")),
        report(figure(value=12), ran=run("2")),
    )
    assert told(change) == {"new": None, "revision": None, "unexplained": 2}


def test_the_same_bytes_rules_and_cutoff_leave_the_old_figure_as_it_was():
    old = report(figure(value=10, **OCTOBER), month="2023-10", ran=run())
    assert told(only(old, report(figure(value=12), ran=run()))) == {"new": 2}


def test_a_newer_stock_is_news_and_the_revision_of_the_old_one():
    old = report(
        figure("idps-XXX", 100, period_start="2023-06-30", period_end="2023-06-30", rule="latest")
    )
    then = {"period_start": "2023-06-30", "period_end": "2023-06-30", "rule": "latest"}
    now = {"period_start": "2023-09-30", "period_end": "2023-09-30", "rule": "latest"}
    new = report(figure("idps-XXX", 90, **now), figure("idps-XXX-2023-06-30", 98, **then))
    change = only(old, new, "idps-XXX")
    assert told(change) == {"new": -8, "revision": -2}
    assert change.label == "moved"


def test_a_stock_across_a_break_is_not_comparable():
    then = {"period_start": "2023-06-30", "period_end": "2023-06-30"}
    now = {"period_start": "2023-09-30", "period_end": "2023-09-30"}
    across = figure(
        "idps_change_pct-XXX",
        -9,
        period_start="2022-12-31",
        period_end="2023-09-30",
        rule="change-across-break",
        unit="percent",
    )
    change = only(
        report(figure("idps-XXX", 100, **then)),
        report(figure("idps-XXX", 91, **now), across),
        "idps-XXX",
    )
    assert change.label == "not-comparable"


def test_another_source_is_not_comparable():
    old = report(figure("incidents-ucdp-XXX", 30), month="2023-10")
    new = report(figure("incidents-acled-XXX", 90))
    change = next(c for c in compare(old, new) if c.is_headline)
    assert change.label == "not-comparable"
    assert told(change)["unexplained" if change.unexplained else "method"] == 60


def test_another_unit_has_no_difference():
    change = only(report(figure()), report(figure(value=12, unit="households")))
    assert (change.label, change.total) == ("not-comparable", None)


def test_errata_are_headlines_printed_otherwise_and_nothing_else():
    old = report(
        figure(value=10),
        figure("idps-XXX", 5),
        figure("people_in_need-XXX", None),
        figure("refugees-XXX", 7),
    )
    new = report(
        figure(value=12),
        figure("idps-XXX", None),
        figure("people_in_need-XXX", 4),
        figure("refugees-XXX", 8),
    )
    errata = keep_errata(compare(old, new))
    assert [c.figure.id for c in errata] == ["fatalities-ucdp-XXX", "idps-XXX"]


def test_figures_of_one_incident_have_no_counterpart_in_another_month():
    old = report(figure("fatalities-XXX-20231001-01", 3, **OCTOBER), month="2023-10")
    new = report(figure("fatalities-XXX-20231107-01", 6))
    assert [c for c in compare(old, new) if not c.is_headline] == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"schema": 2}, "has schema 2, only 1 is read"),
        ({"schema": "1"}, "has schema '1'"),
        ({"country": None}, "names no country and month"),
        ({"month": "2023-13"}, "names no country and month"),
        ({"figures": [{"value": 1}]}, "a figure has no id"),
        ({"figures": {}}, "a figure has no id"),
        ({"figures": [figure(), figure()]}, "has figure fatalities-ucdp-XXX twice"),
        ({"figures": [figure(value="ten")]}, "column value: figure fatalities-ucdp-XXX: 'ten'"),
        ({"figures": [figure(value=True)]}, "True is not a number"),
        ({"figures": [figure(value=float("inf"))]}, "inf is not a number"),
    ],
)
def test_what_is_no_report_is_refused_in_one_line(change, problem):
    content = {"schema": 1, "country": "XXX", "month": "2023-11", "figures": []} | change
    with pytest.raises(BadInputError, match="a report") as refused:
        to_report(content, name="a report")
    assert problem in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("content", [None, [], {}, 1, {"figures": []}])
def test_anything_else_is_no_report(content):
    with pytest.raises(BadInputError, match="is no report"):
        to_report(content, name="x")


def test_reports_of_two_countries_are_not_compared():
    with pytest.raises(BadInputError, match="is of YYY"):
        compare(report(), report(country="YYY"))


def test_reading_a_report_leaves_its_content_as_it_was():
    content = {"schema": 1, "country": "XXX", "month": "2023-11", "figures": [figure()]}
    before = copy.deepcopy(content)
    to_report(content, run(), name="x")
    assert content == before


def test_the_edition_before_is_the_latest_known_by_then_that_says_something_else():
    first = report(figure(value=1), as_of="2023-12-01")
    second = report(figure(value=2), as_of="2023-12-10")
    full = report(figure(value=3), as_of="2024-12-31")
    again = report(figure(value=4), as_of="2024-12-31")
    assert choose_edition([], first) is None
    assert choose_edition([first], second) is first
    assert choose_edition([first, second], full) is second
    assert choose_edition([first, second, full], again) is full
    assert choose_edition([first, second, full], second) is first
    assert choose_edition([second, full], report(figure(value=2), as_of="2023-12-10")) is None


def test_the_month_before_is_read_as_it_was_known_by_then():
    early = report(month="2023-10", as_of="2023-12-01")
    late = report(month="2023-10", as_of="2026-01-01")
    assert choose_month([early, late], report(as_of="2023-12-10")) is early
    assert choose_month([early, late], report(as_of="2026-11-22")) is late
    assert choose_month([late], report(as_of="2023-12-10")) is None
    assert choose_month([report(month="2023-09")], report()) is None
    assert month_before("2024-01") == "2023-12"


@pytest.mark.parametrize(
    ("number", "text"), [(Fraction(12), "12"), (Fraction(3, 10), "0.3"), (Fraction(1, 3), "1/3")]
)
def test_a_number_is_written_with_all_its_digits(number, text):
    assert format_exact(number) == text
