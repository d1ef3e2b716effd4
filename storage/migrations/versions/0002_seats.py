"""Seats that outlive people: who sits where since when, consents, requests at the door."""

# ruff: noqa: INP001 - alembic loads this file by its path

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TITULAR = sa.text("role IN ('focal_point', 'deputy')")
NOW = sa.text("until IS NULL")
OPEN_REQUEST = sa.text("decided_at IS NULL")


def upgrade() -> None:
    """Give every member a seat; whoever was in before is taken to have joined."""
    create_seats()
    seat_members()
    create_ways_in()


def create_seats() -> None:
    """Create seats and occupancies."""
    op.create_table(
        "seats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("collectivity_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["collectivity_id"], ["collectivities.id"], name=op.f("fk_seats_collectivity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seats")),
    )
    op.create_index(op.f("ix_seats_collectivity_id"), "seats", ["collectivity_id"])
    op.create_index("ix_seats_role", "seats", ["role"])
    op.create_index(
        "uq_seats_titular",
        "seats",
        ["collectivity_id", "role"],
        unique=True,
        sqlite_where=TITULAR,
        postgresql_where=TITULAR,
    )


def seat_members() -> None:
    """Move role and collectivity from members to seats.

    Of two focal points or two deputies of one place, the first keeps the seat; the other is left
    without one, for a coordinator to seat anew.
    """
    with op.batch_alter_table("members") as members:
        members.add_column(sa.Column("seat_id", sa.Integer(), nullable=True))
        members.add_column(sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True))
        members.add_column(sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
        members.add_column(
            sa.Column("credited", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        members.add_column(sa.Column("paused_until", sa.Date(), nullable=True))
        members.add_column(
            sa.Column("checkin_day", sa.Integer(), nullable=False, server_default="1")
        )
        members.add_column(
            sa.Column("checkin_hour", sa.Integer(), nullable=False, server_default="10")
        )
        members.add_column(
            sa.Column("cadence", sa.String(length=12), nullable=False, server_default="weekly")
        )
        members.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    _fill_seats(op.get_bind())
    with op.batch_alter_table("members") as members:
        members.drop_index(op.f("ix_members_collectivity_id"))
        members.drop_constraint(op.f("fk_members_collectivity_id"), type_="foreignkey")
        members.drop_column("collectivity_id")
        members.drop_column("role")
        for defaulted, kind in (
            ("credited", sa.Boolean()),
            ("checkin_day", sa.Integer()),
            ("checkin_hour", sa.Integer()),
            ("cadence", sa.String(length=12)),
        ):
            members.alter_column(defaulted, server_default=None, existing_type=kind)
        members.create_foreign_key(op.f("fk_members_seat_id"), "seats", ["seat_id"], ["id"])
        members.create_unique_constraint(op.f("uq_members_seat_id"), ["seat_id"])
    op.create_table(
        "occupancies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("invited_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_occupancies_seat_id")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_occupancies_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["members.id"], name=op.f("fk_occupancies_invited_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occupancies")),
    )
    op.create_index(op.f("ix_occupancies_member_id"), "occupancies", ["member_id"])
    op.create_index(
        "uq_occupancies_now",
        "occupancies",
        ["seat_id"],
        unique=True,
        sqlite_where=NOW,
        postgresql_where=NOW,
    )
    op.execute(
        "INSERT INTO occupancies (seat_id, member_id, since)"
        " SELECT seat_id, id, created_at FROM members WHERE seat_id IS NOT NULL"
    )


def _fill_seats(connection: sa.Connection) -> None:
    rows = connection.execute(sa.text("SELECT id, role, collectivity_id FROM members ORDER BY id"))
    taken: set[tuple[str, int | None]] = set()
    for member, role, collectivity in rows.all():
        if role in {"focal_point", "deputy"} and (role, collectivity) in taken:
            continue
        taken.add((role, collectivity))
        seat = connection.scalar(
            sa.text(
                "INSERT INTO seats (role, collectivity_id) VALUES (:role, :place) RETURNING id"
            ),
            {"role": role, "place": collectivity},
        )
        connection.execute(
            sa.text("UPDATE members SET seat_id = :seat, joined_at = created_at WHERE id = :id"),
            {"seat": seat, "id": member},
        )


def create_ways_in() -> None:
    """Bind invitations to seats; create consents and requests; count wrong tokens."""
    with op.batch_alter_table("invitations") as invitations:
        for name in ("seat_id", "replaces_id", "invited_by"):
            invitations.add_column(sa.Column(name, sa.Integer(), nullable=True))
        for name in ("accepted_at", "revoked_at"):
            invitations.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        invitations.create_foreign_key(op.f("fk_invitations_seat_id"), "seats", ["seat_id"], ["id"])
        for name in ("replaces_id", "invited_by"):
            invitations.create_foreign_key(
                op.f(f"fk_invitations_{name}"), "members", [name], ["id"]
            )
    op.create_index(op.f("ix_invitations_seat_id"), "invitations", ["seat_id"])
    with op.batch_alter_table("channel_identities") as identities:
        identities.add_column(sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
        identities.add_column(sa.Column("tries_since", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("channel_identities") as identities:
        identities.alter_column("tries", server_default=None, existing_type=sa.Integer())
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_consents_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_member_id"), "consents", ["member_id"])
    op.create_table(
        "access_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=24), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["identity_id"], ["channel_identities.id"], name=op.f("fk_access_requests_identity_id")
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitations.id"], name=op.f("fk_access_requests_invitation_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["members.id"], name=op.f("fk_access_requests_decided_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_requests")),
    )
    op.create_index(
        "uq_access_requests_open",
        "access_requests",
        ["identity_id"],
        unique=True,
        sqlite_where=OPEN_REQUEST,
        postgresql_where=OPEN_REQUEST,
    )
