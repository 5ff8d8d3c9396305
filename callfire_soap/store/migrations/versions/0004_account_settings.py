"""Settings of accounts, the day that a schedule goes on, calls that speak codes."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    # Plain additions: a table that others refer to cannot be made anew while it has rows.
    op.add_column("account", sa.Column("one_call_hours", sa.Integer(), nullable=True))
    op.add_column("account", sa.Column("keeps_opt_outs", sa.Boolean(), server_default="1", nullable=False))
    op.add_column("caller_id", sa.Column("attempt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite")))
    op.add_column("schedule", sa.Column("resumes", sa.Date(), nullable=True))


def downgrade() -> None:
    """Drop the columns."""
    op.drop_column("schedule", "resumes")
    op.drop_column("caller_id", "attempt_id")
    op.drop_column("account", "keeps_opt_outs")
    op.drop_column("account", "one_call_hours")
