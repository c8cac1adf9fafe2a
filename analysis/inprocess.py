"""The entry point by which papermill finds our engine: it loads this while it is being loaded itself.

The engine needs papermill, so it comes when the first notebook is run.
"""

from typing import Any


class InProcessEngine:
    """What papermill asks of an engine, answered by the one in :mod:`analysis.engine`."""

    @classmethod
    def _find(cls) -> Any:
        from analysis import engine

        return engine.InProcessEngine

    @classmethod
    def execute_notebook(cls, *given: Any, **named: Any) -> Any:
        """Run a notebook."""
        return cls._find().execute_notebook(*given, **named)

    @classmethod
    def nb_kernel_name(cls, *given: Any, **named: Any) -> Any:
        """Name the kernel that a notebook asks for."""
        return cls._find().nb_kernel_name(*given, **named)

    @classmethod
    def nb_language(cls, *given: Any, **named: Any) -> Any:
        """Name the language of a notebook."""
        return cls._find().nb_language(*given, **named)
