"""One question, answered three times: displacement after incidents, given its region and month.

``ours`` is the call of the reports, which also makes its second line of errors. ``statsmodels`` is
the call that the standard names, with a column for every region and month; ``pyfixest`` takes the
effects out by turns. All begin with the same panel, make their own lags, and end with the estimate
of each lag and its error: of the model, or by fitting anew without each region (``jackknife``).
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from analysis.models import fit_lags
from bench.files import draw_panel

TERMS = ["lag_0", "lag_1", "lag_2", "lag_3"]
FORMULA = f"displacements ~ {' + '.join(TERMS)} | region + month"
Fit = Callable[[pd.DataFrame, str], pd.DataFrame]


def fit_ours(panel: pd.DataFrame, errors: str) -> pd.DataFrame:
    """Fit by the function that a report uses."""
    table = fit_lags(panel, "displacements", "incidents", "region", "month", errors=errors)
    return _to_table(table["estimate"].iloc[: len(TERMS)], table["std_error"].iloc[: len(TERMS)])


def fit_statsmodels(panel: pd.DataFrame, errors: str) -> pd.DataFrame:
    """Fit a ``GLM`` with dummies; repeats begin where the fit ended, which saves half their steps."""
    rows = _add_lags(panel)
    fit = _fit_dummies(rows)
    estimates = fit.params[: len(TERMS)]
    if errors == "model":
        return _to_table(estimates, fit.bse[: len(TERMS)])
    without = [
        _fit_dummies(rows[rows["region"] != region], np.delete(fit.params, len(TERMS) + place))
        for place, region in enumerate(np.unique(rows["region"]))
    ]
    off = np.array([left.params[: len(TERMS)] for left in without]) - estimates
    share = (len(off) - 1) / len(off)
    return _to_table(estimates, np.sqrt(share * (off**2).sum(axis=0)))


def fit_pyfixest(panel: pd.DataFrame, errors: str) -> pd.DataFrame:
    """Fit with ``fepois``; its jackknife is CRV3, which leaves the factor (G - 1)/G to its user."""
    import pyfixest

    exact = pyfixest.ssc(k_adj=False, G_adj=False)
    fit = pyfixest.fepois(FORMULA, _add_lags(panel), vcov="iid", ssc=exact, iwls_tol=1e-10)
    if errors == "model":
        return _to_table(fit.coef(), fit.se())
    regions = panel["region"].nunique()
    spread = fit.vcov({"CRV3": "region"}).se()
    return _to_table(fit.coef(), np.sqrt((regions - 1) / regions) * spread)


FITS: dict[str, Fit] = {
    "ours": fit_ours,
    "statsmodels": fit_statsmodels,
    "pyfixest": fit_pyfixest,
}


def warm(fit: Fit, errors: str) -> None:
    """Fit a small panel, at which libraries load the rest of themselves."""
    fit(draw_panel(8, 48, seed=0), errors)


def _add_lags(panel: pd.DataFrame) -> pd.DataFrame:
    """Rows with an outcome and every lag."""
    level = np.log1p(panel["incidents"]).groupby(panel["region"])
    return panel.assign(**{term: level.shift(lag) for lag, term in enumerate(TERMS)}).dropna()


def _fit_dummies(rows: pd.DataFrame, start: Any = None) -> Any:
    import statsmodels.api as sm

    regions, months = (pd.get_dummies(rows[name], dtype="float64") for name in ("region", "month"))
    terms = np.hstack([rows[TERMS], regions, months.iloc[:, 1:]])
    model = sm.GLM(rows["displacements"].to_numpy(), terms, family=sm.families.Poisson())
    return model.fit(start_params=start, tol=1e-10)


def _to_table(estimates: Any, errors: Any) -> pd.DataFrame:
    columns = {"estimate": np.asarray(estimates), "std_error": np.asarray(errors)}
    return pd.DataFrame(columns, index=TERMS)
