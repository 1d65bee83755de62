"""What to visit next: the policy that aims at capture before deletion."""

from crawler.recrawl.campaigns import Campaign
from crawler.recrawl.config import RecrawlConfig, Visit, VisitKind
from crawler.recrawl.policy import RecrawlPolicy
from crawler.recrawl.state import StateError

__all__ = ["Campaign", "RecrawlConfig", "RecrawlPolicy", "StateError", "Visit", "VisitKind"]
