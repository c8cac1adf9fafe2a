"""Every source of the suite, by its name: a new one is added here."""

from types import ModuleType

from analysis.formats import Source
from analysis.sources import (
    acled,
    ch,
    cod,
    dtm,
    figures,
    fts,
    hapi,
    hno,
    idmc,
    ipc,
    ledger,
    ucdp,
    unhcr,
    wfp,
)

MODULES: list[ModuleType] = [
    *(cod, ucdp, acled, hapi, dtm, idmc, unhcr),
    *(fts, hno, ipc, ch, wfp, ledger, figures),
]


SOURCES: dict[str, Source] = {module.SOURCE.name: module.SOURCE for module in MODULES}
