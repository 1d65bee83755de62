"""The one door to the tables: a room for each thing that is asked of them."""

from datetime import datetime

from sqlalchemy.orm import Session

from storage.captures import Captures
from storage.cases import Cases
from storage.counts import count_everything
from storage.flags import Flags
from storage.frontier import FrontierState
from storage.history import History
from storage.issues import Issues
from storage.matches import Matches
from storage.operators import Operators
from storage.people import People
from storage.period import Period, count_period
from storage.photos import Photos
from storage.queue import Queue
from storage.registers import Registers
from storage.rows import Counts
from storage.runs import Runs
from storage.search import Search
from storage.trends import FlagTrends, flag_trends
from storage.urgent import Urgent
from storage.watchlist import Watchlist


class Repository:
    """What one transaction can do. Rooms share the transaction, and end with it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.watchlist = Watchlist(session)
        self.registers = Registers(session)
        self.captures = Captures(session)
        self.history = History(session)
        self.matches = Matches(session)
        self.flags = Flags(session)
        self.queue = Queue(session)
        self.runs = Runs(session)
        self.issues = Issues(session)
        self.frontier = FrontierState(session)
        self.people = People(session)
        self.cases = Cases(session)
        self.search = Search(session)
        self.urgent = Urgent(session)
        self.photos = Photos(session)
        self.operators = Operators(session)

    def flag_trends(self, *, since: datetime, until: datetime) -> FlagTrends:
        """Flags first raised in a span of days."""
        return flag_trends(self._session, since=since, until=until)

    def period(self, *, since: datetime, until: datetime) -> Period:
        """What a span of days came to, for the report about it."""
        places = self.flag_trends(since=since, until=until).by_place
        return count_period(self._session, since, until, places)

    def counts(self) -> Counts:
        """How much there is of everything."""
        return count_everything(self._session)
