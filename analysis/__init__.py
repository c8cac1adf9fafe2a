"""What happened to people, who says so, and how sure it is: the transforms behind the reports.

In a notebook ``import analysis as ia`` gives the functions of :mod:`analysis.explore`; they load when
first asked for, so that the command stays quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.explore import (
        compare,
        count_months,
        find_figure,
        find_near,
        find_rows,
        list_tables,
        open_country,
        per_100000,
        plot_sides,
        read_figures,
        read_incidents,
        read_months,
        read_population,
        read_table,
        show,
        to_totals,
    )
    from analysis.explorer import open_explorer

__version__ = "0.1.0"
__all__ = [
    "compare",
    "count_months",
    "find_figure",
    "find_near",
    "find_rows",
    "list_tables",
    "open_country",
    "open_explorer",
    "per_100000",
    "plot_sides",
    "read_figures",
    "read_incidents",
    "read_months",
    "read_population",
    "read_table",
    "show",
    "to_totals",
]


def __getattr__(name: str) -> Any:
    """Give one of the functions for a notebook; the others come with it, widgets only with theirs."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = "analysis.explorer" if name == "open_explorer" else "analysis.explore"
    return getattr(import_module(module), name)


def __dir__() -> list[str]:
    """List the functions for a notebook, and the version."""
    return [*__all__, "__version__"]
