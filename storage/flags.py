"""Suspicions, what they rest on, and what people decided about them."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, Unpack

from sqlalchemy import Select, func, insert, select, tuple_, update
from sqlalchemy.orm import Session

from domain.errors import UnknownError
from domain.flag import Decision, Flag, FlagState, Judgement
from messages import translate
from storage.columns import storable_json
from storage.flag_queries import GRAVEST, flag_filters, is_latest, joined_flags
from storage.flag_rows import (
    decision_of,
    evidence_columns,
    evidence_of,
    flag_columns,
    flag_row,
    identity,
)
from storage.models import ListingTable, ShopTable
from storage.rows import FlagCounts, FlagRow
from storage.wanted import WantedFlags
from storage.work_models import DecisionTable, FlagEvidenceTable, FlagTable

BATCH = 500
STATES = {
    Judgement.POSITIVE: FlagState.CONFIRMED,
    Judgement.NEGATIVE: FlagState.DISMISSED,
    Judgement.UNSURE: FlagState.UNCLEAR,
    Judgement.WITHDRAWN: FlagState.OPEN,
}

Names = dict[tuple[str, str], str | None]


class Flags:
    """Flags by rule and subject; each keeps its id and its decisions over all runs."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put_flags(self, run_id: int, flags: Iterable[Flag], *, at: datetime) -> FlagCounts:
        """Raise flags. A known one keeps its id and state and gains what is new of its evidence.

        A flag given twice in one call counts once, with the higher probability.
        """
        stream, raised, renewed, unchanged = iter(flags), 0, 0, 0
        while batch := list(islice(stream, BATCH)):
            strongest: dict[str, Flag] = {}
            for flag in sorted(batch, key=lambda each: each.probability):
                strongest[identity(flag)] = flag
            counts = self._put_batch(run_id, strongest, at)
            raised, renewed = raised + counts.raised, renewed + counts.renewed
            unchanged += counts.unchanged
        return FlagCounts(raised=raised, renewed=renewed, unchanged=unchanged)

    def mark_stale(
        self,
        run_id: int,
        *,
        at: datetime,
        site_id: str | None = None,
        rules: Iterable[str] | None = None,
    ) -> int:
        """Mark the flags that this run judged anew and did not raise; answers how many.

        Call it only after a run over everything in the scope that is given here.
        """
        query = update(FlagTable).where(
            FlagTable.last_run_id != run_id, FlagTable.stale_since.is_(None)
        )
        if site_id is not None:
            query = query.where(FlagTable.site_id == site_id)
        if rules is not None:
            query = query.where(FlagTable.rule.in_(list(rules)))
        query = query.values(stale_since=at).returning(FlagTable.flag_id)
        return len(self._session.execute(query).all())

    def list(
        self, *, limit: int | None = None, offset: int = 0, **filters: Unpack[WantedFlags]
    ) -> Iterator[FlagRow]:
        """Flags by severity times probability, the gravest first."""
        wanted = flag_filters(**filters)
        query = joined_flags().where(*wanted)
        if limit is not None or offset:
            # Only the rows of this page are joined with what they are about.
            ids = select(FlagTable.flag_id).where(*wanted).order_by(*GRAVEST)
            page = ids.limit(limit).offset(offset).subquery()
            query = joined_flags().join(page, page.c.flag_id == FlagTable.flag_id)
        query = query.order_by(*GRAVEST).execution_options(yield_per=BATCH)
        return (flag_row(found) for found in self._session.execute(query))

    def count(self, **filters: Unpack[WantedFlags]) -> int:
        """How many flags `list` would give; takes what it takes."""
        query = select(func.count()).select_from(FlagTable).where(*flag_filters(**filters))
        return self._session.scalar(query) or 0

    def existing(self, flag_id: int) -> FlagRow:
        """The same as `get`; raises UnknownError where there is no such flag."""
        row = self.get(flag_id)
        if row is None:
            raise UnknownError(
                translate("There is no flag with the number {number}.", number=flag_id)
            )
        return row

    def get(self, flag_id: int) -> FlagRow | None:
        """One flag with all its evidence and decisions."""
        found = self._session.execute(joined_flags().where(FlagTable.flag_id == flag_id)).first()
        if found is None:
            return None
        evidence = self._session.scalars(
            select(FlagEvidenceTable)
            .where(FlagEvidenceTable.flag_id == flag_id)
            .order_by(FlagEvidenceTable.position)
        )
        return flag_row(
            found,
            evidence=tuple(evidence_of(row) for row in evidence),
            decisions=self.decisions(flag_id),
        )

    def decide(self, decision: Decision) -> FlagState:
        """Append what a person decided; answers where the flag stands now.

        Raises UnknownError where there is no such flag.
        """
        columns = {name: getattr(decision, name) for name in Decision.__slots__}
        state = STATES[decision.judgement]
        query = (
            update(FlagTable)
            .where(FlagTable.flag_id == decision.flag_id)
            .values(state=state.value)
            .returning(FlagTable.flag_id)
        )
        if self._session.execute(query).first() is None:
            raise UnknownError(
                translate("There is no flag with the number {number}.", number=decision.flag_id)
            )
        self._session.execute(
            insert(DecisionTable).values(**(columns | {"judgement": decision.judgement.value}))
        )
        return state

    def decisions(self, flag_id: int | None = None) -> tuple[Decision, ...]:
        """Every decision about one flag, or about all, oldest first."""
        query = select(DecisionTable).order_by(DecisionTable.decision_id)
        if flag_id is not None:
            query = query.where(DecisionTable.flag_id == flag_id)
        return tuple(decision_of(row) for row in self._session.scalars(query))

    def _put_batch(self, run_id: int, flags: dict[str, Flag], at: datetime) -> FlagCounts:
        query = (
            select(FlagTable, FlagEvidenceTable)
            .join(FlagEvidenceTable, is_latest)
            .where(FlagTable.identity.in_(list(flags)))
        )
        known = {row.identity: (row, evidence) for row, evidence in self._session.execute(query)}
        titles, shops = self._names(flags.values())
        raised = renewed = 0
        for key, flag in flags.items():
            words = (
                titles.get((flag.site_id, flag.listing_id or "")),
                shops.get((flag.site_id, flag.shop_id or "")),
            )
            columns = flag_columns(flag, run_id=run_id, at=at, words=words)
            if key not in known:
                self._raise(key, flag, columns)
                raised += 1
            else:
                renewed += self._renew(known[key], flag, columns)
        self._session.flush()
        return FlagCounts(raised=raised, renewed=renewed, unchanged=len(flags) - raised - renewed)

    def _raise(self, key: str, flag: Flag, columns: dict[str, Any]) -> None:
        row = FlagTable(
            identity=key,
            rule=flag.rule,
            site_id=flag.site_id,
            listing_id=flag.listing_id,
            product_id=flag.product_id,
            state=FlagState.OPEN.value,
            raised_at=columns["last_raised_at"],
            latest_evidence=1,
            **columns,
        )
        self._session.add(row)
        self._session.flush()
        self._append_evidence(row, flag)

    def _renew(
        self, known: tuple[FlagTable, FlagEvidenceTable], flag: Flag, columns: dict[str, Any]
    ) -> bool:
        """Answers whether there was anything new."""
        row, evidence = known
        if row.last_run_id == columns["last_run_id"] and flag.probability < row.probability:
            return False
        for name, value in columns.items():
            setattr(row, name, value)
        fresh = storable_json(evidence_columns(flag))
        if all(getattr(evidence, name) == value for name, value in fresh.items()):
            return False
        row.latest_evidence += 1
        self._append_evidence(row, flag)
        return True

    def _append_evidence(self, row: FlagTable, flag: Flag) -> None:
        self._session.add(
            FlagEvidenceTable(
                flag_id=row.flag_id,
                position=row.latest_evidence,
                run_id=row.last_run_id,
                at=row.last_raised_at,
                **evidence_columns(flag),
            )
        )

    def _names(self, flags: Iterable[Flag]) -> tuple[Names, Names]:
        """Titles of listings and names of shops by (site id, id), for the search."""
        of_listings = {(flag.site_id, flag.listing_id or "") for flag in flags}
        of_shops = {(flag.site_id, flag.shop_id or "") for flag in flags}
        titles = select(ListingTable.site_id, ListingTable.listing_id, ListingTable.title).where(
            tuple_(ListingTable.site_id, ListingTable.listing_id).in_(of_listings)
        )
        names = select(ShopTable.site_id, ShopTable.shop_id, ShopTable.name).where(
            tuple_(ShopTable.site_id, ShopTable.shop_id).in_(of_shops)
        )
        return self._by_key(titles), self._by_key(names)

    def _by_key(self, query: Select[str, str, str | None]) -> Names:
        rows = self._session.execute(query)
        return {(site_id, key): name for site_id, key, name in rows}
