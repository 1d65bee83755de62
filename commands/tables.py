"""Tables that several commands print."""

from rich import box
from rich.markup import escape
from rich.table import Table

from commands.console import local_time
from domain.flag import Severity
from matching.rules import rule_sentence
from messages import language, translate
from messages.names import EVENTS, OUTCOMES, RULE_NAMES, SEVERITY_NAMES
from storage.rows import FlagRow, Wiped

STYLES = {
    Severity.CRITICAL: "bold white on red",
    Severity.HIGH: "bold red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "dim",
}


def rule_name(rule: str) -> str:
    """A rule's short name in the reader's language."""
    return translate(RULE_NAMES[rule]) if rule in RULE_NAMES else rule


def severity_name(severity: Severity) -> str:
    """A severity in colour and words."""
    return f"[{STYLES[severity]}]{translate(SEVERITY_NAMES[severity])}[/]"


def flags_table(flags: list[FlagRow]) -> Table:
    """Flags in the order given, each with its listing, its shop and its first reason."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column(translate("Severity"), no_wrap=True)
    table.add_column("%", justify="right", no_wrap=True)
    table.add_column(translate("Suspicion"))
    table.add_column(translate("Listing, shop"), ratio=4)
    table.add_column(translate("Why"), ratio=5)
    for row in flags:
        flag = row.flag
        shop = escape(row.shop_name or flag.shop_id or "")
        table.add_row(
            str(row.flag_id),
            severity_name(flag.severity),
            f"{flag.probability:.0%}",
            rule_name(flag.rule),
            f"{escape(row.title or flag.listing_id or '')}\n[dim]{shop}[/]",
            escape(_first_reason(row)),
        )
    return table


def wiped_table(rows: tuple[Wiped, ...]) -> Table:
    """Listings that were taken away, each with the capture that holds the last of it."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(translate("Listing, and the capture that keeps it"), ratio=1)
    table.add_column(translate("Site"), no_wrap=True)
    table.add_column(translate("What happened"), no_wrap=True)
    table.add_column(translate("Last seen alive"), no_wrap=True)
    for row in rows:
        kept = row.preserved_in or row.listed_in or translate("not preserved")
        table.add_row(
            f"{escape(row.title or row.listing_id)}\n[dim]{kept}[/]",
            row.site_id,
            event_name(row.how),
            local_time(row.last_alive_at or row.last_listed_at),
        )
    return table


def outcome_name(outcome: str) -> str:
    """What a visit came to, in the reader's language."""
    return translate(OUTCOMES[outcome]) if outcome in OUTCOMES else outcome


def event_name(kind: str) -> str:
    """An event in the reader's language."""
    return translate(EVENTS[kind]) if kind in EVENTS else kind


def _first_reason(row: FlagRow) -> str:
    reasons = row.flag.reasons
    if not reasons:
        return rule_sentence(row.flag.rule, language())
    return reasons[0].text_en if language() == "en" else reasons[0].text_vi
