"""Long sounds in pieces, which are written one after the other so that others can write in between."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# SQLite makes an id the number of its row only under the name INTEGER.
_LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the pieces: sounds that are there stay in one."""
    op.create_table(
        "sound_piece",
        sa.Column("audio_id", _LONG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("wav", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("audio_id", "position", name="pk_sound_piece"),
    )
    op.add_column("sound_audio", sa.Column("audio_id", _LONG, nullable=True))


def downgrade() -> None:
    """Drop the pieces, and with them the sounds that are in some."""
    op.drop_column("sound_audio", "audio_id")
    op.drop_table("sound_piece")
