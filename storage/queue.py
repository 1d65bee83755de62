"""The review queue: which suspect comes next, and decisions that never go over somebody else's."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, func, select
from sqlalchemy.orm import Session

from domain.flag import Decision
from storage.flag_queries import GRAVEST, flag_filters
from storage.flags import Flags
from storage.upsert import insert_into
from storage.wanted import WantedFlags
from storage.work_models import DecisionTable, FlagTable, SavedViewTable

MOST_VIEWS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """Filters that a person gave a name."""

    view_id: int
    name: str
    query: str
    """As they stand in an address, without the question mark."""


class Queue:
    """Suspects in the order of review. A place in it is a suspect, not a number: it holds though
    others decide meanwhile."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def first(self, wanted: WantedFlags) -> int | None:
        """The gravest suspect; None where none is wanted."""
        return self._session.scalar(_ids(wanted).order_by(*GRAVEST).limit(1))

    def after(self, wanted: WantedFlags, flag_id: int) -> int | None:
        """The next one after a suspect, which need not be among the wanted any more."""
        query = _ids(wanted).where(_is_after(self._weight(flag_id), flag_id))
        return self._session.scalar(query.order_by(*GRAVEST).limit(1))

    def before(self, wanted: WantedFlags, flag_id: int) -> int | None:
        """The one before a suspect."""
        query = _ids(wanted).where(_is_before(self._weight(flag_id), flag_id))
        return self._session.scalar(query.order_by(FlagTable.weight, FlagTable.flag_id).limit(1))

    def place(self, wanted: WantedFlags, flag_id: int) -> int:
        """How many of the wanted come before a suspect, and it, from 1."""
        query = (
            select(func.count())
            .select_from(FlagTable)
            .where(*flag_filters(**wanted), _is_before(self._weight(flag_id), flag_id))
        )
        return (self._session.scalar(query) or 0) + 1

    def decide(self, decision: Decision, *, seen: int) -> bool:
        """Append a decision of somebody who has seen so many of them.

        False, and nothing is changed, where there are others by now. The suspect is held until the
        end of the transaction, so of two who decide at once the second is told. Raises UsageError
        where there is no such flag.
        """
        hold = select(FlagTable.flag_id).where(FlagTable.flag_id == decision.flag_id)
        self._session.execute(hold.with_for_update())
        if self.decisions([decision.flag_id]).get(decision.flag_id, 0) != seen:
            return False
        Flags(self._session).decide(decision)
        return True

    def decisions(self, flag_ids: Iterable[int]) -> dict[int, int]:
        """How many decisions there are about each of these suspects; those without any left out."""
        query = (
            select(DecisionTable.flag_id, func.count())
            .where(DecisionTable.flag_id.in_(list(flag_ids)))
            .group_by(DecisionTable.flag_id)
        )
        return {found[0]: found[1] for found in self._session.execute(query)}

    def sites(self) -> list[str]:
        """Sites that have suspects."""
        query = select(FlagTable.site_id).distinct().order_by(FlagTable.site_id)
        return list(self._session.scalars(query))

    def views(self, user_id: int) -> list[SavedView]:
        """A person's saved views by name."""
        query = select(SavedViewTable).where(SavedViewTable.user_id == user_id)
        return [
            SavedView(view_id=row.view_id, name=row.name, query=row.query)
            for row in self._session.scalars(query.order_by(SavedViewTable.name).limit(MOST_VIEWS))
        ]

    def save_view(self, user_id: int, name: str, query: str, *, at: datetime) -> None:
        """Keep filters under a name; the same name is written over."""
        values = {"query": query, "saved_at": at}
        self._session.execute(
            insert_into(self._session, SavedViewTable)
            .values(user_id=user_id, name=name, **values)
            .on_conflict_do_update(index_elements=["user_id", "name"], set_=values)
        )

    def drop_view(self, user_id: int, view_id: int) -> None:
        """Forget a saved view of this person; another's stays."""
        self._session.execute(
            delete(SavedViewTable).where(
                SavedViewTable.user_id == user_id, SavedViewTable.view_id == view_id
            )
        )

    def _weight(self, flag_id: int) -> float:
        query = select(FlagTable.weight).where(FlagTable.flag_id == flag_id)
        return self._session.scalar(query) or 0.0


def _ids(wanted: WantedFlags) -> Select[int]:
    return select(FlagTable.flag_id).where(*flag_filters(**wanted))


def _is_after(weight: float, flag_id: int) -> ColumnElement[bool]:
    lighter = (FlagTable.weight < weight) | (FlagTable.flag_id < flag_id)
    return (FlagTable.weight <= weight) & lighter


def _is_before(weight: float, flag_id: int) -> ColumnElement[bool]:
    graver = (FlagTable.weight > weight) | (FlagTable.flag_id > flag_id)
    return (FlagTable.weight >= weight) & graver
