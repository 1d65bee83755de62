"""Where goods come from: nothing said, or two things said that cannot both be true."""

from domain.rules import RuleSetting
from matching.context import RuleContext, Subject
from matching.normalise import fold_text
from matching.reasons import Finding, reason, term_reason
from messages import mark

HIDDEN = mark("“{found}” says that the goods bear no stated origin.")
NOT_STATED = mark("The field “{field_name}” says “{found}” instead of an origin.")
CONTRADICTION = mark("The offer says “{found}”, the origin field says “{expected}”.")

ORIGIN_FIELDS = ("Xuất xứ", "Nơi sản xuất", "Xuất xứ (Nước sản xuất)", "Nguồn gốc", "Origin")
_NOT_AN_ORIGIN = frozenset(
    {"khong ro", "khong ro nguon goc", "khong xac dinh", "khong co", "unknown"}
)
_VIETNAM = frozenset({"viet nam", "vietnam", "vn"})


def no_origin(subject: Subject, context: RuleContext, setting: RuleSetting) -> Finding | None:
    """The offer hides where the goods come from."""
    listing = subject.listing
    for field, text in (("title", listing.title), ("description", listing.description)):
        hits = [h for h in context.hits("origin", text) if h.group.group_id == "no_origin"]
        if hits:
            probability = max(h.term.probability for h in hits)
            why = tuple(term_reason(HIDDEN, hit, field) for hit in hits[:4])
            return Finding(probability=probability, reasons=why)
    stated = listing.attribute(*ORIGIN_FIELDS)
    if stated and fold_text(stated).strip() in _NOT_AN_ORIGIN:
        why = (reason(NOT_STATED, field="attributes", found=stated, field_name=ORIGIN_FIELDS[0]),)
        return Finding(probability=setting.minimum_probability + 0.1, reasons=why)
    return None


def false_origin(subject: Subject, context: RuleContext, setting: RuleSetting) -> Finding | None:
    """The offer claims one origin while another of its fields names a different one."""
    stated = subject.listing.attribute(*ORIGIN_FIELDS)
    if not stated or fold_text(stated).strip() in _NOT_AN_ORIGIN:
        return None
    vietnamese = fold_text(stated).strip() in _VIETNAM
    contrary = "foreign_origin" if vietnamese else "claimed_vietnam"
    for field, text in (
        ("title", subject.listing.title),
        ("description", subject.listing.description),
    ):
        hits = [h for h in context.hits("origin", text) if h.group.group_id == contrary]
        if hits:
            why = reason(
                CONTRADICTION,
                field=field,
                found=hits[0].found,
                expected=stated,
                place=(hits[0].start, hits[0].end),
            )
            return Finding(probability=setting.threshold("contradiction"), reasons=(why,))
    return None
