"""Pieces of a page as a notebook shows them: with the page's own style, which a notebook lacks.

Only where ``IMPACT_LIVE`` is set, as ``impact lab`` does for its kernels: a report runs without it,
and its page has the style once.
"""

import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from IPython import display

LIVE = "IMPACT_LIVE"
SCOPE = "impact-page"
STYLE = Path(__file__).parent / "templates" / "report" / "style.css"
# Written twice, the scope outweighs Jupyter's rules for lists and tables.
OPENING = f".{SCOPE}.{SCOPE}"
OWN = (  # no page around it: Jupyter's letters and width, its stripes and lines not
    "& { color: var(--ink); background: #fff; padding: .25rem .5rem; } "
    "& tr:nth-child(n) { background: none; } & h2 { margin-top: .5rem; border: 0; }"
)


class HTML(display.HTML):
    """HTML that brings its style along in a live notebook, and is bare anywhere else."""

    def _repr_html_(self) -> Any:
        """Return the piece; in a live notebook inside its scope, with the style of that scope."""
        piece = super()._repr_html_()
        return dress(piece) if os.environ.get(LIVE) and piece else piece


def dress(piece: str) -> str:
    """Piece with the page's style; each has its own, since any of them may be shown or run alone."""
    return f'<div class="{SCOPE}"><style>{read_style()}</style>{piece}</div>'


@lru_cache(maxsize=1)
def read_style() -> str:
    """Style of the page inside one scope, where it reaches nothing else of a notebook.

    Rules for the window and for paper match nothing there.
    """
    rules = STYLE.read_text(encoding="utf-8").replace(":root {", "& {", 1)
    return f"{OPENING} {{ {rules} {OWN} }}"
