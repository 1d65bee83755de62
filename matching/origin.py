"""Where goods come from: nothing said, or two things said that cannot both be true."""

from domain.rules import RuleSetting
from matching.context import RuleContext, Subject
from matching.lexicon import Hit
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
_COUNTRIES = {
    "vietnam": ("viet nam", "vietnam", "vn"),
    "china": ("trung quoc", "china", "cn", "quang chau", "hong kong"),
    "japan": ("nhat ban", "nhat", "japan"),
    "korea": ("han quoc", "korea"),
    "usa": ("my", "hoa ky", "usa", "united states"),
    "germany": ("duc", "germany"),
    "france": ("phap", "france"),
    "thailand": ("thai lan", "thailand"),
    "australia": ("uc", "australia"),
}
"""Countries of origin by the names that origin fields bear, folded; claims are `claimed_<country>`."""
_CLAIM = "claimed_"


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
    country = _country(stated)
    if not stated or country is None:
        return None
    for field, text in (
        ("title", subject.listing.title),
        ("description", subject.listing.description),
    ):
        contrary = _contrary(context.hits("origin", text), country)
        if contrary:
            why = reason(
                CONTRADICTION,
                field=field,
                found=contrary.found,
                expected=stated,
                place=(contrary.start, contrary.end),
            )
            return Finding(probability=setting.threshold("contradiction"), reasons=(why,))
    return None


def _country(stated: str | None) -> str | None:
    name = fold_text(stated or "").strip()
    return next((country for country, names in _COUNTRIES.items() if name in names), None)


def _contrary(hits: tuple[Hit, ...], country: str) -> Hit | None:
    """The first claim of another country, where none claims the one that is stated."""
    claims = [hit for hit in hits if hit.group.group_id.startswith(_CLAIM)]
    named = {hit.group.group_id.removeprefix(_CLAIM) for hit in claims}
    return claims[0] if claims and country not in named else None
