"""Fixtures of the words: catalogues made for the tests."""

from pathlib import Path

import pytest

from locales.catalogues import Shelf
from tests.locales.small_catalogues import almost_complete


@pytest.fixture
def small(tmp_path: Path) -> Shelf:
    """Return small catalogues of the test's own."""
    return almost_complete(tmp_path)
