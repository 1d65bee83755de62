"""The SQL store: evidence's index, history, registers, flags and decisions."""

from storage.repository import Repository
from storage.session import Store, open_store

__all__ = ["Repository", "Store", "open_store"]
