"""A session on a database in memory, for what does not depend on the store."""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine

from storage import Session
from storage.models import Base


@pytest.fixture
def session() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as opened:
        yield opened
    engine.dispose()
