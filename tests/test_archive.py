"""What could go wrong unseen: a gap drawn as zero, a line across a break, an old edition on a chart."""

from dataclasses import replace

import pandas as pd
import pytest

from analysis.archive import (
    LEAST,
    WINDOW,
    Held,
    check_report,
    clean_text,
    is_day,
    list_axis,
    to_comparisons,
    to_dots,
    to_editions,
    to_key_figures,
    to_months,
)
from analysis.editions import to_report
from analysis.measures import BadInputError
from tests.made_up_reports import figure, key_figures, stock


def hold(month, figures=None, *, as_of="2024-03-01", country="XXX", **more):
    figures = key_figures(country, month) if figures is None else figures
    content = {
        "schema": 1, "country": country, "month": month, "as_of": as_of, "figures": figures,
    }  # fmt: skip
    report = to_report(content, name=month)
    return Held(country, month, f"{country}/{month}", report=report, **more)


def stocks(month, **more):
    return hold(month, stock("XXX", **more))


def dots(held, months=("2023-11", "2023-12", "2024-01")):
    figures = to_key_figures(held)
    return to_dots(figures[figures["key"] == "idps"], to_comparisons(held), list(months))


def test_to_editions_lists_the_newest_month_first_and_earlier_editions_after_the_current():
    old = replace(hold("2024-01", as_of="2024-02-01"), is_superseded=True, path="XXX/2024-01/e/1")
    older = replace(hold("2024-01", as_of="2024-01-20"), is_superseded=True, path="XXX/2024-01/e/2")
    held = [hold("2023-12"), older, old, hold("2024-01"), hold("2024-01", country="BEN")]
    result = to_editions(held)
    assert list(result["path"]) == [
        "BEN/2024-01", "XXX/2024-01", "XXX/2024-01/e/1", "XXX/2024-01/e/2", "XXX/2023-12",
    ]  # fmt: skip
    assert list(result["as_of"])[2:4] == ["2024-02-01", "2024-01-20"]


def test_to_editions_of_nothing_is_empty():
    assert to_editions([]).empty
    assert to_key_figures([]).empty
    assert to_comparisons([]).empty


def test_the_marks_of_an_edition():
    held = Held("XXX", "2024-01", "p", status="approved", newer=(("ucdp", "2024-03-01"),))
    assert held.marks == ["approved", "stale"]
    assert replace(held, newer=(), changed=("a.csv",)).marks == ["approved", "stale"]
    assert Held("XXX", "2024-01", "p", failed="why").marks == ["failed"]
    assert Held("XXX", "2024-01", "p", is_superseded=True).marks == ["superseded"]
    assert Held("XXX", "2024-01", "p", problem="what").marks == ["broken"]


def test_an_edition_was_updated_by_its_cutoff_or_its_signature_whichever_is_later():
    assert hold("2024-01", as_of="2024-02-01").updated == "2024-02-01T00:00:00Z"
    signed = hold("2024-01", as_of="2024-02-01", signed_at="2024-03-15T09:30:00Z")
    assert signed.updated == "2024-03-15T09:30:00Z"
    assert Held("XXX", "2024-01", "p").updated is None


def test_to_key_figures_keeps_a_figure_without_a_number_and_its_reason():
    unknown = key_figures("XXX", "2024-01", incidents=None, deaths=(None, None, None))
    unknown[0]["status"] = "not_covered"
    result = to_key_figures([hold("2024-01", unknown)]).set_index("key")
    assert pd.isna(result.loc["incidents", "value"])
    assert result.loc["incidents", "status"] == "not_covered"
    assert pd.isna(result.loc["displacements", "value"])
    assert "idps" not in result.index


def test_to_key_figures_has_range_day_and_whether_it_may_change():
    figures = key_figures("XXX", "2024-01", idps={"day": "2023-12-31", "value": 400})
    held = hold("2024-01", figures, provisional=frozenset({"fatalities-ucdp-XXX"}))
    result = to_key_figures([held]).set_index("key")
    assert list(result.loc["fatalities", ["value", "low", "high"]]) == [12, 6, 20]
    assert result.loc["fatalities", "is_provisional"]
    assert not result.loc["incidents", "is_provisional"]
    assert result.loc["idps", "day"] == "2023-12-31"


def test_displacements_by_conflict_stand_in_where_no_cause_is_left_out_and_say_so():
    part = figure("displacements-idmc-XXX-conflict", "displacements", 7, source="idmc")
    series = figure("displacements-idmc-XXX-2023-12", "displacements", 9, source="idmc")
    result = to_key_figures([hold("2024-01", [series, part])])
    assert list(result["indicator"]) == ["displacements_conflict"]
    whole = figure("displacements-idmc-XXX", "displacements", 8, source="idmc")
    result = to_key_figures([hold("2024-01", [part, whole])])
    assert list(zip(result["indicator"], result["value"], strict=True)) == [("displacements", 8)]


def test_the_axis_has_every_month_between_and_is_neither_short_nor_endless():
    def axis(*months, **more):
        held = [hold(month, **more) for month in months]
        return list_axis(to_editions(held), to_key_figures(held))

    assert axis("2023-01", "2023-09") == [f"2023-{n:02}" for n in range(1, 10)]
    assert len(axis("2024-01")) == LEAST
    assert len(axis("2001-01", "2024-01")) == WINDOW
    assert axis("2001-01", "2024-01")[-1] == "2024-01"


def test_the_axis_reaches_back_to_a_count_before_the_first_report():
    held = [stocks("2024-01", day="2023-03-31", value=400)]
    assert list_axis(to_editions(held), to_key_figures(held))[0] == "2023-03"


def test_to_months_leaves_a_month_without_a_report_missing():
    held = [hold("2023-11"), hold("2024-01")]
    figures = to_key_figures(held)
    months = ["2023-11", "2023-12", "2024-01"]
    result = to_months(figures[figures["key"] == "fatalities"], months)
    assert list(result["label"]) == months
    assert list(result["value"].isna()) == [False, True, False]
    assert result["low"].isna().tolist() == [False, True, False]
    assert not result["is_provisional"].any()


def test_a_superseded_edition_is_on_no_chart():
    old = replace(hold("2024-01", key_figures("XXX", "2024-01", incidents=99)), is_superseded=True)
    figures = to_key_figures([old])
    result = to_months(figures[figures["key"] == "incidents"], ["2024-01"])
    assert result["value"].isna().all()
    assert dots([replace(stocks("2024-01", day="2023-12-31", value=4), is_superseded=True)]).empty


def test_counts_are_joined_where_a_report_says_that_they_compare():
    held = [
        stocks("2023-11", day="2023-11-30", value=400),
        stocks("2023-12", day="2023-12-31", value=410, before="2023-11-30"),
    ]
    assert list(dots(held)["is_joined"]) == [False, True]


@pytest.mark.parametrize("rule", ["change-across-break", "not-comparable", "a-rule-of-tomorrow"])
def test_no_line_crosses_a_break(rule):
    held = [
        stocks("2023-11", day="2023-11-30", value=400),
        stocks("2023-12", day="2023-12-31", value=410, before="2023-11-30", rule=rule),
    ]
    assert not dots(held)["is_joined"].any()


def test_one_report_that_says_that_counts_do_not_compare_is_enough():
    held = [
        stocks("2023-11", day="2023-11-30", value=400),
        stocks("2023-12", day="2023-12-31", value=410, before="2023-11-30"),
        stocks("2024-01", day="2023-12-31", value=410, before="2023-11-30", rule="not-comparable"),
    ]
    assert not dots(held)["is_joined"].any()


def test_counts_of_which_nobody_says_that_they_compare_are_dots():
    first = stocks("2023-11", day="2023-11-30", value=400)
    last = stocks("2024-01", day="2024-01-31", value=420, before="2023-12-31")
    assert not dots([first, last])["is_joined"].any()


def test_counts_of_two_sources_and_bounds_are_not_joined():
    first = stocks("2023-11", day="2023-11-30", value=400)
    other = hold(
        "2023-12",
        stock("XXX", day="2023-12-31", value=410, before="2023-11-30", source="unhcr"),
    )
    assert not dots([first, other])["is_joined"].any()
    bound = stocks("2023-12", day="2023-12-31", value=410, before="2023-11-30", status="at_least")
    assert not dots([first, bound])["is_joined"].any()


def test_a_count_that_several_reports_repeat_stands_once_as_the_newest_has_it():
    held = [
        hold("2023-11", stock("XXX", day="2023-11-30", value=400), as_of="2024-03-01"),
        hold("2023-12", stock("XXX", day="2023-11-30", value=390), as_of="2024-02-01"),
    ]
    result = dots(held)
    assert list(result["value"]) == [400]
    assert result["place"].item() == pytest.approx(0.47, abs=0.05)


def test_a_plan_stands_in_the_month_of_its_report_and_is_joined_to_nothing():
    held = [hold(m, key_figures("XXX", m, in_need=8)) for m in ("2023-11", "2024-01")]
    figures = to_key_figures(held)
    rows = figures[figures["key"] == "people_in_need"]
    result = to_dots(rows, to_comparisons(held), ["2023-11", "2023-12", "2024-01"])
    assert list(result["place"]) == [0, 2]
    assert not result["is_joined"].any()


def test_a_dot_before_the_axis_is_left_out():
    assert dots([stocks("2023-11", day="2020-01-31", value=4)]).empty


def test_the_input_stays_as_it_was():
    held = [
        stocks("2023-11", day="2023-11-30", value=400),
        stocks("2023-12", day="2023-12-31", value=1),
    ]
    figures, comparisons = to_key_figures(held), to_comparisons(held)
    before = figures.copy()
    to_dots(figures, comparisons, ["2023-11"])
    to_months(figures, ["2023-11"])
    pd.testing.assert_frame_equal(figures, before)


@pytest.mark.parametrize(
    ("held", "words"),
    [
        (replace(hold("2024-01"), month="2024-02"), "is of XXX 2024-01, not of its folder"),
        (hold("2024-01", as_of="2024-02-30"), "as_of"),
        (hold("2024-01", as_of="2024-02"), "as_of"),
        (hold("2024-01", as_of=None), "as_of"),
        (hold("2024-01", signed_at="yesterday"), "is no time"),
        (hold("2024-01", signed_at="2024-02-30T00:00:00Z"), "is no time"),
    ],
)
def test_check_report_names_what_cannot_be(held, words):
    with pytest.raises(BadInputError, match=words):
        check_report(held)


def test_is_day_takes_days_months_and_years():
    assert all(is_day(text) for text in ("2024", "2024-02", "2024-02-29"))
    assert not any(is_day(text) for text in (None, "", "2024-13", "2023-02-29", "24-01-01", "x"))


def test_clean_text_is_one_line_that_any_page_can_hold():
    assert clean_text("a\n b\tc\x00\u202e\ud800 é") == "a b c\ufffd\ufffd\ufffd é"
