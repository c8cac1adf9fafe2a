"""How long a notebook with widgets takes to redraw, measured in a browser by the browser's own clock.

From the event by which a user changes a widget to the frame in which the last of what follows from
it is painted: kernel, server and drawing in the page are all in it.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from statistics import median

from playwright.sync_api import Locator, sync_playwright

from analysis import build, intake
from analysis.holdings import find_newest
from bench import driver
from bench.files import make_ged_of

RAW = driver.ROOT / "data" / "raw"
MADE_UP = ("BEN", "Benin", "434")  # a country whose outlines are held, and no incidents
EXPLORER = ".ia-explorer"
QUIET = 800  # milliseconds without a change after which a redraw is over
WATCH = """() => {
  if (window.redraw) { window.redraw.painted = 0; return; }
  const held = window.redraw = {begun: 0, changed: 0, painted: 0};
  const begin = () => Object.assign(held, {begun: performance.now(), changed: 0, painted: 0});
  ['change', 'keydown', 'click'].forEach(n => document.addEventListener(n, begin, true));
  const own = '.widget-inline-hbox:not(.widget-html), button';
  const isOwn = ({target, attributeName}) => ['class', 'aria-selected'].includes(attributeName)
    || Boolean((target.closest ? target : target.parentElement)?.closest(own));
  new MutationObserver(async records => {
    if (records.every(isOwn)) return;  // what the page itself does at once, before the kernel answers
    const now = held.changed = performance.now();
    const images = [...document.querySelectorAll('.ia-explorer img')];
    await Promise.allSettled(images.map(image => image.decode()));
    requestAnimationFrame(() => setTimeout(() => {
      if (held.changed === now) held.painted = performance.now();
    }));
  }).observe(document.querySelector('.ia-explorer'),
    {subtree: true, childList: true, attributes: true, characterData: true});
}"""
ARM = "() => { Object.assign(window.redraw, {begun: 0, changed: 0, painted: 0}); }"
IS_OVER = """quiet => {
  const held = window.redraw;
  return held.begun > 0 && held.painted > 0 && performance.now() - held.painted > quiet
    && !document.querySelector('.ia-explorer').innerText.includes('Opening …')
    && !document.querySelector('.ia-explorer .ia-old')
    && held.painted - held.begun;
}"""


def find(box: Locator, label: str, kind: str) -> Locator:
    """Part of the widget with a label."""
    return box.locator(".widget-inline-hbox", has=box.page.get_by_text(label, exact=True)).locator(
        kind
    )


def pick(label: str, choice: str | int) -> Callable[[Locator], None]:
    """Move that chooses in a list, by text or by place."""
    given = {"index": choice} if isinstance(choice, int) else {"label": choice}
    return lambda box: find(box, label, "select").select_option(**given)


def press(handle: str, key: str) -> Callable[[Locator], None]:
    """Move of one end of the slider, by a key."""
    return lambda box: box.locator(f".noUi-handle-{handle}").press(key)


def write(label: str, text: str) -> Callable[[Locator], None]:
    """Move that writes words and ends them with Enter."""

    def move(box: Locator) -> None:
        words = find(box, label, "input")
        words.fill(text)
        words.press("Enter")

    return move


def click(name: str) -> Callable[[Locator], None]:
    """Move that presses a button."""
    return lambda box: box.get_by_role("button", name=name, exact=True).click()


def mark(place: int) -> Callable[[Locator], None]:
    """Move that marks a row of the list of incidents."""
    return lambda box: box.locator("table.dataTable tbody tr").nth(place).click()


EVERYTHING = click("Choose everything")
MOVES = {  # of each widget, two moves that take turns
    "count": (pick("Count", 1), pick("Count", 0)),
    "months": (press("lower", "ArrowRight"), press("lower", "ArrowLeft")),
    "types": (pick("Types", 1), pick("Types", 0)),
    "regions": (pick("Regions", 1), pick("Regions", 2)),
    "actors": (write("Actors", "Rivertown 7"), write("Actors", "")),
    "row": (mark(0), mark(1)),
}
NARROWING = {"types", "regions"}  # after their moves less is chosen than before
OF_EVENTS = {"actors", "row"}  # nothing can be moved there where a source is held by month


def time_move(box: Locator, move: Callable[[Locator], None]) -> float:
    """Milliseconds from a user's change of a widget to the last frame that follows from it."""
    page = box.page
    page.evaluate(ARM)
    move(box)
    return float(page.wait_for_function(IS_OVER, arg=QUIET).json_value())


def watch(panel: Locator) -> Locator:
    """Watch the widgets of an open notebook from now on."""
    box = panel.locator(EXPLORER)
    box.locator("img").first.wait_for()
    box.page.evaluate(WATCH)
    return box


def make_raw(folder: Path, rows: int) -> Path:
    """Folder of raw data with what the project holds and, of one more country, so many made-up events."""
    folder.mkdir(parents=True)
    for held in RAW.iterdir():
        (folder / held.name).symlink_to(held)
    (folder / "ucdp").unlink()
    (folder / "ucdp").mkdir()
    (folder / "ucdp" / "MLI").symlink_to(RAW / "ucdp" / "MLI")
    iso3, name, number = MADE_UP
    path = folder.parent / "ged.csv"
    make_ged_of(path, rows, name, number)
    intake.add_file(folder, "ucdp", path, iso3, "2024-06-30", "24.1")
    return folder


def time_moves(box: Locator, names: Iterable[str], turns: int) -> dict[str, list[float]]:
    """Milliseconds of each move of the widgets named; what narrows the choice is undone, timed too."""
    times: dict[str, list[float]] = {"everything": []}
    for name in names:
        times[name] = [time_move(box, move) for _ in range(turns) for move in MOVES[name]]
        if name in NARROWING:
            times["everything"].append(time_move(box, EVERYTHING))
    return times


def measure(folder: Path, rows: int, turns: int = 5) -> dict[str, dict[str, list[float]]]:
    """Milliseconds by what is shown and which widget is moved: Mali as held, then made-up events."""
    raw, processed = make_raw(folder / "raw", rows), folder / "processed"
    for country in ("MLI", MADE_UP[0]):
        build.build(raw, processed, country, find_newest(raw, country))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=driver.CHROMIUM_ARGS
        )
        with driver.open_lab(browser, folder / "lab", raw, processed) as lab:
            panel = driver.open_notebook(lab, "explore")
            driver.run_all(lab)
            box = watch(panel)
            mali = time_moves(box, [name for name in MOVES if name not in OF_EVENTS], turns)
            time_move(box, pick("Country", MADE_UP[1]))
            events = time_moves(box, MOVES, turns)
        browser.close()
    return {"Mali, as held by region and month": mali, f"{rows:,} made-up events": events}


def format_times(measured: dict[str, dict[str, list[float]]]) -> Iterator[str]:
    """Lines of the result: of each widget the median and the longest of its redraws."""
    for what, times in measured.items():
        yield f"redraws: {what}; from the change of a widget to the last frame that follows"
        yield f"  {'':<20}{'times':>9}{'median ms':>12}{'longest ms':>12}"
        for name, each in times.items():
            yield f"  {name:<20}{len(each):>9}{median(each):>12.0f}{max(each):>12.0f}"
