"""The command ``impact``: exits 0 on success, 2 on a wrong call, 1 with one line on failure."""

import os
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from textwrap import fill
from typing import Annotated, Any

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
os.environ.setdefault("JE_ARROW_MALLOC_CONF", "background_thread:false")  # it hinders a fork

import typer  # noqa: E402
from typer.exceptions import TyperException  # noqa: E402

from analysis import __version__  # noqa: E402

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Monthly humanitarian-impact reports from incidents, displacement and humanitarian figures.",
)

Country = Annotated[str, typer.Option(help="ISO 3166 alpha-3 code, such as MLI.")]
Raw = Annotated[Path, typer.Option(help="Folder of raw data.")]
Processed = Annotated[Path, typer.Option(help="Folder of processed tables.")]
AsOf = Annotated[
    str | None, typer.Option(help="Only what was known on that day, YYYY-MM-DD; default: all held.")
]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of a failure.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")]
RAW, PROCESSED, OUT = Path("data/raw"), Path("data/processed"), Path("reports")


class WrongCallError(ValueError):
    """A parameter of the call that cannot be."""


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"impact {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Monthly humanitarian-impact reports from incidents, displacement and humanitarian figures."""


def _tell(text: str, *, quiet: bool) -> None:
    """Progress for a person at a terminal; a pipe stays quiet."""
    if not quiet and sys.stderr.isatty():
        typer.echo(f"  {text}", err=True)


def _day(text: str | None, name: str = "as-of") -> str | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise WrongCallError(
            f"parameter {name}: '{text}' is not a day written YYYY-MM-DD"
        ) from None


def _today() -> date:
    """Day of the clock; ``SOURCE_DATE_EPOCH`` stands in for the clock, in seconds since 1970, UTC."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC).date() if epoch else date.today()


def _last_month(known: str, today: date) -> str:
    """Last month that is over, today and in the data; one that the data do not reach is refused."""
    end = today.replace(day=1) - timedelta(days=1)
    if known < end.isoformat():
        raise ValueError(
            f"parameter month: the newest data held are of {known}, before the end of {end:%Y-%m}: "
            "fetch or add newer data"
        )
    return f"{end:%Y-%m}"


def _check_country(raw: Path, country: str) -> None:
    from analysis import store
    from analysis.prose import UnknownCountryError, find_country

    try:
        find_country(store.read_hand(raw, "countries.csv"), country)
    except UnknownCountryError as error:
        raise WrongCallError(str(error)) from None


def _check_source(source: str) -> None:
    from analysis import providers

    if source not in providers.SOURCES:
        known = ", ".join(sorted(providers.SOURCES))
        raise WrongCallError(f"parameter source: '{source}' is not one of {known}")


def _month(text: str | None, name: str) -> str | None:
    from analysis.measures import BadInputError, month_bounds

    try:
        return None if text is None else month_bounds(text)[0].strftime("%Y-%m")
    except BadInputError as error:
        raise WrongCallError(f"parameter {name}: {error.problem}") from None


def _newest(raw: Path, country: str) -> str:
    from analysis.holdings import find_newest

    return find_newest(raw, country)


@app.command()
def sources(
    country: Annotated[str | None, typer.Option(help="ISO 3166 alpha-3 code.")] = None,
    raw: Raw = RAW,
) -> None:
    """List providers: what they give, access, licence, newest vintage held, and what is stale."""
    from analysis.catalogue import list_held
    from analysis.measures import each_row

    if country is not None:
        _check_country(raw, country)
    for held in each_row(list_held(raw, country, _today().isoformat())):
        age = f"newest {held.newest_vintage}, {held.age_days} days old" if held.is_held else ""
        typer.echo(f"{held.source:<9} {held.state:<10} {age}".rstrip())
        for name in ("gives", "access", "licence"):
            text = f"{name}: {getattr(held, name)}"
            typer.echo(fill(text, 96, initial_indent=" " * 10, subsequent_indent=" " * 12))


@app.command()
def add(
    source: Annotated[str, typer.Argument(help="Source that the file is of, such as ucdp.")],
    file: Annotated[Path, typer.Argument(help="The file as downloaded.")],
    country: Country,
    as_of: Annotated[
        str | None, typer.Option(help="Day of download, YYYY-MM-DD; default: today.")
    ] = None,
    release: Annotated[
        str | None, typer.Option(help="Release as the provider names it, such as 24.1.")
    ] = None,
    raw: Raw = RAW,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Take a downloaded file into the raw data as a vintage, with its origin file.

    Prints its path, then what it holds.
    """
    from analysis import intake

    _check_country(raw, country)
    _check_source(source)
    if not file.is_file():
        raise WrongCallError(f"parameter file: no file {file}")
    day = _day(as_of) or _today().isoformat()
    if day > _today().isoformat():
        raise WrongCallError(f"parameter as-of: '{day}' is still to come")
    target = intake.add_file(
        raw, source, file, country, day, release, is_day_given=as_of is not None
    )
    held_since = target.parent.name
    if not quiet:
        typer.echo(f"{target}: unchanged since {held_since}" if held_since != day else target)
        typer.echo(intake.tell_file(raw, target))


@app.command()
def fetch(
    source: Annotated[str, typer.Argument(help="Source to ask, such as ucdp.")],
    country: Country,
    first: Annotated[
        str | None,
        typer.Option("--from", help="First month, YYYY-MM; default: January, ten years before."),
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", help="Last month, YYYY-MM; default: this month.")
    ] = None,
    raw: Raw = RAW,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Download the newest files of a source from its provider as a vintage."""
    from analysis import providers
    from analysis.fetch import fetch as fetch_files

    _check_country(raw, country)
    _check_source(source)
    if providers.SOURCES[source].download is None:
        raise WrongCallError(
            f"parameter source: {source} cannot be fetched: add its files with impact add"
        )
    today = _today().isoformat()
    until = _month(last, "to") or today[:7]
    since = _month(first, "from") or f"{int(until[:4]) - 10}-01"
    if since > until:
        raise WrongCallError(f"parameter from: {since} is after {until}")
    found = fetch_files(
        raw, source, country, since, until, today, say_progress=lambda t: _tell(t, quiet=quiet)
    )
    for file in [] if quiet else found:
        since_when = f": unchanged since {file.unchanged_since}" if file.unchanged_since else ""
        typer.echo(f"{file.path}{since_when}")


@app.command(name="build")
def build_command(
    country: Country,
    as_of: AsOf = None,
    raw: Raw = RAW,
    processed: Processed = PROCESSED,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Make the processed tables of a country and print what each join lost."""
    from analysis import build, store
    from analysis.incidents import format_differing_years
    from analysis.losses import format_balance

    _check_country(raw, country)
    build.build(raw, processed, country, _day(as_of) or _newest(raw, country))
    if quiet:
        return
    read: Callable[[str], Any] = partial(store.read_processed, processed, country)
    for line in format_balance(read("losses")):
        typer.echo(line)
    for line in format_differing_years(
        *(read(name) for name in ("incidents_admin1_month", "fatalities_year", "coverage"))
    ):
        typer.echo(line)
    typer.echo(processed / country)


@app.command()
def report(
    country: Country,
    month: Annotated[
        str, typer.Option(help="Month of the report, YYYY-MM, or last: the last that is over.")
    ],
    lang: Annotated[str, typer.Option(help="en, fr or all.")] = "all",
    as_of: AsOf = None,
    raw: Raw = RAW,
    processed: Processed = PROCESSED,
    out: Annotated[Path, typer.Option(help="Folder of reports.")] = OUT,
    pdf: Annotated[
        bool, typer.Option("--pdf", help="Print the pages too, through Chromium.")
    ] = False,
    email: Annotated[
        Path | None,
        typer.Option(help="Write a message with the report, a file that any mailer can send."),
    ] = None,
    new_edition: Annotated[
        bool, typer.Option("--new-edition", help="Keep an approved edition and write another.")
    ] = False,
    once: Annotated[
        bool, typer.Option("--once", help="Do nothing where the month has a report already.")
    ] = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Write the report of a country and month; build first where the tables are stale."""
    from analysis.prose import LANGUAGES

    _check_country(raw, country)
    if month != "last":
        _month(month, "month")
    if lang not in (*LANGUAGES, "all"):
        raise WrongCallError(f"parameter lang: '{lang}' is not one of en, fr, all")
    if once and new_edition:
        raise WrongCallError("parameter once: cannot stand with --new-edition")
    day = _day(as_of) or _newest(raw, country)
    if month == "last":
        month = _last_month(day, date.fromisoformat(day) if as_of else _today())
    if f"{month}-01" > day:
        raise WrongCallError(f"parameter month: {month} begins after the data cut-off, {day}")
    from analysis.pdf import find_chromium
    from analysis.report import write_report
    from analysis.review import APPROVED, tell_status

    if email is not None and (email.suffix != ".eml" or not email.absolute().parent.is_dir()):
        raise WrongCallError(f"parameter email: {email} is no .eml file in a folder that is there")
    folder = out / country / month
    langs = LANGUAGES if lang == "all" else (lang,)
    if once and all((folder / f"report.{name}.html").is_file() for name in langs):
        if not quiet:
            typer.echo(f"{folder}: {tell_status(folder)}, nothing to do")
        return
    if email is not None and not new_edition and tell_status(folder) == APPROVED:
        _write_message(folder, email, quiet=quiet)
        return
    if pdf or email is not None:
        find_chromium()
    write_report(
        raw,
        processed,
        out,
        country=country,
        month=month,
        as_of=day,
        new_edition=new_edition,
        is_printed=pdf or email is not None,
        langs=langs,
        say_progress=lambda text: _tell(text, quiet=quiet),
    )
    if not quiet:
        _list_pages(folder, "report")
    if email is not None:
        _write_message(folder, email, quiet=quiet)


@app.command()
def brief(
    incident_id: Annotated[
        str, typer.Argument(help="Incident of the ledger, such as MLI-20231107-01.")
    ],
    country: Annotated[
        str | None, typer.Option(help="Country whose ledger holds it; default: search all.")
    ] = None,
    lang: Annotated[str, typer.Option(help="en, fr or all.")] = "all",
    radius: Annotated[int, typer.Option(help="How near, in kilometres: 1 to 50.")] = 25,
    as_of: AsOf = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="Print each page as a PDF too.")] = False,
    raw: Raw = RAW,
    processed: Processed = PROCESSED,
    out: Annotated[Path, typer.Option(help="Folder of reports.")] = OUT,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Write the brief of one documented incident: claims, toll, what lies near, what is not known."""
    from analysis.brief import WIDEST_KM, UnknownIncidentError, find_ledger, strip_source
    from analysis.prose import LANGUAGES

    if country is not None:
        _check_country(raw, country)
    if lang not in (*LANGUAGES, "all"):
        raise WrongCallError(f"parameter lang: '{lang}' is not one of en, fr, all")
    if not 1 <= radius <= WIDEST_KM:
        raise WrongCallError(f"parameter radius: {radius} is not within 1 and {WIDEST_KM}")
    day, incident_id = _day(as_of), strip_source(incident_id)
    try:
        held_in = find_ledger(raw, incident_id, country)
        from analysis.briefs import write_brief
        from analysis.pdf import find_chromium

        if pdf:
            find_chromium()
        folder = write_brief(
            raw,
            processed,
            out,
            incident_id=incident_id,
            country=held_in,
            radius_km=radius,
            as_of=day or _newest(raw, held_in),
            langs=LANGUAGES if lang == "all" else (lang,),
            is_printed=pdf,
            say_progress=lambda text: _tell(text, quiet=quiet),
        )
    except UnknownIncidentError as error:
        raise WrongCallError(str(error)) from None
    if not quiet:
        _list_pages(folder, "brief")


def _list_pages(folder: Path, stem: str) -> None:
    """Name the pages that were written, then those that were printed."""
    for kind in ("html", "pdf"):
        for page in sorted(folder.glob(f"{stem}.*.{kind}")):
            typer.echo(page)


def _write_message(folder: Path, email: Path, *, quiet: bool) -> None:
    """Write a report as a message; an approved one as it stands, without rendering it anew."""
    from analysis import store
    from analysis.message import write_message

    store.write_bytes(email, write_message(folder))
    if not quiet:
        typer.echo(email)


@app.command()
def index(
    out: Annotated[Path, typer.Option(help="Folder of reports.")] = OUT,
    raw: Raw = RAW,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Write index.html and feed.xml over all reports, in both languages."""
    from analysis.index import write_index

    if not out.is_dir():
        raise WrongCallError(f"parameter out: no folder {out}")
    page = write_index(out, raw)
    if not quiet:
        typer.echo(page)


@app.command()
def diff(
    report_a: Annotated[Path, typer.Argument(help="Folder of a report, or its figures.json.")],
    report_b: Annotated[Path, typer.Argument(help="Folder of the report to compare it with.")],
    debug: Debug = False,
) -> None:
    """Print what changed between two reports of a country, part by part."""
    from analysis import store
    from analysis.editions import compare, format_changes

    old, new = store.read_report(report_a), store.read_report(report_b)
    if old.country != new.country:
        raise WrongCallError(
            f"parameter report_b: is of {new.country}, the other report of {old.country}"
        )
    for line in format_changes(old, new, compare(old, new)):
        typer.echo(line)


@app.command()
def review(
    folder: Annotated[Path, typer.Argument(help="Folder of a report.", metavar="REPORT")],
    approve: Annotated[bool, typer.Option("--approve", help="Approve it as it stands.")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="Reject it as it stands.")] = False,
    by: Annotated[str | None, typer.Option(help="Name of who decides.")] = None,
    note: Annotated[str | None, typer.Option(help="Words to keep with the decision.")] = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Sign a report off, bound to its content; without a decision print its status and what to check."""
    from analysis import review as reviews
    from analysis import store

    if not (folder / "figures.json").is_file():
        raise WrongCallError(f"parameter REPORT: no report in {folder}")
    if not any(folder.glob("report.*.html")) and any(folder.glob("brief.*.html")):
        raise WrongCallError(f"parameter REPORT: {folder} holds a brief, and briefs are not signed")
    if approve and reject:
        raise WrongCallError("parameter approve: cannot stand with --reject")
    if (approve or reject) and by is None:
        raise WrongCallError("parameter by: a decision needs the name of who makes it")
    if not (approve or reject) and (by or note):
        raise WrongCallError("parameter approve: say --approve or --reject")
    if approve or reject:
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        status = reviews.APPROVED if approve else reviews.REJECTED
        reviews.decide(folder, status, by=by or "", at=at, note=note)
        if any(folder.glob("report.*.pdf")):
            from analysis.report import print_pages

            print_pages(folder, "report")
    if quiet:
        return
    typer.echo(f"{folder}: {reviews.tell_status(folder)}")
    figures = store.read_rows_of_report(folder)
    for page in [] if approve or reject else sorted(folder.glob("report.*.html"))[:1]:
        checks = reviews.list_checks(store.read_document(page), figures)
        for line in reviews.format_checks(checks):
            typer.echo(line)


@app.command()
def check(
    file: Annotated[
        Path, typer.Argument(help="Text, Markdown, HTML or CSV, in English or French.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print the claims as JSON.")] = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Check the arithmetic of a published text or table; exit 1 where a claim fails."""
    import json

    from analysis import store
    from analysis.consistency import check_text, format_claims, to_records
    from analysis.measures import BadInputError
    from analysis.passages import find_form

    if not file.is_file():
        raise WrongCallError(f"parameter file: no file {file}")
    try:
        text = store.read_document(file)
    except BadInputError as error:
        raise WrongCallError(f"parameter file: {error}") from None
    claims = check_text(text, find_form(file.suffix, text))
    if as_json:
        typer.echo(json.dumps(to_records(claims), ensure_ascii=False, indent=1))
    for line in [] if as_json or quiet else format_claims(claims):
        typer.echo(line)
    raise typer.Exit(int((claims["verdict"] == "fails").any()))


@app.command()
def batch(
    countries: Annotated[
        str | None, typer.Option(help="ISO 3166 alpha-3 codes, such as MLI,BFA,NER.")
    ] = None,
    months: Annotated[
        str | None, typer.Option(help="First and last month, YYYY-MM:YYYY-MM, or one, YYYY-MM.")
    ] = None,
    lang: Annotated[str, typer.Option(help="en, fr or all.")] = "all",
    as_of: AsOf = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Reports at a time; default: one per processor.")
    ] = None,
    memory: Annotated[
        int | None, typer.Option(min=256, help="Most memory of each report, in MiB.")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="Address of a Dask scheduler whose workers do the work.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the batch that was cut off.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say of each report why it is made, or is not.")
    ] = False,
    raw: Raw = RAW,
    processed: Processed = PROCESSED,
    out: Annotated[Path, typer.Option(help="Folder of reports.")] = OUT,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Write the reports of many countries and months: those that are not what they would be.

    One that fails costs no other: it is tried once more, then listed with its reason, and the
    command exits with 1.
    """
    plan = _plan(countries, months, lang, _day(as_of), resume, raw, processed, out)
    from analysis import batch as work

    def tell_why(task: Any, reason: str) -> None:
        if explain:
            typer.echo(f"{task.country} {task.month}: {reason}")

    outcomes = work.run(
        plan,
        jobs=jobs or work.count_jobs(),
        memory_mib=memory,
        scheduler=scheduler,
        explain=tell_why,
        say_progress=lambda text: _tell(text, quiet=quiet),
    )
    if any(o.state != work.UNCHANGED for o in outcomes) or not (out / "index.html").is_file():
        from analysis.index import write_index

        write_index(Path(plan.out), Path(plan.raw))
    for line in [] if quiet else work.format_table(outcomes):
        typer.echo(line)
    if any(o.state == work.FAILED for o in outcomes):
        raise typer.Exit(1)


def _plan(
    countries: str | None,
    months: str | None,
    lang: str,
    day: str | None,
    resume: bool,
    raw: Path,
    processed: Path,
    out: Path,
) -> Any:
    """Plan of a batch as it was called for, or of the one that was cut off."""
    from analysis import batch as work
    from analysis.prose import LANGUAGES

    if resume and countries is None and months is None:
        return work.read_plan(out)
    if countries is None or months is None:
        raise WrongCallError("parameter countries: give --countries and --months, or --resume")
    if lang not in (*LANGUAGES, "all"):
        raise WrongCallError(f"parameter lang: '{lang}' is not one of en, fr, all")
    codes = [code.strip() for code in countries.split(",")]
    for code in codes:
        _check_country(raw, code)
    first, _, last = months.partition(":")
    first, last = str(_month(first, "months")), str(_month(last or first, "months"))
    if first > last:
        raise WrongCallError(f"parameter months: {first} is after {last}")
    plan = work.make_plan(
        raw,
        processed,
        out,
        countries=codes,
        months=work.list_months(first, last),
        langs=LANGUAGES if lang == "all" else (lang,),
        as_of=day,
    )
    return work.resume(plan) if resume and day is None else plan


@app.command()
def lab(
    port: Annotated[
        int, typer.Option(help="Port on the loopback address; 0: any that is free.", min=0)
    ] = 8888,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Open no browser: print the address only.")
    ] = False,
    folder: Annotated[
        Path | None,
        typer.Option(help="Folder that holds a folder notebooks; default: the project."),
    ] = None,
    debug: Debug = False,
) -> None:
    """Open JupyterLab on the notebooks, on the loopback address with a token."""
    from analysis import lab as jupyter

    opened = (folder or jupyter.ROOT).absolute()
    if not (opened / jupyter.START_PAGE).is_file():
        raise WrongCallError(
            f"parameter folder: no {jupyter.START_PAGE} in {opened}: name a clone of the project"
        )
    jupyter.check_port(port)
    command = jupyter.list_arguments(opened, port, is_shown=not no_browser)
    os.execve(command[0], command, jupyter.to_environment(dict(os.environ)))


def main() -> None:
    """Run the command; a failure is one line on standard error."""
    try:
        code = app(sys.argv[1:] or ["--help"], standalone_mode=False)
        raise SystemExit(code or (0 if sys.argv[1:] else 2))
    except typer.Abort:
        raise SystemExit(130) from None
    except (WrongCallError, TyperException) as error:
        _fail(error, 2)
    except Exception as error:  # noqa: BLE001 - the one place where every failure becomes a line
        _fail(error, 1)


def _fail(error: Exception, code: int) -> None:
    if "--debug" in sys.argv:
        traceback.print_exc()
    said = str(getattr(error, "format_message", error.__str__)())
    text = " ".join(said.split()) or type(error).__name__
    typer.echo(f"impact: {text[:600]}", err=True)
    raise SystemExit(code)
