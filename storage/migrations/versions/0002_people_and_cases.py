"""People who log in, and the cases they work in."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Count, PageText, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLE = "case_entries"


def upgrade() -> None:
    op.create_table(
        "users",
        sa.Column("user_id", RowId, nullable=False),
        sa.Column("name", PageText(), nullable=False),
        sa.Column("shown_name", PageText(), nullable=False),
        sa.Column("role", PageText(), nullable=False),
        sa.Column("password_hash", PageText(), nullable=False),
        sa.Column("language", PageText(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("disabled_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("user_id", name="pk_users"),
        sa.UniqueConstraint("name", name="uq_users_name"),
    )
    op.create_table(
        "logins",
        sa.Column("secret_sha256", PageText(), nullable=False),
        sa.Column("user_id", RowId, nullable=False),
        sa.Column("kind", PageText(), nullable=False),
        sa.Column("label", PageText(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("reason", PageText(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name="fk_logins_user_id"),
        sa.PrimaryKeyConstraint("secret_sha256", name="pk_logins"),
    )
    op.create_index("ix_logins_user_id", "logins", ["user_id"])
    op.create_table(
        "cases",
        sa.Column("case_id", RowId, nullable=False),
        sa.Column("title", PageText(), nullable=False),
        sa.Column("state", PageText(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("opened_by", PageText(), nullable=False),
        sa.Column("assigned_to", PageText(), nullable=True),
        sa.Column("district", PageText(), nullable=True),
        sa.PrimaryKeyConstraint("case_id", name="pk_cases"),
    )
    op.create_index("ix_cases_state_opened_at", "cases", ["state", "opened_at"])
    op.create_table(
        "case_listings",
        sa.Column("case_id", RowId, nullable=False),
        sa.Column("site_id", PageText(), nullable=False),
        sa.Column("listing_id", PageText(), nullable=False),
        sa.Column("flag_id", RowId, nullable=True),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("added_by", PageText(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_case_listings_case_id"),
        sa.ForeignKeyConstraint(["flag_id"], ["flags.flag_id"], name="fk_case_listings_flag_id"),
        sa.PrimaryKeyConstraint("case_id", "site_id", "listing_id", name="pk_case_listings"),
    )
    op.create_table(
        TABLE,
        sa.Column("entry_id", RowId, nullable=False),
        sa.Column("case_id", RowId, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", PageText(), nullable=False),
        sa.Column("kind", PageText(), nullable=False),
        sa.Column("text", PageText(), nullable=False),
        sa.Column("file_name", PageText(), nullable=True),
        sa.Column("media_type", PageText(), nullable=True),
        sa.Column("size", Count(), nullable=True),
        sa.Column("sha256", PageText(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_case_entries_case_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_case_entries"),
    )
    op.create_index("ix_case_entries_case_id_at", TABLE, ["case_id", "at"])
    _guard()


def downgrade() -> None:
    for table in (TABLE, "case_listings", "cases", "logins", "users"):
        op.drop_table(table)


def _guard() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE}"
            " FOR EACH STATEMENT EXECUTE FUNCTION shopwitness_append_only()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {TABLE}_no_{change.lower()} BEFORE {change} ON {TABLE}"
            f" BEGIN SELECT RAISE(ABORT, 'rows of {TABLE} are never changed or deleted'); END"
        )
