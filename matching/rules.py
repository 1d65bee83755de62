"""The rules: each a function whose docstring is the sentence that the investigator reads.

A rule looks at one subject and either has nothing to say or a finding with its reasons. To add
one: write the function, add it to RULES, give it a row in rules.yml, a case that it must flag
and one that it must not (docs/new-rule.md).
"""

from collections.abc import Callable

from domain.flag import Flag
from domain.rules import RuleSetting
from matching.context import RuleContext, Subject
from matching.counterfeit import suspected_counterfeit
from matching.learning import Calibration
from matching.origin import false_origin, no_origin
from matching.pricing import price_anomaly
from matching.prohibited import prohibited_goods
from matching.reasons import Finding
from matching.registration import unregistered_product
from matching.seller_rules import impersonated_brand, unregistered_seller
from messages import translate_to

Rule = Callable[[Subject, RuleContext, RuleSetting], Finding | None]

RULES: tuple[Rule, ...] = (
    prohibited_goods,
    suspected_counterfeit,
    unregistered_product,
    unregistered_seller,
    impersonated_brand,
    false_origin,
    no_origin,
    price_anomaly,
)


def judge(subject: Subject, context: RuleContext) -> list[Flag]:
    """Every flag that the rules in force raise about one snapshot, most probable first."""
    flags = [flag for rule in RULES if (flag := _apply(rule, subject, context))]
    return sorted(flags, key=lambda flag: -flag.probability)


def rule_sentence(rule: str, locale: str) -> str:
    """What a rule says, in `vi` or `en`; the name itself where there is no such rule."""
    found = next((r for r in RULES if r.__name__ == rule), None)
    return translate_to(locale, (found.__doc__ or "").strip()) if found else rule


def calibration_of(setting: RuleSetting) -> Calibration:
    """How the rule's probability is read: its own, unless decisions have taught otherwise."""
    return Calibration(
        slope=setting.slope, shift=setting.shift, minimum=setting.minimum_probability
    )


def _apply(rule: Rule, subject: Subject, context: RuleContext) -> Flag | None:
    setting = context.setting(rule.__name__)
    finding = rule(subject, context, setting) if setting else None
    if setting is None or finding is None:
        return None
    calibration = calibration_of(setting)
    probability = calibration.read(finding.probability)
    if probability < calibration.minimum:
        return None
    match, listing = subject.match, subject.listing
    return Flag(
        rule=setting.rule,
        severity=finding.severity or setting.severity,
        probability=round(probability, 4),
        reasons=finding.reasons,
        site_id=subject.site_id,
        listing_id=listing.listing_id,
        shop_id=listing.shop_id or (subject.shop.shop_id if subject.shop else None),
        capture_id=subject.capture_id,
        rules_version=context.version,
        model_version=match.model_version if match else None,
        product_id=finding.product_id,
    )
