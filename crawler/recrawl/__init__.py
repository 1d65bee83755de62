"""What to visit next: the policy that aims at capture before deletion."""

from crawler.recrawl.config import RecrawlConfig, Visit, VisitKind
from crawler.recrawl.policy import RecrawlPolicy

__all__ = ["RecrawlConfig", "RecrawlPolicy", "Visit", "VisitKind"]
