"""What officers' decisions say about each rule's probabilities: a calibration and a threshold, tried on held data.

decisions on flags -> by shop, seven in ten to fit on, three to try on -> slope, shift, minimum
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from math import exp, log

from scipy.optimize import minimize

LEAST_DECISIONS = 30
"""Decisions on a rule's flags below which nothing is learnt about it."""
LEAST_OF_A_KIND = 5
"""Confirmed ones, and dismissed ones, that a part must have of them."""
FIT_SHARE = 0.7
_CLIP = 1e-4
_LOWEST, _HIGHEST = 0.3, 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One flag that a person decided about."""

    rule: str
    shop: str
    """Site and shop: all flags of one shop go to the same part."""
    probability: float
    """As the rule itself gave it, before any calibration."""
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How a rule's probability is read, and from where on it is a flag."""

    slope: float
    shift: float
    minimum: float

    def read(self, probability: float) -> float:
        """The calibrated probability."""
        return _logistic(self.slope * _odds(probability) + self.shift)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """How a calibration does on decided flags."""

    flagged: int
    precision: float | None
    recall: float | None
    """Of the confirmed flags, those that would still be raised."""
    brier: float
    """Mean squared error of the probabilities; less is better."""

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 where nothing is flagged."""
        if not self.precision or not self.recall:
            return 0.0
        return 2 * self.precision * self.recall / (self.precision + self.recall)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What was learnt about one rule, and how it does on data that it was not learnt from."""

    rule: str
    decisions: int
    held: int
    before: Scores | None
    after: Scores | None
    calibration: Calibration | None
    """None where there are too few decisions, or where the held data got no better."""
    reason: str
    """`learnt`, `too few decisions` or `no better on held data`."""


def learn(decided: Iterable[Decided], current: dict[str, Calibration]) -> tuple[Lesson, ...]:
    """One lesson a rule that has decisions; `current` is how each rule is read now."""
    ordered = sorted(decided, key=lambda one: one.rule)
    return tuple(
        _lesson(rule, list(rows), current[rule])
        for rule, rows in groupby(ordered, key=lambda one: one.rule)
        if rule in current
    )


def score(rows: Sequence[Decided], calibration: Calibration) -> Scores:
    """How a calibration does on decided flags."""
    read = [(calibration.read(row.probability), row.confirmed) for row in rows]
    raised = [confirmed for p, confirmed in read if p >= calibration.minimum]
    guilty = sum(confirmed for _, confirmed in read)
    return Scores(
        flagged=len(raised),
        precision=sum(raised) / len(raised) if raised else None,
        recall=sum(raised) / guilty if guilty else None,
        brier=sum((p - confirmed) ** 2 for p, confirmed in read) / len(read) if read else 0.0,
    )


def uncalibrated(probability: float, calibration: Calibration) -> float:
    """The rule's own probability behind a calibrated one."""
    return _logistic((_odds(probability) - calibration.shift) / calibration.slope)


def _lesson(rule: str, rows: list[Decided], current: Calibration) -> Lesson:
    fit = [row for row in rows if _is_for_fitting(row)]
    held = [row for row in rows if not _is_for_fitting(row)]
    if len(rows) < LEAST_DECISIONS or not (_has_both(fit) and _has_both(held)):
        return _nothing(rule, rows, held, current, "too few decisions")
    learnt = _fitted(fit, current)
    before, after = score(held, current), score(held, learnt)
    if after.f1 < before.f1 or after.brier >= before.brier:
        return _nothing(rule, rows, held, current, "no better on held data")
    return Lesson(
        rule=rule,
        decisions=len(rows),
        held=len(held),
        before=before,
        after=after,
        calibration=learnt,
        reason="learnt",
    )


def _nothing(
    rule: str, rows: list[Decided], held: list[Decided], current: Calibration, reason: str
) -> Lesson:
    return Lesson(
        rule=rule,
        decisions=len(rows),
        held=len(held),
        before=score(held, current) if held else None,
        after=None,
        calibration=None,
        reason=reason,
    )


def _fitted(rows: list[Decided], current: Calibration) -> Calibration:
    """Least log-loss, drawn towards leaving the rule's own probabilities as they are."""
    points = [(_odds(row.probability), row.confirmed) for row in rows]

    def loss(values: Sequence[float]) -> float:
        slope, shift = values
        fits = (log(_logistic((1 if yes else -1) * (slope * x + shift))) for x, yes in points)
        return float(-sum(fits) + (slope - 1) ** 2 + shift**2 / 4)

    best = minimize(loss, (1.0, 0.0), bounds=((0.1, 4.0), (-4.0, 4.0)))
    slope, shift = (round(float(value), 3) for value in best.x)
    minima = sorted({current.minimum, *(n / 20 for n in range(6, 19))})
    readings = [Calibration(slope=slope, shift=shift, minimum=m) for m in minima]
    allowed = [r for r in readings if _LOWEST <= r.minimum <= _HIGHEST]
    return max(allowed, key=lambda reading: (score(rows, reading).f1, -reading.minimum))


def _is_for_fitting(row: Decided) -> bool:
    return int(sha256(row.shop.encode()).hexdigest()[:8], 16) / 2**32 < FIT_SHARE


def _has_both(rows: Sequence[Decided]) -> bool:
    confirmed = sum(row.confirmed for row in rows)
    return min(confirmed, len(rows) - confirmed) >= LEAST_OF_A_KIND


def _odds(probability: float) -> float:
    clipped = min(max(probability, _CLIP), 1 - _CLIP)
    return log(clipped / (1 - clipped))


def _logistic(odds: float) -> float:
    return 1 / (1 + exp(-odds)) if odds > -700 else 1e-300
