"""Goods of a class that needs a registration number, and what the offer shows of one."""

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from domain.flag import Reason
from domain.registry import ProductRecord
from domain.rules import RuleSetting, TermGroup
from matching.context import RuleContext, Subject, number_key, plain
from matching.counterfeit import suspected_counterfeit
from matching.lexicon import Hit
from matching.normalise import fold_text
from matching.offer import kinds
from matching.reasons import Finding, reason, term_reason
from messages import mark, translate_to

NUMBER_LABELS = re.compile(
    r"\b(?:so (?:phieu )?(?:cong bo|dang ky|tiep nhan|luu hanh|giay phep|gpnk|cbmp|xncb)"
    r"|sdk|so dk|visa thuoc|giay (?:cong bo|phep|xac nhan cong bo)|registration|ban cong bo)"
)
_LABELLED = re.compile(
    NUMBER_LABELS.pattern + r"[^:\n\d]{0,40}[:#]?\s*([a-z]{0,4}-?\d[\w./-]{3,30})"
)
_HAS_DIGITS = re.compile(r"\d{2}")

CLASS = mark("“{found}” says that the offer is {matter}, which needs a registration number.")
MISSING = mark("The page shows no registration number, and no registered product bears this name.")
COPY = mark(
    "The page shows no registration number, and the offer bears signs of a copy of “{expected}”."
)
COPY_ON_CARD = mark(
    "Only a card of a list was read so far, and the offer bears signs of a copy of “{expected}”,"
    " whose registration number would not be its own."
)
UNREAD = mark(
    "Only a card of a list was read so far, and no registered product bears this name; whether its"
    " own page shows a number is not known yet."
)
ORIGINAL = mark(
    "The registered product “{expected}” bears the number {found}: it is {matter}, which needs one."
)
UNKNOWN = mark("The number {found} is in no register.")
BORROWED = mark("The number {found} is registered for another product, “{expected}”.")


@dataclass(frozen=True, slots=True)
class ShownNumber:
    """A registration number on the page."""

    text: str
    field: str
    start: int
    end: int


def unregistered_product(
    subject: Subject, context: RuleContext, setting: RuleSetting
) -> Finding | None:
    """The offer is of a class that needs a registration number, and shows none or another product's."""
    if {"accessory", "sample"} & kinds(subject, context):
        return None
    numbers = shown_numbers(subject, context)
    if numbers:
        return _judge_numbers(subject, context, setting, numbers)
    if _is_registered(subject, setting) and not _is_copy(subject, context):
        return None
    if subject.listing.is_card and not context.products:
        return None
    return _unnumbered(subject, context, setting)


def _unnumbered(subject: Subject, context: RuleContext, setting: RuleSetting) -> Finding | None:
    known = "unread_page" if subject.listing.is_card else "missing_number"
    probability = setting.threshold(known)
    sign = regulated_class(subject, context)
    if sign:
        field, hit = sign
        return Finding(
            probability=probability + 0.3 * (hit.term.probability - 0.7),
            severity=hit.group.severity,
            reasons=(term_reason(CLASS, hit, field), _missing(subject, setting)),
        )
    group = _class_of_original(subject, context, setting)
    if group is None or subject.match is None:
        return None
    product = subject.match.product
    kind = class_reason(group, found=product.registration_number or "", expected=product.name)
    return Finding(
        probability=probability,
        severity=group.severity,
        reasons=(kind, _missing(subject, setting)),
        product_id=product.product_id,
    )


def _class_of_original(
    subject: Subject, context: RuleContext, setting: RuleSetting
) -> TermGroup | None:
    """The regulated class of the registered product that is copied, by the form of its number."""
    if subject.match is None or not _is_registered(subject, setting):
        return None
    number = fold_text(subject.match.product.registration_number or "")
    finder = context.finders.get("regulated")
    groups = finder.lexicon.groups if finder else ()
    return next((g for g in groups if any(re.search(p, number) for p in g.patterns)), None)


def class_reason(group: TermGroup, *, found: str, expected: str) -> Reason:
    """A reason that the article copied bears a number of a regulated class."""
    values = {"found": found, "expected": expected}
    return Reason(
        field="title",
        found=found,
        expected=expected,
        text_vi=translate_to("vi", ORIGINAL, **values, matter=group.title_vi),
        text_en=translate_to("en", ORIGINAL, **values, matter=group.title_en),
    )


def _missing(subject: Subject, setting: RuleSetting) -> Reason:
    if subject.match and _is_registered(subject, setting):
        message = COPY_ON_CARD if subject.listing.is_card else COPY
        return reason(message, field="attributes", found="", expected=subject.match.product.name)
    if subject.listing.is_card:
        return reason(UNREAD, field="title", found="")
    return reason(MISSING, field="attributes", found="")


def regulated_class(subject: Subject, context: RuleContext) -> tuple[str, Hit] | None:
    """The words of title or category that put the offer in a regulated class."""
    listing = subject.listing
    category = " / ".join(listing.category)
    for field, text in (("title", listing.title), ("category", category)):
        hits = context.hits("regulated", text, f"{listing.title} {category}")
        if hits:
            return field, max(hits, key=lambda hit: hit.term.probability)
    return None


def shown_numbers(subject: Subject, context: RuleContext) -> tuple[ShownNumber, ...]:
    """Registration numbers in attributes, title and description, by label or by form."""
    listing = subject.listing
    found = [
        ShownNumber(value, f"attributes.{name}", 0, len(value))
        for name, value in listing.attributes
        if NUMBER_LABELS.search(fold_text(name)) and _HAS_DIGITS.search(value)
    ]
    for field, text in (("title", listing.title), ("description", listing.description or "")):
        found += _in_text(field, text, _forms(context))
    distinct = {number_key(number.text): number for number in reversed(found)}
    return tuple(distinct.values())


def _forms(context: RuleContext) -> tuple[re.Pattern[str], ...]:
    finder = context.finders.get("regulated")
    groups = finder.lexicon.groups if finder else ()
    return tuple(re.compile(form) for group in groups for form in group.patterns)


def _in_text(field: str, text: str, forms: tuple[re.Pattern[str], ...]) -> list[ShownNumber]:
    folded = fold_text(text)
    if len(folded) != len(text):  # places would be wrong; the words still count
        text = folded
    return [
        ShownNumber(text[m.start(1) : m.end(1)].rstrip(".-/"), field, m.start(1), m.end(1))
        for form in (_LABELLED, *forms)
        for m in form.finditer(folded)
    ]


def _is_registered(subject: Subject, setting: RuleSetting) -> bool:
    match = subject.match
    return match is not None and match.score >= setting.threshold("match_score")


def _is_copy(subject: Subject, context: RuleContext) -> bool:
    """Whether the offer is suspected to be a copy of the registered product, whose number is not its."""
    setting = context.setting(suspected_counterfeit.__name__)
    found = suspected_counterfeit(subject, context, setting) if setting else None
    return found is not None and found.probability >= 0.5


def _judge_numbers(
    subject: Subject,
    context: RuleContext,
    setting: RuleSetting,
    numbers: tuple[ShownNumber, ...],
) -> Finding | None:
    known = [(n, context.by_number.get(number_key(n.text))) for n in numbers]
    owners = [(n, product) for n, product in known if product]
    if not owners:
        return _unknown(subject, context, setting, numbers[0])
    if any(_is_named(subject, product, setting) for _, product in owners):
        return None
    number, product = owners[0]
    why = _number_reason(BORROWED, number, expected=product.name)
    return Finding(
        probability=setting.threshold("borrowed_number"),
        reasons=(why,),
        product_id=product.product_id,
    )


def _unknown(
    subject: Subject, context: RuleContext, setting: RuleSetting, number: ShownNumber
) -> Finding | None:
    if not context.by_number or _is_registered(subject, setting):
        return None
    sign = regulated_class(subject, context)
    if sign is None:
        return None
    return Finding(
        probability=setting.threshold("unknown_number"),
        severity=sign[1].group.severity,
        reasons=(_number_reason(UNKNOWN, number), term_reason(CLASS, sign[1], sign[0])),
    )


def _is_named(subject: Subject, product: ProductRecord, setting: RuleSetting) -> bool:
    """Whether the title may be a name of the product that the number belongs to."""
    match = subject.match
    if match and match.product.product_id == product.product_id and match.score >= 0.3:
        return True
    title, brand = plain(subject.listing.title), plain(product.brand or "")
    if brand and brand in title:
        return True
    names = (product.name, *product.aliases)
    alike = max(fuzz.token_set_ratio(title, plain(name)) for name in names) / 100
    return alike >= setting.threshold("name_agreement")


def _number_reason(message: str, number: ShownNumber, expected: str | None = None) -> Reason:
    return reason(
        message,
        field=number.field,
        found=number.text,
        expected=expected,
        place=(number.start, number.end),
    )
