"""The tables of what is worked out about photos and about who runs which shop. Private to storage."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.models import Base, RowId


class PhotoTable(Base):
    """A picture's perceptual hashes; empty where its bytes show nothing to tell it by."""

    __tablename__ = "photos"
    __table_args__ = (Index(None, "payload_sha256"), Index(None, "photo_id"))

    image_key: Mapped[str] = mapped_column(primary_key=True)
    payload_sha256: Mapped[str]
    hashes: Mapped[str]
    capture_id: Mapped[str] = mapped_column(ForeignKey("captures.capture_id"))
    photo_id: Mapped[int | None]
    """By which the index of bands names it."""


class OperatorShopTable(Base):
    """A shop among those that are run by the same hands."""

    __tablename__ = "operator_shops"
    __table_args__ = (Index(None, "operator_id"),)

    site_id: Mapped[str] = mapped_column(primary_key=True)
    shop_id: Mapped[str] = mapped_column(primary_key=True)
    operator_id: Mapped[str]
    since: Mapped[datetime]
    """When the shop was first known to be one of them."""


class OperatorEdgeTable(Base):
    """One shop's showing of something that it shares with others of its operator."""

    __tablename__ = "operator_edges"
    __table_args__ = (Index(None, "operator_id"), Index(None, "kind", "value"))

    edge_id: Mapped[int] = mapped_column(RowId, primary_key=True)
    operator_id: Mapped[str]
    kind: Mapped[str]
    value: Mapped[str]
    weight: Mapped[float]
    site_id: Mapped[str]
    shop_id: Mapped[str]
    capture_id: Mapped[str]
