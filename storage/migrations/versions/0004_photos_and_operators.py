"""Perceptual hashes of photos, and shops that are run by the same hands."""

import sqlalchemy as sa
from alembic import op

from storage.columns import PageText, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "photos",
        sa.Column("image_key", PageText(), nullable=False),
        sa.Column("payload_sha256", PageText(), nullable=False),
        sa.Column("hashes", PageText(), nullable=False),
        sa.Column("capture_id", PageText(), nullable=False),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["captures.capture_id"], name="fk_photos_capture_id"
        ),
        sa.PrimaryKeyConstraint("image_key", name="pk_photos"),
    )
    op.create_index("ix_photos_payload_sha256", "photos", ["payload_sha256"])
    op.create_table(
        "operator_shops",
        sa.Column("site_id", PageText(), nullable=False),
        sa.Column("shop_id", PageText(), nullable=False),
        sa.Column("operator_id", PageText(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "shop_id", name="pk_operator_shops"),
    )
    op.create_index("ix_operator_shops_operator_id", "operator_shops", ["operator_id"])
    op.create_table(
        "operator_edges",
        sa.Column("edge_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("operator_id", PageText(), nullable=False),
        sa.Column("kind", PageText(), nullable=False),
        sa.Column("value", PageText(), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("site_id", PageText(), nullable=False),
        sa.Column("shop_id", PageText(), nullable=False),
        sa.Column("capture_id", PageText(), nullable=False),
        sa.PrimaryKeyConstraint("edge_id", name="pk_operator_edges"),
    )
    op.create_index("ix_operator_edges_operator_id", "operator_edges", ["operator_id"])
    op.create_index("ix_operator_edges_kind_value", "operator_edges", ["kind", "value"])


def downgrade() -> None:
    op.drop_table("operator_edges")
    op.drop_table("operator_shops")
    op.drop_table("photos")
