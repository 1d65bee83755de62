"""What is watched: addresses in any form, one by one or from a file, under their canonical names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from config.load import Sites
from domain.errors import UsageError
from domain.target import Target
from jobs.register_columns import WATCH_COLUMNS, Columns, find_columns
from jobs.register_rows import RowProblem, RowReader
from jobs.register_values import shown
from jobs.tables import Table, is_spreadsheet, open_table, read_lines
from messages import translate
from spiders import platform
from storage.session import Store

LONGEST_URL = 2000
MOST_PROBLEMS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One address as somebody gave it."""

    line: int
    """Counts from 1."""
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchReport:
    """What adding addresses came to."""

    added: tuple[Target, ...]
    """Those that are watched now and were not before."""
    known: int
    """Those that were watched already, or were given twice."""
    rejected: int
    """Those that name nothing on a configured site."""
    problems: tuple[RowProblem, ...]
    """The first ones, by line; duplicates are warnings."""


@dataclass(slots=True)
class _Tally:
    added: list[Target] = field(default_factory=list)
    known: int = 0
    rejected: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    first_lines: dict[Target, int] = field(default_factory=dict)

    def tell(self, line: int, text: str, *, is_warning: bool) -> None:
        """Note something about one line."""
        self.known += is_warning
        self.rejected += not is_warning
        if len(self.problems) < MOST_PROBLEMS:
            problem = RowProblem(line=line, column=None, text=text, is_warning=is_warning)
            self.problems.append(problem)

    def report(self) -> WatchReport:
        """What all lines came to."""
        return WatchReport(
            added=tuple(self.added),
            known=self.known,
            rejected=self.rejected,
            problems=tuple(self.problems),
        )


def find_target(sites: Sites, url: str) -> Target:
    """What an address in any form names on the configured sites.

    Raises UsageError where it names nothing on any of them.
    """
    text = url.strip()
    if len(text) <= LONGEST_URL:
        for site in sites.sites.values():
            target = platform(site.platform).find_target(text, site)
            if target is not None:
                return target
    raise UsageError(
        translate(
            "{url} names no shop, listing or search on a configured site ({sites}).",
            url=shown(text),
            sites=", ".join(sites.sites),
        )
    )


def add_targets(
    urls: Iterable[str],
    *,
    sites: Sites,
    store: Store,
    at: datetime,
    source: str = "command line",
    note: str = "",
) -> WatchReport:
    """Watch addresses from now on; each that is wrong or known is told of by its place."""
    addresses = (Address(line=place, url=url, note=note) for place, url in enumerate(urls, start=1))
    return _add(addresses, sites=sites, store=store, at=at, source=source)


def import_file(path: Path, *, sites: Sites, store: Store, at: datetime) -> WatchReport:
    """Watch the addresses of a file: text with one a line, or a table with a column of them.

    Raises UsageError in one sentence for a file that is missing, empty or has no address.
    """
    report = _add(_addresses(path), sites=sites, store=store, at=at, source=path.name)
    if not report.added and not report.known and not report.rejected:
        raise UsageError(translate("{path} has no address in it.", path=path))
    return report


def _add(
    addresses: Iterable[Address], *, sites: Sites, store: Store, at: datetime, source: str
) -> WatchReport:
    tally = _Tally()
    found = list(_found(addresses, sites, tally))
    with store.transaction() as repo:
        for address, target in found:
            if repo.watchlist.add(target, source=source, at=at, note=address.note):
                tally.added.append(target)
            else:
                text = translate("{url} is watched already", url=target.url)
                tally.tell(address.line, text, is_warning=True)
    tally.problems.sort(key=lambda problem: problem.line)
    return tally.report()


def _found(
    addresses: Iterable[Address], sites: Sites, tally: _Tally
) -> Iterator[tuple[Address, Target]]:
    """The targets that the addresses name, each once."""
    for address in addresses:
        try:
            target = find_target(sites, address.url)
        except UsageError as error:
            tally.tell(address.line, str(error), is_warning=False)
            continue
        first = tally.first_lines.setdefault(target, address.line)
        if first == address.line:
            yield address, target
        else:
            text = translate("the same page as line {line}: {url}", line=first, url=target.url)
            tally.tell(address.line, text, is_warning=True)


def _addresses(path: Path) -> Iterator[Address]:
    with open_table(path, _is_header) as table:
        if table is not None:
            yield from _of_table(table, find_columns(table.header, WATCH_COLUMNS))
            return
    if is_spreadsheet(path):
        raise UsageError(
            translate(
                "{path} has no column of addresses; call it one of: {names}.",
                path=path,
                names=", ".join(WATCH_COLUMNS["url"][:5]),
            )
        )
    yield from _of_lines(path)


def _is_header(header: tuple[str, ...]) -> int:
    positions = find_columns(header, WATCH_COLUMNS).positions
    return len(positions) if "url" in positions else 0


def _of_table(table: Table, columns: Columns) -> Iterator[Address]:
    for row in table.rows:
        reader = RowReader(row, columns)
        url = reader.text("url")
        if url or row.trouble:
            yield Address(line=row.line, url=url or row.trouble, note=reader.text("note") or "")


def _of_lines(path: Path) -> Iterator[Address]:
    """One address a line; blank lines and lines that begin with # are passed."""
    for number, line in read_lines(path):
        if line and not line.startswith("#"):
            yield Address(line=number, url=line.split()[0].strip("<>\"',;"))
