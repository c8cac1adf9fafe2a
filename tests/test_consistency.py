"""What could be wrong unseen: a wrong total passed as right, a range or a date taken for a change.

The sentences are labelled by hand, in two files: those the rules were made with, and those written
before the rules were tried on them. Precision and recall of both are asserted as measured, so that
a change of a rule that costs either is seen.
"""

import json
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.amounts import read_outline
from analysis.consistency import check_text, format_claims, to_records
from analysis.passages import find_form
from tests.conftest import ROOT
from tests.test_cli import impact

TESTS = ROOT / "tests"
SETS = {"known": "consistency_sentences.txt", "unseen": "consistency_sentences_unseen.txt"}


def labelled(name):
    """Language, sentence, kinds and verdicts, and the computed value of the first claim if given."""
    lines = (TESTS / SETS[name]).read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line and not line.startswith("#"):
            lang, label, sentence = line.split(" | ", 2)
            words = label.split()
            claims = [] if label == "-" else [(words[0], words[1])]
            yield lang, sentence, claims, words[2] if len(words) > 2 else None


def found(text, form="text"):
    claims = check_text(text, form)
    return list(zip(claims["kind"], claims["verdict"], strict=True))


def measure(name, lang):
    right = said = wanted = 0
    for its_lang, sentence, claims, _ in labelled(name):
        if its_lang == lang:
            got = found(sentence)
            right += sum((Counter(got) & Counter(claims)).values())
            said, wanted = said + len(got), wanted + len(claims)
    return right, said, wanted


MEASURED = {  # claims found as labelled, claims found, claims labelled
    ("known", "en"): (81, 81, 83),
    ("known", "fr"): (52, 53, 54),
    ("unseen", "en"): (18, 20, 19),
    ("unseen", "fr"): (13, 14, 14),
}


@pytest.mark.parametrize(("name", "lang"), list(MEASURED))
def test_precision_and_recall_are_as_measured(name, lang):
    assert measure(name, lang) == MEASURED[name, lang]


@pytest.mark.parametrize("name", SETS)
def test_nothing_that_is_right_or_no_claim_is_called_failing(name):
    rows = [
        (s, claims) for _, s, claims, _ in labelled(name) if "fails" not in dict(claims).values()
    ]
    assert len(rows) > 25
    assert [s for s, _ in rows if "fails" in dict(found(s)).values()] == []


def test_the_page_on_the_method_states_what_was_measured():
    page = (ROOT / "docs" / "methods" / "consistency.md").read_text(encoding="utf-8")
    for name in SETS:
        right, said, wanted = (
            sum(MEASURED[name, lang][n] for lang in ("en", "fr")) for n in range(3)
        )
        assert f"{right} of {said}" in page
        assert f"{right} of {wanted}" in page


def test_there_are_enough_sentences_of_each_kind():
    rows = [row for name in SETS for row in labelled(name)]
    verdicts = Counter(claims[0][1] if claims else "none" for _, _, claims, _ in rows)
    assert len(rows) >= 120
    assert min(verdicts.values()) >= 10
    assert min(Counter(lang for lang, *_ in rows).values()) >= 60


@pytest.mark.parametrize("name", SETS)
def test_the_right_value_is_given(name):
    rows = [(s, c, v) for _, s, c, v in labelled(name) if v and found(s) == c]
    assert len(rows) > 15
    wrong = [(s, v) for s, _, v in rows if str(check_text(s)["computed"].iloc[0]) != v]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "verdict", "computed"),
    [
        ("6,116 to 32,394 (+116 %)", "fails", 430),
        ("74,088 to 74,143 (+59)", "fails", 55),
        ("14,964 to 32,394 (+116 %)", "holds", 116),
        ("de 6 116 à 32 394, soit +116 %", "fails", 430),
        ("de 74\u202f088 à 74\u202f143, soit +59", "fails", 55),
        ("de 14\u00a0964 à 32\u00a0394, soit +116\u202f%", "holds", 116),
    ],
)
def test_the_restated_figures_of_the_press_are_caught(text, verdict, computed):
    (record,) = to_records(check_text(text))
    assert (record["kind"], record["verdict"], record["computed"]) == ("change", verdict, computed)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("1,200 households of 5 people each, or 6,500 people", "fails"),
        ("1 200 ménages de 5 personnes chacun, soit 6 500 personnes", "fails"),
        ("1,200 households of 5 people each, or 6,000 people", "holds"),
        ("1 200 ménages de 5 personnes chacun, soit 6 000 personnes", "holds"),
        ("1,200 households of about 5 people each, or 6,500 people", "holds"),
        ("1,200 households of 5 people on average, or 6,500 people", "holds"),
        ("1 200 ménages de 5 personnes en moyenne, soit 6 500 personnes", "holds"),
        ("1 200 ménages d’environ 5 personnes, soit 6 500 personnes", "holds"),
        ("1,200 households of 5 people on average, or 7,500 people", "fails"),
        ("1,234 households of 5 people each, or 6,171 people", "fails"),
    ],
)
def test_only_an_average_or_about_makes_a_household_size_a_range(text, verdict):
    assert found(f"They are {text}.") == [("household", verdict)]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Refugees doubled from 100,000 to 150,000.", "fails"),
        ("Le nombre de réfugiés a doublé, passant de 100 000 à 150 000.", "fails"),
        ("Refugees doubled from 100,000 to 165,000.", "cannot_tell"),
        ("Refugees doubled from 100,000 to 190,000.", "holds"),
        ("Refugees tripled from 100,000 to 200,000.", "fails"),
        ("Refugees doubled from about 100,000 to about 150,000.", "cannot_tell"),
    ],
)
def test_zeros_do_not_excuse_a_word_that_is_wrong(text, verdict):
    assert found(text) == [("change", verdict)]


def english(number):
    return f"{number:,}"


def french(number):
    return f"{number:,}".replace(",", "\u202f").replace(".", ",")


TELL = {
    "en": (
        english,
        ["from {x} to {y} ({z}%)", "{y} IDPs, against {x} last month ({z}%)", "{x} → {y} ({z}%)"],
    ),
    "fr": (
        french,
        [
            "de {x} à {y}, soit {z}\u202f%",
            "{y} PDI, contre {x} en mai ({z} %)",
            "{x} → {y} ({z}\u202f%)",
        ],
    ),
}
COUNTS = st.integers(min_value=10, max_value=9_999_999)
SAYINGS = st.sampled_from([(lang, shape) for lang, (_, shapes) in TELL.items() for shape in shapes])


def say(saying, x, y, change):
    lang, shape = saying
    write = TELL[lang][0]
    sign = "−" if change < 0 else "+"
    return shape.format(x=write(x), y=write(y), z=sign + write(abs(change)))


def is_year(number):
    return 1900 <= number < 2100


@given(saying=SAYINGS, x=COUNTS, y=COUNTS)
def test_a_change_rounded_rightly_holds(saying, x, y):
    change = round(Fraction(100 * (y - x), x))
    assume(change < 10**9)
    assert found(say(saying, x, y, change)) == [("change", "holds")]


@given(saying=SAYINGS, x=COUNTS, y=COUNTS, off=st.integers(2, 1000), up=st.booleans())
def test_a_change_beyond_rounding_fails(saying, x, y, off, up):
    assume(x % 100 and y % 100)  # zeros at the end may be rounding, and then it cannot be told
    change = round(Fraction(100 * (y - x), x)) + (off if up else -off)
    assume(change % 100)
    assert found(say(saying, x, y, change)) == [("change", "fails")]


@given(lang=st.sampled_from(["en", "fr"]), x=COUNTS, y=COUNTS, off=st.integers(-5, 5))
def test_a_difference_holds_exactly_or_fails(lang, x, y, off):
    assume(x % 100 and y % 100 and (y - x + off) % 100)
    write, sign = TELL[lang][0], "−" if y - x + off < 0 else "+"
    shape = {"en": "from {} to {} ({}{})", "fr": "de {} à {} ({}{})"}[lang]
    text = shape.format(write(x), write(y), sign, write(abs(y - x + off)))
    assert found(text) == [("change", "fails" if off else "holds")]


CELLS = st.lists(st.lists(st.integers(0, 99_999), min_size=3, max_size=3), min_size=2, max_size=6)


def to_csv(rows, write=str):
    lines = [["Region", "Men", "Women", "Children", "Total"]]
    lines += [[f"A{chr(97 + n)}", *map(write, row), write(sum(row))] for n, row in enumerate(rows)]
    columns = [sum(c) for c in zip(*rows, strict=True)]
    lines.append(["Total", *map(write, columns), write(sum(columns))])
    return lines


@given(rows=CELLS)
def test_totals_of_a_table_hold(rows):
    assume(not all(is_year(n) or n == 0 for c in zip(*rows, strict=True) for n in c))
    text = "\n".join(",".join(line) for line in to_csv(rows))
    verdicts = {v for _, v in found(text, "csv")}
    assert verdicts == {"holds"}


@given(rows=CELLS, off=st.integers(1, 500))
def test_a_total_of_a_table_that_is_off_fails(rows, off):
    lines = to_csv(rows)
    wrong = int(lines[-1][-1]) + off
    cells = [int(n) for line in lines[1:] for n in line[1:]]
    assume(wrong % 100 and all(n % 100 for n in cells))  # else zeros at the end may be rounding
    lines[-1][-1] = str(wrong)
    page = "<table>" + "".join(
        "<tr>" + "".join(f"<td>{c}</td>" for c in line) + "</tr>" for line in lines
    )
    verdicts = Counter(v for _, v in found(page + "</table>", "html"))
    assert verdicts["fails"] >= 1


@given(
    st.text(alphabet="0123456789.,+−-–%()→ fromtoàdesoit;:\u202f\u00a0\ue000\ue003", max_size=80)
)
def test_any_text_is_read(text):
    assert set(check_text(text)["verdict"]) <= {"holds", "fails", "cannot_tell"}
    assert len(read_outline(text).signs) == len(text)


def test_a_part_that_is_not_reported_leaves_a_total_open():
    table = "Region,IDPs\nGao,30\nKidal,{}\nTotal,{}"
    for gap in ("", "–", "-", "not reported", "n/a", "non communiqué"):
        assert found(table.format(gap, 45), "csv") == [("total", "cannot_tell")]
        assert found(table.format(gap, 25), "csv") == [("total", "fails")]
    assert found(table.format("none reported", 30), "csv") == [("total", "holds")]
    assert found(table.format("at least 12", 45), "csv") == [("total", "cannot_tell")]
    assert found(table.format("at least 16", 45), "csv") == [("total", "fails")]


def test_subtotals_are_parts_of_the_total():
    table = "Région;Ménages\nGao;3\nKidal;4\nSous-total nord;7\nMopti;5\nSégou;6\nSous-total centre;{}\nEnsemble;18"
    assert found(table.format(11), "csv") == [("total", "holds")] * 3
    assert [v for _, v in found(table.format(12), "csv")] == ["holds", "fails", "holds"]


def test_shares_averages_and_years_are_not_added_up():
    table = "Region,Year,Average size,IDPs,% of all\nGao,2022,5.1,40,40%\nKidal,2023,5.3,60,60%\nTotal,2023,5.2,100,100%"
    assert found(table, "csv") == [("total", "holds")]


def test_a_column_of_changes_is_checked_whichever_stands_first():
    table = "| Region | {} | {} | Change |\n|--|--|--|--|\n| Kidal | {} | {} | +116% |"
    assert found(table.format("2022", "2023", "14,964", "32,394")) == [("change", "holds")]
    assert found(table.format("2023", "2022", "32,394", "14,964")) == [("change", "holds")]
    assert found(table.format("Now", "Previous", "32,394", "14,964")) == [("change", "holds")]
    assert found(table.format("2022", "2023", "6,116", "32,394")) == [("change", "fails")]
    assert found(table.format("A", "B", "32,394", "14,964")) == [("change", "cannot_tell")]


def test_households_of_a_table_are_checked():
    table = "Région;Ménages;Taille moyenne;Individus\nGao;1000;5,2;5200\nKidal;1000;5,2;6200"
    assert found(table, "csv") == [("household", "holds"), ("household", "fails")]


def test_a_list_of_entries_is_a_table():
    text = "Displaced by region:\n\n- Gao: 30\n- Kidal: 12\n- Total: {}\n"
    assert found(text.format(42)) == [("total", "holds")]
    assert found(text.format(43)) == [("total", "fails")]


def test_a_page_is_read_as_its_reader_sees_it():
    page = (
        "<html><head><title>from 1 to 9 (+5%)</title><script>from 1 to 9 (+5%)</script></head><body>"
        "<p>From <a href='#a'>14,964</a><sup>2</sup>\n to <b>32,394</b> (+116%)</p><div>30</div><div>40</div>"
        "<p style='x'>De 6&nbsp;116 à 32&#8239;394<br>et de plus</p></body></html>"
    )
    assert found(page, find_form(".txt", page)) == [("change", "holds")]


def test_wrapped_lines_and_markdown_are_one_sentence():
    assert found("IDPs rose from **14,964**\nto **32,394**\n(+116%).") == [("change", "holds")]


@pytest.mark.parametrize(
    "label", ["Sum over rows of a join", "Total population", "Somme des lignes"]
)
def test_a_label_that_stands_twice_names_what_is_counted_and_is_no_total(label):
    rows = [("Rows", 4), (label, 70), ("Rows", 5), ("Rows", 6), (label, 900)]
    text = "Figure,Number\n" + "".join(f"{name},{n}\n" for name, n in rows)
    assert found(text, "csv") == []
    once = text.replace(label, "Part", 1)
    assert found(once, "csv") == [("total", "fails")]  # one such row is a total, and wrong


@pytest.mark.parametrize("label", ["Total", "Sub-total", "Sous-total", "Grand total"])
def test_plain_totals_of_several_groups_are_checked(label):
    text = f"Region,IDPs\nA,4\nB,5\n{label},9\nC,1\nD,2\n{label},4\n"
    assert found(text, "csv") == [("total", "holds"), ("total", "fails")]


def test_a_cell_that_holds_a_sentence_is_read():
    claim = "In the press 6,116 → 32,394, +116%"
    assert found(f"| Fact | Source |\n|--|--|\n| {claim} | X |") == [("change", "fails")]
    assert found(f'Fact,Source\n"{claim}",X', "csv") == [("change", "fails")]
    page = f"<table><tr><td>Fact<td>Source<tr><td>{claim}<td>X</table>"
    assert found(page, "html") == [("change", "fails")]


@pytest.mark.parametrize("text", ["1" * 10_000, "1,234" * 5_000, "9" * 400 + "%", "1.5 " * 2_000])
def test_digits_without_end_are_no_figure(text):
    assert check_text(f"from {text} to {text} (+5%)").empty


def test_nothing_found_is_an_empty_table_with_its_columns():
    claims = check_text("Nothing is said here.")
    assert claims.empty
    assert to_records(claims) == format_claims(claims) == []
    assert "verdict" in claims.columns


def check(*args):
    return impact("check", *args)


def test_the_command_prints_claims_and_says_by_its_exit_whether_one_fails(write_csv):
    bad = write_csv("IDPs rose from 6,116 to 32,394 (+116 %). Gao 3, Kidal 4, total 7.\n", "a.md")
    result = check(bad, "--json")
    assert result.returncode == 1
    first, second = json.loads(result.stdout)
    assert list(first) == ["text", "kind", "verdict", "stated", "computed"]
    assert (first["kind"], first["verdict"], first["stated"], first["computed"]) == (
        "change",
        "fails",
        116,
        430,
    )
    assert (second["kind"], second["verdict"]) == ("total", "holds")
    good = check(write_csv("De 14 964 à 32 394, soit +116 %.\n", "b.txt"))
    assert good.returncode == 0
    assert good.stdout.startswith("holds       change: De 14 964 à 32 394")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"\x89PNG\x00\x01", "is not text: it holds binary data"),
        ("été".encode("latin-1"), "is not UTF-8 text"),
        (b"", "is empty"),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(write_csv, data, problem):
    result = check(write_csv(data, "x.txt"))
    assert result.returncode == 2
    assert result.stdout == ""
    (line,) = result.stderr.strip().splitlines()
    assert line.startswith("impact: parameter file: x.txt")
    assert problem in line


def test_a_file_that_is_not_there_is_a_wrong_call():
    result = check("nowhere.txt")
    assert (result.returncode, result.stderr.strip()) == (
        2,
        "impact: parameter file: no file nowhere.txt",
    )
