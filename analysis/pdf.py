"""Pages to PDF, through a Chromium that the machine has: paged, tagged, links and all.

The style sheet of the page says how it prints; nothing here knows what is on it.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pikepdf

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHOSEN = "IMPACT_CHROMIUM"
FLAGS = [
    *("--headless", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--no-pdf-header-footer", "--generate-pdf-document-outline"),
]
PATIENCE = 300  # seconds for one page; a printer that hangs must not hang a batch


class PrintError(RuntimeError):
    """A page could not be printed."""


def find_chromium() -> str:
    """Path of the Chromium to print with: of ``IMPACT_CHROMIUM``, else of the machine."""
    asked = os.environ.get(CHOSEN)
    found = next((p for p in map(shutil.which, [asked] if asked else NAMES) if p), None)
    if found is None:
        what = f"{CHOSEN}: no program {asked}" if asked else "no Chromium found"
        raise PrintError(f"{what}: a PDF needs one; install chromium, or name it in {CHOSEN}")
    return found


def print_page(page: Path, target: Path) -> None:
    """Print a page to a file, which is written whole or not at all."""
    program = find_chromium()
    with tempfile.TemporaryDirectory(prefix="print-", ignore_cleanup_errors=True) as scratch:
        raw, small = Path(scratch, "raw.pdf"), Path(scratch, "small.pdf")
        call = [program, *FLAGS, f"--user-data-dir={scratch}/profile", f"--print-to-pdf={raw}"]
        if os.geteuid() == 0:
            call.append("--no-sandbox")  # Chromium as root has no other way
        try:
            done = subprocess.run(
                [*call, page.resolve().as_uri()], capture_output=True, timeout=PATIENCE, check=False
            )
        except subprocess.TimeoutExpired:
            raise PrintError(f"{page}: not printed after {PATIENCE} seconds") from None
        if done.returncode or not raw.is_file():
            raise PrintError(f"{page}: {program} gave no PDF (exit code {done.returncode})")
        _compress(raw, small)
        beside = target.with_name(f".{target.name}")
        shutil.copyfile(small, beside)
        beside.replace(target)


def _compress(raw: Path, small: Path) -> None:
    """Pack what Chromium writes loose, and leave out when and by what it was printed."""
    with pikepdf.open(raw) as pdf:
        for name in ("/CreationDate", "/ModDate", "/Creator", "/Producer"):
            if name in pdf.docinfo:
                del pdf.docinfo[name]
        pdf.save(
            small,
            compress_streams=True,
            recompress_flate=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
        )
