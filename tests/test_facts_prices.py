"""What could go wrong unseen: sacks compared with kilos, other markets read as a rise in prices."""

import pandas as pd
import pytest

from analysis import intake, layouts
from analysis.facts.prices import SHOWN, tell_prices
from analysis.prose import format_bounds, format_value
from analysis.schema import Prices, conform, empty
from analysis.sources import hapi
from tests.conftest import vintage
from tests.test_facts_displacement import PLACE

FIRST = pd.Timestamp("2024-06-01")


def price(value, market="Old market", day="2024-06-15", **known):
    row = {
        **{"source": "wfp", "date": pd.Timestamp(day), "admin1_name": "North", "market": market},
        **{"admin2_name": None, "commodity": "Millet", "category": "cereals and tubers"},
        **{"unit": "KG", "price_type": "Retail", "currency": "XOF", "price": value},
        **{"price_usd": None, "status": "reported", "known_from": pd.Timestamp("2025-01-01")},
        **{"source_file": "prices.csv", "source_row": 2},
    }
    return row | known


def tell(*rows):
    prices = conform(pd.DataFrame(list(rows)), Prices) if rows else empty(Prices)
    before = prices.copy()
    told = {f["id"]: f for f in tell_prices(prices, PLACE, FIRST)}
    pd.testing.assert_frame_equal(prices, before)
    return told


MILLET = "Millet-KG-Retail-XOF"
THREE = [price(300), price(320, "New market", source_row=3), price(400, "Port", source_row=4)]
THEN = [row | {"date": pd.Timestamp("2023-06-15"), "price": row["price"] / 2} for row in THREE]


def test_a_price_is_the_middle_of_the_markets_with_their_range_and_their_number():
    told = tell(*THREE)
    found = told[f"price-{MILLET}"]
    assert (found["value"], found["low"], found["high"]) == (320, 300, 400)
    assert (found["unit"], found["rule"]) == ("XOF/KG", "median-of-markets")
    assert told[f"price_markets-{MILLET}"]["value"] == 3
    assert found["inputs"] == '[{"file": "prices.csv", "rows": [2, 3, 4]}]'


def test_units_kinds_and_currencies_are_never_put_together():
    others = [{"unit": "100 KG"}, {"price_type": "Wholesale"}, {"currency": "USD"}]
    told = tell(price(300), *(price(25_000, **other) for other in others))
    values = [f["value"] for f in told.values() if f["indicator"] == "price"]
    assert sorted(values) == [300, 25_000, 25_000, 25_000]
    assert told["price_markets-XXX"]["value"] == 1


def test_two_prices_of_one_market_are_one_market():
    told = tell(price(300), price(310), price(400, "Port"))
    assert told[f"price_markets-{MILLET}"]["value"] == 2
    assert told[f"price-{MILLET}"]["value"] == (305 + 400) / 2


def test_two_markets_of_one_name_in_two_regions_are_two():
    told = tell(price(300), price(310, admin1_name="South"))
    assert told[f"price_markets-{MILLET}"]["value"] == 2


def test_a_change_is_of_the_same_markets():
    told = tell(*THREE, *THEN)
    change = told[f"price_change_pct-{MILLET}"]
    assert (change["value"], change["rule"], change["status"]) == (100, "change", "estimated")
    assert change["inputs"] == f'["price_before-{MILLET}", "price-{MILLET}"]'
    assert told[f"price_before-{MILLET}"]["period_start"] == "2023-06-01"


@pytest.mark.parametrize("then", [THEN[:2], [*THEN[:2], price(9, "Bridge", "2023-06-15")]])
def test_with_other_markets_a_year_before_there_is_no_change(then):
    change = tell(*THREE, *then)[f"price_change_pct-{MILLET}"]
    assert pd.isna(change["value"])
    assert (change["status"], change["rule"]) == ("withheld", "not-comparable")


def test_without_a_price_a_year_before_the_change_says_why():
    other_unit = [row | {"unit": "100 KG"} for row in THEN]
    assert tell(*THREE, *other_unit)[f"price_change_pct-{MILLET}"]["status"] == "not_covered"
    earlier = price(200, day="2022-06-15")
    assert tell(*THREE, earlier)[f"price_change_pct-{MILLET}"]["status"] == "not_reported"


def test_only_staples_are_told_and_of_them_those_at_most_markets():
    names = [f"Grain {n:02}" for n in range(SHOWN + 4)]
    rows = [price(100, commodity=name) for name in names]
    rows += [
        price(100, "Port", commodity=names[-1]),
        price(9, commodity="Soap", category="non-food"),
    ]
    told = tell(*rows)
    shown = [f["note"] for f in told.values() if f["indicator"] == "price"]
    assert len(shown) == SHOWN
    assert f"{names[-1]}, Retail" in shown
    assert not any("Soap" in note for note in shown)


def test_a_file_without_categories_gives_what_it_has():
    assert f"price-{MILLET}" in tell(price(300, category=None))


def test_names_that_make_one_anchor_get_two():
    told = tell(price(300, commodity="Rice (local)"), price(310, commodity="Rice - local"))
    assert sum(f["indicator"] == "price" for f in told.values()) == 2


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ([], "not_covered"),
        ([price(300, day="2024-05-15")], "not_covered"),
        ([price(300, day="2024-05-15"), price(300, day="2024-07-15")], "not_reported"),
        ([price(None, status="not_reported")], "not_reported"),
    ],
)
def test_a_month_without_a_price_says_why(rows, status):
    told = tell(*rows)
    assert list(told) == ["price-XXX"]
    assert told["price-XXX"]["status"] == status
    assert pd.isna(told["price-XXX"]["value"])


def test_a_copy_serves_only_where_the_provider_has_no_price_of_the_month():
    copy = price(999, source="hapi")
    assert tell(price(300), copy)[f"price-{MILLET}"]["value"] == 300
    assert tell(price(300, day="2024-05-15"), copy)[f"price-{MILLET}"]["source"] == "hapi"


def test_the_table_has_a_row_per_staple_and_unit():
    figures = pd.DataFrame(tell(*THREE, *THEN, price(30_000, unit="100 KG")).values())
    layout = layouts.staple_prices(figures)
    assert layout["label"].tolist() == ["Millet-100_KG-Retail-XOF", MILLET]
    assert layout["price_before"].isna().tolist() == [True, False]
    values = layouts.to_values(layout, figures)
    assert values[["price", "unit"]].to_numpy().tolist() == [
        [30_000, "XOF/100 KG"],
        [320, "XOF/KG"],
    ]


def test_a_price_is_written_with_its_unit_and_hundredths():
    given = {"unit": "ILS/25 KG", "status": "reported"}
    assert format_value("en", 170.81, **given) == "170.81 ILS per 25 KG"
    assert format_value("fr", 170.81, **given) == "170,81 ILS par 25 KG"
    assert format_value("en", 9000, **given) == "9,000 ILS per 25 KG"
    assert (
        format_bounds("en", {"value": 170.8, "low": 161.62, "high": 180} | given) == "161.62 to 180"
    )


def test_prices_of_two_markets_of_gaza_and_the_west_bank(shared):
    path = shared / "wfp" / "hdx_hapi_food_price_global_2024.csv"
    ((_, rows),) = intake.read_file(hapi.SOURCE, path, path.name)
    prices = hapi.clean_prices(rows, vintage("PSE", name="Palestine", day="2025-06-30"))
    told = {f["id"]: f for f in tell_prices(prices, PLACE, pd.Timestamp("2024-01-01"))}
    rice = told["price-Rice_small_grain_imported-25_KG-Retail-ILS"]
    assert (rice["low"], rice["high"]) == (161.62, 180)
    assert rice["value"] == pytest.approx(170.81)
    assert told["price_markets-XXX"]["value"] == 2
    assert not any("Tea" in str(f["note"]) for f in told.values())
