"""What reading a shop's list page by page adds up to."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Tour:
    """The pages of one shop's list, as far as they were read in this run."""

    cards: dict[str, float] = field(default_factory=dict)
    """Listing id to probability, over every page of the tour so far."""

    @property
    def promise(self) -> float:
        """Mean probability of the cards seen: what a further page may be worth."""
        return sum(self.cards.values()) / len(self.cards) if self.cards else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What a visit taught, for the store."""

    probabilities: tuple[tuple[str, float], ...] = ()
    """Listing id and probability, for each listing that the page stated."""
    whole_list: tuple[str, frozenset[str]] | None = None
    """Shop id and listing ids, where this visit was the last page of a list read to its end."""
