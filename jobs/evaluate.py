"""How right the flags are, and how much was preserved in time, against a known truth. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

ListingKey = tuple[str, str]
"""Site id, listing id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleScore:
    """One rule's flags against the truth."""

    rule: str
    right: int
    wrong: int
    """Flagged, and innocent."""
    missed: int
    """Guilty and looked at, not flagged."""

    @property
    def precision(self) -> float | None:
        """Share of the flags that are right; None without flags."""
        flagged = self.right + self.wrong
        return self.right / flagged if flagged else None

    @property
    def recall(self) -> float | None:
        """Share of the guilty among what was looked at that is flagged; None without any."""
        guilty = self.right + self.missed
        return self.right / guilty if guilty else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preserved:
    """How much of what was taken away had been preserved before."""

    taken_away: int
    """Violating listings that are gone."""
    in_time: int
    """Those whose own page was preserved while it was there."""
    on_a_list: int
    """Those of the others that at least a list's card preserved."""

    @property
    def share(self) -> float | None:
        """Share preserved before deletion; None where nothing was taken away."""
        return self.in_time / self.taken_away if self.taken_away else None


def score_rules(
    flagged: Mapping[str, Collection[ListingKey]],
    truth: Mapping[ListingKey, Collection[str]],
    seen: Collection[ListingKey],
    rules: Collection[str],
) -> tuple[RuleScore, ...]:
    """Score each of `rules` over the listings in `seen`; `flagged` is listings by rule."""
    scores = []
    for rule in rules:
        raised = set(flagged.get(rule, ())) & set(seen)
        guilty = {key for key in seen if rule in truth.get(key, ())}
        scores.append(
            RuleScore(
                rule=rule,
                right=len(raised & guilty),
                wrong=len(raised - guilty),
                missed=len(guilty - raised),
            )
        )
    return tuple(scores)


def score_preserved(
    taken_away: Collection[ListingKey],
    preserved: Collection[ListingKey],
    listed: Collection[ListingKey],
) -> Preserved:
    """How much of `taken_away` was preserved on its own page, and how much on a list only."""
    gone, kept = set(taken_away), set(preserved)
    return Preserved(
        taken_away=len(gone),
        in_time=len(gone & kept),
        on_a_list=len((gone - kept) & set(listed)),
    )
