"""Learns from officers' decisions how each rule's probabilities are to be read; changes nothing unasked."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from config.rules import learnt_file, load_rules, write_learnt
from domain.flag import FlagState
from domain.rules import RuleBook
from jobs.workspace import Workspace
from matching.learning import Calibration, Decided, Lesson, learn, uncalibrated
from matching.rules import calibration_of
from storage.rows import FlagRow

DECIDED = (FlagState.CONFIRMED, FlagState.DISMISSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnReport:
    """What the decisions teach."""

    lessons: tuple[Lesson, ...]
    version_before: str
    version_after: str | None
    """None where nothing was written."""
    written: Path | None


def run(workspace: Workspace, *, apply: bool = False, at: datetime | None = None) -> LearnReport:
    """Learn from every decision so far; with `apply` write what is better on held data."""
    book = load_rules()
    current = {setting.rule: calibration_of(setting) for setting in book.settings}
    lessons = learn(_decided(workspace, book, current), current)
    better = {
        lesson.rule: {
            "slope": lesson.calibration.slope,
            "shift": lesson.calibration.shift,
            "minimum_probability": lesson.calibration.minimum,
        }
        for lesson in lessons
        if lesson.calibration is not None
    }
    path = learnt_file()
    if apply and better:
        kept = _learnt_before(book)
        moment = (at or datetime.now(UTC)).astimezone(UTC)
        write_learnt(path, f"{moment:%Y-%m-%dT%H%M%SZ}", {**kept, **better})
    return LearnReport(
        lessons=lessons,
        version_before=book.version,
        version_after=load_rules().version if apply and better else None,
        written=path if apply and better else None,
    )


def _decided(
    workspace: Workspace, book: RuleBook, current: dict[str, Calibration]
) -> list[Decided]:
    """The decided flags, each with the probability that the rule itself gave it."""
    with workspace.store.reading() as repo:
        rows = [row for row in repo.flags.list() if row.state in DECIDED]
    return [_one(row, book, current) for row in rows if row.flag.rule in current]


def _one(row: FlagRow, book: RuleBook, current: dict[str, Calibration]) -> Decided:
    flag = row.flag
    probability = flag.probability
    if flag.rules_version.startswith(book.version + "+") or flag.rules_version == book.version:
        probability = uncalibrated(probability, current[flag.rule])
    return Decided(
        rule=flag.rule,
        shop=f"{flag.site_id}:{flag.shop_id or flag.listing_id}",
        probability=probability,
        confirmed=row.state is FlagState.CONFIRMED,
    )


def _learnt_before(book: RuleBook) -> dict[str, dict[str, float]]:
    """What earlier decisions taught about rules that this time teach nothing new."""
    return {
        setting.rule: {
            "slope": setting.slope,
            "shift": setting.shift,
            "minimum_probability": setting.minimum_probability,
        }
        for setting in book.settings
        if (setting.slope, setting.shift) != (1.0, 0.0)
    }
