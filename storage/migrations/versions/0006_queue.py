"""Saved views of the review queue, and an index in the queue's order."""

import sqlalchemy as sa
from alembic import op

from storage.columns import PageText, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ORDER = "ix_flags_state_stale_since_weight_flag_id"


def upgrade() -> None:
    op.create_table(
        "saved_views",
        sa.Column("view_id", NUMBER, nullable=False),
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("name", PageText(), nullable=False),
        sa.Column("query", PageText(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name="fk_saved_views_user_id"),
        sa.PrimaryKeyConstraint("view_id", name="pk_saved_views"),
        sa.UniqueConstraint("user_id", "name", name="uq_saved_views_user_id_name"),
    )
    op.create_index(ORDER, "flags", ["state", "stale_since", "weight", "flag_id"])
    op.drop_index("ix_flags_state_weight", "flags")


def downgrade() -> None:
    op.create_index("ix_flags_state_weight", "flags", ["state", "weight"])
    op.drop_index(ORDER, "flags")
    op.drop_table("saved_views")
