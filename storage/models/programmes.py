"""What the network undertakes: collectivities, their programmes, axes, projects, milestones."""

from datetime import date

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.columns import Enumerated, OrderedJSON
from storage.models.base import Base
from storage.models.values import CollectivityKind, Phase


class Collectivity(Base):
    """A local government of the territorial register (HCP, RGPH 2024), of the network or not."""

    __tablename__ = "collectivities"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)  # dotted text, never a number
    kind: Mapped[CollectivityKind] = mapped_column(Enumerated(CollectivityKind, 16))
    name_ar: Mapped[str] = mapped_column(String(200))
    name_fr: Mapped[str] = mapped_column(String(200))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("collectivities.id"), index=True)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("collectivities.id"), index=True)
    population: Mapped[int | None]  # of the census of 2024; None where it is not known


class Programme(Base):
    """A collectivity's two-year openness programme."""

    __tablename__ = "programmes"

    id: Mapped[int] = mapped_column(primary_key=True)
    collectivity_id: Mapped[int] = mapped_column(ForeignKey("collectivities.id"), index=True)
    title_ar: Mapped[str | None] = mapped_column(Text)
    title_fr: Mapped[str | None] = mapped_column(Text)
    phase: Mapped[Phase] = mapped_column(Enumerated(Phase, 16))
    starts_on: Mapped[date]
    ends_on: Mapped[date]

    collectivity: Mapped[Collectivity] = relationship(lazy="raise")


class Axis(Base):
    """A local line of action inside a programme; its title is the member's own."""

    __tablename__ = "axes"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    position: Mapped[int]
    title_ar: Mapped[str | None] = mapped_column(Text)
    title_fr: Mapped[str | None] = mapped_column(Text)

    programme: Mapped[Programme] = relationship(lazy="raise")


class Project(Base):
    """An openness project (commitment) of an axis, with the principles it serves."""

    __tablename__ = "projects"

    id: Mapped[int] = mapped_column(primary_key=True)
    axis_id: Mapped[int] = mapped_column(ForeignKey("axes.id"), index=True)
    position: Mapped[int]
    title_ar: Mapped[str | None] = mapped_column(Text)
    title_fr: Mapped[str | None] = mapped_column(Text)
    principles: Mapped[list[str]] = mapped_column(OrderedJSON, default=list)
    due_on: Mapped[date | None]

    axis: Mapped[Axis] = relationship(lazy="raise")


class Milestone(Base):
    """A dated step of a project; done when a standing report ticked it."""

    __tablename__ = "milestones"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    position: Mapped[int]
    title_ar: Mapped[str | None] = mapped_column(Text)
    title_fr: Mapped[str | None] = mapped_column(Text)
    due_on: Mapped[date | None]
