"""What could go wrong unseen: a bar that nobody measures, a page that hides what it missed."""

import pandas as pd
import pytest

from simulate.__main__ import PAGE, format_bar, judge, main, write_page
from simulate.bars import TRIALS, Bar, list_bars, mean


def test_every_trial_serves_a_bar_and_every_bar_has_its_trial():
    assert {bar.trial for bar in list_bars()} == set(TRIALS)


def test_write_page_says_what_missed_its_bar():
    bars = [
        Bar("lags", "coverage", "t", mean("covered"), 0.99),
        Bar("lags", "bias", "t", mean("error"), high=0.1),
        Bar("lags", "no bar", "t", mean("error")),
    ]
    told = {"t": pd.DataFrame({"covered": [1, 1, 0, 0] * 20, "error": [0.0] * 80})}
    page = write_page(bars, told, seeds=4, date="2024-02-29")
    assert "| lags | coverage | at least 0.99 | 0.500 ± " in page
    assert page.count("**no**") == 1
    assert "| lags | bias | at most 0.1 | 0.000 ± 0.000 | 80 | yes |" in page
    assert "| lags | no bar | none | 0.000 ± 0.000 | 80 | - |" in page
    assert "Rows: 3. Hold their bar: 1; within chance of it: 0; miss it: 1; have none: 1." in page
    assert "2024-02-29" in page


def test_judge_leaves_room_for_two_errors():
    bar = Bar("m", "q", "t", mean("x"), low=0.9)
    words = [judge(bar, value, error=0.02) for value in (0.91, 0.87, 0.85)]
    assert words == ["yes", "within chance", "**no**"]


def test_format_bar_names_the_limits_there_are():
    assert format_bar(Bar("m", "q", "t", mean("x"), low=0.85)) == "at least 0.85"


@pytest.mark.parametrize("method", sorted({bar.method for bar in list_bars()}))
def test_simulate_runs_every_trial(stats, tmp_path, method, capsys):
    page = tmp_path / "validation.md"
    generator = stats / "sim" / "gen.py"
    main(
        ["--date", "2024-02-29", "--seeds", "2", "--jobs", "1", "--only", method,
         "--generator", str(generator), "--out", str(page)]
    )  # fmt: skip
    rows = [line for line in page.read_text().splitlines() if line.startswith(f"| {method}")]
    assert len(rows) == sum(bar.method == method for bar in list_bars())
    assert "of 2" in capsys.readouterr().out


def test_the_page_has_a_row_for_every_bar():
    text = PAGE.read_text(encoding="utf-8")
    missing = [bar.quantity for bar in list_bars() if f"| {bar.quantity} |" not in text]
    assert missing == []
