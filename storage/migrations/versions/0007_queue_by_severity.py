"""An index in the queue's order for the suspects of one severity."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BY_SEVERITY = "ix_flags_state_stale_since_severity_weight_flag_id"


def upgrade() -> None:
    op.create_index(BY_SEVERITY, "flags", ["state", "stale_since", "severity", "weight", "flag_id"])


def downgrade() -> None:
    op.drop_index(BY_SEVERITY, "flags")
