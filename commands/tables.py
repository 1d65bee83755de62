"""Tables that several commands print."""

from rich import box
from rich.markup import escape
from rich.table import Table

from commands.console import local_time
from domain.flag import FlagState, Severity
from matching.rules import rule_sentence
from messages import language, mark, translate
from storage.rows import FlagRow, Wiped

SEVERITIES = {
    Severity.CRITICAL: ("bold white on red", mark("critical")),
    Severity.HIGH: ("bold red", mark("high")),
    Severity.MEDIUM: ("yellow", mark("medium")),
    Severity.LOW: ("dim", mark("low")),
}
STATES = {
    FlagState.OPEN: mark("open"),
    FlagState.CONFIRMED: mark("suspicion confirmed"),
    FlagState.DISMISSED: mark("dismissed"),
    FlagState.UNCLEAR: mark("unclear"),
}
RULE_NAMES = {
    "prohibited_goods": mark("prohibited goods"),
    "suspected_counterfeit": mark("suspected counterfeit"),
    "unregistered_product": mark("unregistered product"),
    "unregistered_seller": mark("unregistered seller"),
    "impersonated_brand": mark("impersonated brand"),
    "false_origin": mark("false origin"),
    "no_origin": mark("no origin"),
    "price_anomaly": mark("price anomaly"),
}


def rule_name(rule: str) -> str:
    """A rule's short name in the reader's language."""
    return translate(RULE_NAMES[rule]) if rule in RULE_NAMES else rule


def severity_name(severity: Severity) -> str:
    """A severity in colour and words."""
    style, name = SEVERITIES[severity]
    return f"[{style}]{translate(name)}[/]"


def flags_table(flags: list[FlagRow]) -> Table:
    """Flags, the gravest first, each with its first reason."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column(translate("Severity"), no_wrap=True)
    table.add_column("%", justify="right", no_wrap=True)
    table.add_column(translate("Suspicion"))
    table.add_column(translate("Listing"), ratio=3)
    table.add_column(translate("Shop"), ratio=1)
    table.add_column(translate("Why"), ratio=4)
    for row in flags:
        flag = row.flag
        table.add_row(
            str(row.flag_id),
            severity_name(flag.severity),
            f"{flag.probability:.0%}",
            rule_name(flag.rule),
            escape(row.title or flag.listing_id or ""),
            escape(row.shop_name or flag.shop_id or ""),
            escape(_first_reason(row)),
        )
    return table


def wiped_table(rows: tuple[Wiped, ...]) -> Table:
    """Listings that were taken away, with what was preserved of each."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(translate("Listing"), ratio=3)
    table.add_column(translate("Site"), no_wrap=True)
    table.add_column(translate("What happened"))
    table.add_column(translate("Last seen alive"), no_wrap=True)
    table.add_column(translate("Preserved in"), no_wrap=True)
    for row in rows:
        table.add_row(
            escape(row.title or row.listing_id),
            row.site_id,
            event_name(row.how),
            local_time(row.last_alive_at or row.last_listed_at),
            row.preserved_in or translate("not preserved"),
        )
    return table


EVENTS = {
    "first_seen": mark("first seen"),
    "price_changed": mark("price changed"),
    "title_changed": mark("title changed"),
    "image_changed": mark("picture changed"),
    "description_changed": mark("description changed"),
    "sold_out": mark("sold out"),
    "unlisted": mark("hidden by its seller"),
    "removed_suspected": mark("taken away (suspected)"),
    "removed_confirmed": mark("taken away (confirmed)"),
    "reappeared": mark("re-appeared"),
    "shop_locked": mark("shop locked"),
    "shop_reappeared": mark("shop re-appeared"),
}


def event_name(kind: str) -> str:
    """An event in the reader's language."""
    return translate(EVENTS[kind]) if kind in EVENTS else kind


def _first_reason(row: FlagRow) -> str:
    reasons = row.flag.reasons
    if not reasons:
        return rule_sentence(row.flag.rule, language())
    return reasons[0].text_en if language() == "en" else reasons[0].text_vi
