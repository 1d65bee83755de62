"""Fits the match model to labelled rows: pairs, groups, or listings with their register entries."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.errors import UsageError
from jobs.labelled import Labelled
from jobs.written import replacing
from matching.model import Model
from matching.model_fit import Figures, fit_model
from matching.pair_features import features_alone
from messages import translate

FEWEST = 10
"""Pairs of each kind below which no model can be fitted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FitReport:
    """What was fitted, and how well it does."""

    pairs: int
    positives: int
    inner: Figures
    """On rows that the judging trees had not seen."""
    fitted: Figures
    """On the rows that it was fitted to."""
    threshold: float
    work_f1: float | None
    """Of groups (mean over listings) or of links, on unseen rows; None for pairs."""


def fit(labelled: Labelled, out: Path, *, on_progress: Callable[[int], None]) -> FitReport:
    """Fit a model, pick its threshold on inner splits, write it.

    Raises UsageError where there are too few rows of one kind, or `out` cannot be written.
    """
    positives = int(labelled.labels.sum())
    if min(positives, len(labelled.labels) - positives) < FEWEST:
        raise UsageError(
            translate(
                "A model needs at least {fewest} pairs that are one product and {fewest} that are"
                " not; here are {positives} and {negatives}.",
                fewest=FEWEST,
                positives=positives,
                negatives=len(labelled.labels) - positives,
            )
        )
    batch = labelled.batch(features_alone(labelled.pairs))
    on_progress(len(labelled.labels))
    found = fit_model([batch], labelled.groups, labelled.settings)
    told = about(labelled.labels, found.inner, found.fitted)
    tuned = labelled.tuned(found) if labelled.tuned else None
    model = found.model.with_threshold(tuned.threshold) if tuned else found.model
    _save(model, out, {**told, **tuned.told} if tuned else told)
    return FitReport(
        pairs=len(labelled.labels),
        positives=positives,
        inner=found.inner,
        fitted=found.fitted,
        threshold=model.threshold,
        work_f1=tuned.f1 if tuned else None,
    )


def about(labels: NDArray[np.int8], inner: Figures, fitted: Figures) -> dict[str, Any]:
    """What a model file says of its own making."""
    return {
        "fitted_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "pairs": len(labels),
        "positives": int(labels.sum()),
        "inner_f1": round(inner.f1, 4),
        "fitted_f1": round(fitted.f1, 4),
    }


def _save(model: Model, out: Path, about: dict[str, Any]) -> None:
    named = model.described(f"fitted-{about['fitted_at'][:10]}", about)
    with replacing(out) as part:
        named.save(part)
