"""What a report claims of its pack: what is proven, what is not, and what a forgery would cost."""

from evidence.report_content import Report
from evidence.report_words import (
    COST,
    COST_CERTIFIED,
    COST_CHAINED,
    COST_REPEATED,
    COST_UNATTENDED,
    PROVEN,
    PROVEN_BY_CHAIN,
    PROVEN_UNSEALED,
    UNPROVEN,
    UNPROVEN_FIRST,
    UNPROVEN_UNSEALED,
    Words,
)
from messages import translate_to


def proven(report: Report, words: Words) -> list[str]:
    """What the pack itself shows."""
    if not any(night.root for night in report.nights):
        return words.all((PROVEN_UNSEALED,))
    chained = any(night.previous_root for night in report.nights)
    return words.all((*PROVEN, *((PROVEN_BY_CHAIN,) if chained else ())))


def unproven(report: Report, words: Words) -> list[str]:
    """What nobody can read out of the pack."""
    unsealed = [night.night for night in report.nights if not night.root]
    first = [night.night for night in report.nights if night.root and not night.previous_root]
    said = [
        translate_to(words.language, sentence, nights=", ".join(nights))
        for sentence, nights in ((UNPROVEN_UNSEALED, unsealed), (UNPROVEN_FIRST, first))
        if nights
    ]
    return [*words.all(UNPROVEN[:1]), *said, *words.all(UNPROVEN[1:])]


def cost(report: Report, words: Words) -> list[str]:
    """Only what is so of this pack: a reader with a case against it checks every sentence."""
    own = [capture for capture in report.captures if not capture.ingested]
    said = (
        (COST_UNATTENDED, own and all(not capture.is_attended for capture in report.captures)),
        (COST_CERTIFIED, own and all(capture.certificate for capture in own)),
        (COST_REPEATED, len({capture.night for capture in own}) > 1),
        (COST_CHAINED, report.nights and all(night.previous_root for night in report.nights)),
    )
    always = COST if len(own) == len(report.captures) else COST[:1] + COST[2:]
    return words.all((*(sentence for sentence, is_so in said if is_so), *always))
