"""Pages that a person asked for at once."""

import sqlalchemy as sa
from alembic import op

from storage.columns import PageText, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "urgent_pages",
        sa.Column(
            "urgent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("site_id", PageText(), nullable=False),
        sa.Column("kind", PageText(), nullable=False),
        sa.Column("key", PageText(), nullable=False),
        sa.Column("url", PageText(), nullable=False),
        sa.Column("shop_id", PageText(), nullable=True),
        sa.Column("listing_id", PageText(), nullable=True),
        sa.Column("query", PageText(), nullable=True),
        sa.Column("asked_by", PageText(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("reason", PageText(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("capture_id", PageText(), nullable=True),
        sa.PrimaryKeyConstraint("urgent_id", name="pk_urgent_pages"),
    )
    op.create_index("ix_urgent_pages_capture_id_site_id", "urgent_pages", ["capture_id", "site_id"])


def downgrade() -> None:
    op.drop_table("urgent_pages")
