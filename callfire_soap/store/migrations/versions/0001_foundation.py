"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# SQLite makes an id the number of its row only under the name INTEGER.
_LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:  # noqa: PLR0915 -- one statement a table
    """Make all tables."""
    op.create_table(
        "account",
        sa.Column("id", _LONG, nullable=False),
        sa.Column("login", sa.String(length=128), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("credits", sa.BigInteger(), nullable=False),
        sa.Column("credits_per_minute", sa.BigInteger(), nullable=False),
        sa.Column("max_active", sa.Integer(), nullable=False),
        sa.Column("default_broadcast_id", _LONG, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("login", name="uq_account_login"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "carrier_entry",
        sa.Column("id", _LONG, nullable=False),
        sa.Column("handed_at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("action_id", _LONG, nullable=False),
        sa.Column("attempt_id", _LONG, nullable=False),
        sa.Column("from_number", sa.String(length=32), nullable=False),
        sa.Column("to_number", sa.String(length=32), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_carrier_entry"),
        sa.UniqueConstraint("attempt_id", name="uq_carrier_entry_attempt_id"),
    )
    op.create_table(
        "carrier_phone",
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("reactions", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_carrier_phone"),
    )
    op.create_table(
        "id_block",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("next", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_id_block"),
    )
    op.create_table(
        "sound_audio",
        sa.Column("sound_id", _LONG, nullable=False),
        sa.Column("wav", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sound_id", name="pk_sound_audio"),
    )
    op.create_table(
        "auto_reply",
        sa.Column("id", _LONG, nullable=False),
        sa.Column("account_id", _LONG, nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("keyword", sa.Text(), nullable=True),
        sa.Column("match", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_auto_reply_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_auto_reply"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_auto_reply_account_id_number_id", "auto_reply", ["account_id", "number", "id"], unique=False
    )
    op.create_table(
        "broadcast",
        sa.Column("id", _LONG, nullable=False),
        sa.Column("account_id", _LONG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("modified_at", sa.BigInteger(), nullable=False),
        sa.Column("config", sa.Text(), nullable=False),
        sa.Column("max_active", sa.Integer(), nullable=True),
        sa.Column("resume_next_day", sa.Boolean(), nullable=True),
        sa.Column("starts_at", sa.BigInteger(), nullable=True),
        sa.Column("is_halted", sa.Boolean(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_broadcast_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_broadcast"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_broadcast_account_id_id", "broadcast", ["account_id", "id"], unique=False)
    op.create_index("ix_broadcast_status_id", "broadcast", ["status", "id"], unique=False)
    op.create_table(
        "caller_id",
        sa.Column("id", _LONG, nullable=False),
        sa.Column("account_id", _LONG, nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=True),
        sa.Column("wrong_codes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("verified_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_caller_id_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_caller_id"),
        sa.UniqueConstraint("account_id", "number", name="uq_caller_id_account_id_number"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "contact",
        sa.Column("id", _LONG, nullable=False),
        sa.Column("account_id", _LONG, nullable=False),
        sa.Column("first_name", sa.Text(), nullable=True),
        sa.Column("last_name", sa.Text(), nullable=True),
        sa.Column("zipcode", sa.Text(), nullable=True),
        sa.Column("home_phone", sa.String(length=32), nullable=True),
        sa.Column("work_phone", sa.String(length=32), nullable=True),
        sa.Column("mobile_phone", sa.String(length=32), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("external_system", sa.Text(), nullable=True),
        sa.Column("fields", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("is_removed", sa.Boolean(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_contact_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
    )
    op.create_index("ix_contact_account_id_home_phone", "contact", ["account_id", "home_phone"], unique=False)
    op.create_index(
        "ix_contact_long_phone",
        "contact",
        ["account_id"],
        unique=False,
        sqlite_where=sa.text(
            "(length(home_phone) > 11 OR length(work_phone) > 11 OR length(mobile_phone) > 11)"
        ),
        postgresql_where=sa.text(
            "(length(home_phone) > 11 OR length(work_phone) > 11 OR length(mobile_phone) > 11)"
        ),
    )
    op.create_index(
        "ix_contact_mobile_phone",
        "contact",
        ["account_id", "mobile_phone"],
        unique=False,
        sqlite_where=sa.text("mobile_phone IS NOT NULL"),
        postgresql_where=sa.text("mobile_phone IS NOT NULL"),
    )
    op.create_index(
        "ix_contact_present",
        "contact",
        ["account_id", "id"],
        unique=False,
        sqlite_where=sa.text("is_removed IS FALSE"),
        postgresql_where=sa.text("is_removed IS FALSE"),
    )
    op.create_index(
        "ix_contact_work_phone",
        "contact",
        ["account_id", "work_phone"],
        unique=False,
        sqlite_where=sa.text("work_phone IS NOT NULL"),
        postgresql_where=sa.text("work_phone IS NOT NULL"),
    )
    op.create_table(
        "contact_list",
        sa.Column("id", _LONG, nullable=False),
        sa.Column("account_id", _LONG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_contact_list_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_contact_list"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_contact_list_account_id_id", "contact_list", ["account_id", "id"], unique=False)
    op.create_table(
        "keyword",
        sa.Column("id", _LONG, nullable=False),
        sa.Column("account_id", _LONG, nullable=False),
        sa.Column("short_code", sa.String(length=32), nullable=False),
        sa.Column("word", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_keyword_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_keyword"),
        sa.UniqueConstraint("short_code", "word", name="uq_keyword_short_code_word"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "label",
        sa.Column("id", _LONG, nullable=False),
        sa.Column("account_id", _LONG, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_label_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_label"),
        sa.UniqueConstraint("account_id", "name", name="uq_label_account_id_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "own_number",
        sa.Column("id", _LONG, nullable=False),
        sa.Column("account_id", _LONG, nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("takes_calls", sa.Boolean(), nullable=False),
        sa.Column("takes_texts", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_own_number_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_own_number"),
        sa.UniqueConstraint("number", name="uq_own_number_number"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "request_key",
        sa.Column("account_id", _LONG, nullable=False),
        sa.Column("operation", sa.String(length=64), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("created_id", _LONG, nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_request_key_account_id"),
        sa.PrimaryKeyConstraint("account_id", "operation", "key", name="pk_request_key"),
    )
    op.create_index("ix_request_key_created_at", "request_key", ["created_at"], unique=False)
    op.create_table(
        "sound",
        sa.Column("id", _LONG, nullable=False),
        sa.Column("account_id", _LONG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("spoken", sa.Text(), nullable=True),
        sa.Column("voice", sa.Text(), nullable=True),
        sa.Column("phone", sa.String(length=32), nullable=True),
        sa.Column("attempt_id", _LONG, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_sound_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sound"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sound_account_id_digest", "sound", ["account_id", "digest"], unique=False)
    op.create_index(
        "ix_sound_pending",
        "sound",
        ["id"],
        unique=False,
        sqlite_where=sa.text("status = 'PENDING'"),
        postgresql_where=sa.text("status = 'PENDING'"),
    )
    op.create_table(
        "batch",
        sa.Column("id", _LONG, nullable=False),
        sa.Column("account_id", _LONG, nullable=False),
        sa.Column("broadcast_id", _LONG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("is_enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.Integer(), server_default="0", nullable=False),
        sa.Column("remaining", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_batch_account_id"),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcast.id"], name="fk_batch_broadcast_id"),
        sa.PrimaryKeyConstraint("id", name="pk_batch"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_batch_broadcast_id_id", "batch", ["broadcast_id", "id"], unique=False)
    op.create_table(
        "broadcast_label",
        sa.Column("broadcast_id", _LONG, nullable=False),
        sa.Column("label_id", _LONG, nullable=False),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcast.id"], name="fk_broadcast_label_broadcast_id"),
        sa.ForeignKeyConstraint(["label_id"], ["label.id"], name="fk_broadcast_label_label_id"),
        sa.PrimaryKeyConstraint("broadcast_id", "label_id", name="pk_broadcast_label"),
    )
    op.create_index("ix_broadcast_label_label_id", "broadcast_label", ["label_id"], unique=False)
    op.create_table(
        "broadcast_progress",
        sa.Column("broadcast_id", _LONG, nullable=False),
        sa.Column("unattempted", sa.Integer(), server_default="0", nullable=False),
        sa.Column("retry_wait", sa.Integer(), server_default="0", nullable=False),
        sa.Column("finished", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name="fk_broadcast_progress_broadcast_id"
        ),
        sa.PrimaryKeyConstraint("broadcast_id", name="pk_broadcast_progress"),
    )
    op.create_table(
        "broadcast_tally",
        sa.Column("broadcast_id", _LONG, nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("actions", sa.Integer(), server_default="0", nullable=False),
        sa.Column("attempted_actions", sa.Integer(), server_default="0", nullable=False),
        sa.Column("seconds", sa.Integer(), server_default="0", nullable=False),
        sa.Column("billed_seconds", sa.Integer(), server_default="0", nullable=False),
        sa.Column("billed", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcast.id"], name="fk_broadcast_tally_broadcast_id"),
        sa.PrimaryKeyConstraint("broadcast_id", "result", name="pk_broadcast_tally"),
    )
    op.create_table(
        "contact_list_member",
        sa.Column("contact_list_id", _LONG, nullable=False),
        sa.Column("contact_id", _LONG, nullable=False),
        sa.Column("contact_import_id", _LONG, nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_list_member_contact_id"),
        sa.ForeignKeyConstraint(
            ["contact_list_id"], ["contact_list.id"], name="fk_contact_list_member_contact_list_id"
        ),
        sa.PrimaryKeyConstraint("contact_list_id", "contact_id", name="pk_contact_list_member"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_contact_list_member_contact_id", "contact_list_member", ["contact_id"], unique=False)
    op.create_table(
        "dnc_list",
        sa.Column("id", _LONG, nullable=False),
        sa.Column("account_id", _LONG, nullable=False),
        sa.Column("broadcast_id", _LONG, nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_default", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_dnc_list_account_id"),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcast.id"], name="fk_dnc_list_broadcast_id"),
        sa.PrimaryKeyConstraint("id", name="pk_dnc_list"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_dnc_list_account_id_id", "dnc_list", ["account_id", "id"], unique=False)
    op.create_table(
        "schedule",
        sa.Column("id", _LONG, nullable=False),
        sa.Column("account_id", _LONG, nullable=False),
        sa.Column("broadcast_id", _LONG, nullable=False),
        sa.Column("start", sa.Time(), nullable=False),
        sa.Column("stop", sa.Time(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("begin", sa.Date(), nullable=True),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("days", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("changes_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_schedule_account_id"),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcast.id"], name="fk_schedule_broadcast_id"),
        sa.PrimaryKeyConstraint("id", name="pk_schedule"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_schedule_broadcast_id_id", "schedule", ["broadcast_id", "id"], unique=False)
    op.create_index("ix_schedule_changes_at", "schedule", ["changes_at"], unique=False)
    op.create_table(
        "action",
        sa.Column("id", _LONG, nullable=False),
        sa.Column("account_id", _LONG, nullable=False),
        sa.Column("broadcast_id", _LONG, nullable=True),
        sa.Column("batch_id", _LONG, nullable=True),
        sa.Column("contact_id", _LONG, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("is_inbound", sa.Boolean(), nullable=False),
        sa.Column("from_number", sa.String(length=32), nullable=False),
        sa.Column("to_number", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("modified_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("attributes", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_action_account_id"),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name="fk_action_batch_id"),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcast.id"], name="fk_action_broadcast_id"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_action_contact_id"),
        sa.PrimaryKeyConstraint("id", name="pk_action"),
    )
    op.create_index(
        "ix_action_account_id_kind_from_number_id",
        "action",
        ["account_id", "kind", "from_number", "id"],
        unique=False,
    )
    op.create_index("ix_action_account_id_kind_id", "action", ["account_id", "kind", "id"], unique=False)
    op.create_index(
        "ix_action_account_id_kind_state_id", "action", ["account_id", "kind", "state", "id"], unique=False
    )
    op.create_index(
        "ix_action_account_id_kind_to_number_id",
        "action",
        ["account_id", "kind", "to_number", "id"],
        unique=False,
    )
    op.create_index("ix_action_batch_id_id", "action", ["batch_id", "id"], unique=False)
    op.create_index("ix_action_broadcast_id_id", "action", ["broadcast_id", "id"], unique=False)
    op.create_index(
        "ix_action_inbound",
        "action",
        ["account_id", "kind", "id"],
        unique=False,
        sqlite_where=sa.text("is_inbound = 1"),
        postgresql_where=sa.text("is_inbound"),
    )
    op.create_index(
        "ix_action_ready",
        "action",
        ["broadcast_id", "due_at", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'READY'"),
        postgresql_where=sa.text("state = 'READY'"),
    )
    op.create_index(
        "ix_action_result",
        "action",
        ["account_id", "kind", "result", "id"],
        unique=False,
        sqlite_where=sa.text("result IS NOT NULL"),
        postgresql_where=sa.text("result IS NOT NULL"),
    )
    op.create_table(
        "dnc_entry",
        sa.Column("id", _LONG, nullable=False),
        sa.Column("account_id", _LONG, nullable=False),
        sa.Column("dnc_list_id", _LONG, nullable=False),
        sa.Column("broadcast_id", _LONG, nullable=True),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("forbids_calls", sa.Boolean(), nullable=False),
        sa.Column("forbids_texts", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_dnc_entry_account_id"),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcast.id"], name="fk_dnc_entry_broadcast_id"),
        sa.ForeignKeyConstraint(["dnc_list_id"], ["dnc_list.id"], name="fk_dnc_entry_dnc_list_id"),
        sa.PrimaryKeyConstraint("id", name="pk_dnc_entry"),
        sa.UniqueConstraint("dnc_list_id", "number", name="uq_dnc_entry_dnc_list_id_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_dnc_entry_account_id_number", "dnc_entry", ["account_id", "number"], unique=False)
    op.create_table(
        "attempt",
        sa.Column("id", _LONG, nullable=False),
        sa.Column("action_id", _LONG, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("to_number", sa.String(length=32), nullable=False),
        sa.Column("originated_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("billed", sa.BigInteger(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name="fk_attempt_action_id"),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
    )
    op.create_index("ix_attempt_action_id_id", "attempt", ["action_id", "id"], unique=False)
    op.create_table(
        "recording",
        sa.Column("id", _LONG, nullable=False),
        sa.Column("account_id", _LONG, nullable=False),
        sa.Column("action_id", _LONG, nullable=False),
        sa.Column("attempt_id", _LONG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("wav", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_recording_account_id"),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name="fk_recording_action_id"),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name="fk_recording_attempt_id"),
        sa.PrimaryKeyConstraint("id", name="pk_recording"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_recording_action_id_name", "recording", ["action_id", "name"], unique=False)
    op.create_index("ix_recording_attempt_id", "recording", ["attempt_id"], unique=False)


def downgrade() -> None:
    """Drop all tables."""
    for table in (
        "recording",
        "attempt",
        "dnc_entry",
        "action",
        "schedule",
        "dnc_list",
        "contact_list_member",
        "broadcast_tally",
        "broadcast_progress",
        "broadcast_label",
        "batch",
        "sound",
        "request_key",
        "own_number",
        "label",
        "keyword",
        "contact_list",
        "contact",
        "caller_id",
        "broadcast",
        "auto_reply",
        "sound_audio",
        "id_block",
        "carrier_phone",
        "carrier_entry",
        "account",
    ):
        op.drop_table(table)
