"""Settings of accounts, the day that a schedule goes on, calls that speak codes, strategies of single texts."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# SQLite makes an id the number of its row only under the name INTEGER.
_LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns and the table."""
    # Plain additions: a table that others refer to cannot be made anew while it has rows.
    op.add_column("account", sa.Column("one_call_hours", sa.Integer(), nullable=True))
    op.add_column("account", sa.Column("keeps_opt_outs", sa.Boolean(), server_default="1", nullable=False))
    op.add_column("caller_id", sa.Column("attempt_id", _LONG))
    op.add_column("schedule", sa.Column("resumes", sa.Date(), nullable=True))
    op.create_table(
        "text_strategy",
        sa.Column("action_id", _LONG, nullable=False),
        sa.Column("strategy", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name="fk_text_strategy_action_id"),
        sa.PrimaryKeyConstraint("action_id", name="pk_text_strategy"),
    )


def downgrade() -> None:
    """Drop the columns and the table."""
    op.drop_table("text_strategy")
    op.drop_column("schedule", "resumes")
    op.drop_column("caller_id", "attempt_id")
    op.drop_column("account", "keeps_opt_outs")
    op.drop_column("account", "one_call_hours")
