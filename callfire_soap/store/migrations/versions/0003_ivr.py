"""What callees answered to the questions of a dialplan."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# SQLite makes an id the number of its row only under the name INTEGER.
_LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table, and a second name for recordings."""
    op.create_table(
        "question_response",
        sa.Column("id", _LONG, nullable=False),
        sa.Column("attempt_id", _LONG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("response", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name="fk_question_response_attempt_id"),
        sa.PrimaryKeyConstraint("id", name="pk_question_response"),
    )
    op.create_index(
        "ix_question_response_attempt_id_position", "question_response", ["attempt_id", "position"]
    )
    with op.batch_alter_table(
        "recording", recreate="always", table_kwargs={"sqlite_autoincrement": True}
    ) as recording:
        recording.add_column(sa.Column("alias", sa.Text(), nullable=True), insert_after="name")


def downgrade() -> None:
    """Drop the table and the second name."""
    op.drop_column("recording", "alias")
    op.drop_table("question_response")
