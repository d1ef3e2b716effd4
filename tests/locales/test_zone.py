"""The hour in Morocco, on machines old and new."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from locales import CASABLANCA, today, wall, zone_error

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 9, 20, 12, tzinfo=UTC),
        datetime(2026, 11, 24, 10, tzinfo=UTC),
        datetime(2027, 2, 20, 10, tzinfo=UTC),
        datetime(2027, 6, 15, 10, tzinfo=UTC),
    ],
)
def test_the_clock_on_the_wall_is_utc_since_september_2026(moment: datetime) -> None:
    assert wall(moment).replace(tzinfo=UTC) == moment
    assert wall(moment).tzinfo is CASABLANCA


def test_before_that_it_was_an_hour_ahead() -> None:
    assert wall(datetime(2026, 7, 1, 10, tzinfo=UTC)).hour == 11


def test_today_is_the_date_in_morocco() -> None:
    assert today(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == date(2026, 7, 2)


def test_a_moment_without_zone_has_no_hour() -> None:
    with pytest.raises(ValueError, match="zone"):
        wall(datetime(2026, 11, 24, 10))  # noqa: DTZ001, the point of the test


def test_the_check_passes_here_and_names_the_remedy_elsewhere() -> None:
    assert zone_error() is None
    # Lagos is where the old files put Casablanca: an hour ahead all year.
    error = zone_error(ZoneInfo("Africa/Lagos"))
    assert error is not None
    assert "tzdata" in error


def test_old_system_files_change_nothing(tmp_path: Path) -> None:
    """A file that says UTC+1 stands where the system's would, and Python looks there first."""
    lagos = resources.files("tzdata") / "zoneinfo" / "Africa" / "Lagos"
    old = tmp_path / "Africa" / "Casablanca"
    old.parent.mkdir()
    old.write_bytes(lagos.read_bytes())
    environment = {**os.environ, "PYTHONTZPATH": str(tmp_path), "PYTHONPATH": str(ROOT)}
    ask = (
        "from datetime import UTC, datetime; from zoneinfo import ZoneInfo\n"
        "noon = datetime(2026, 11, 24, 12, tzinfo=UTC)\n"
        "print(noon.astimezone(ZoneInfo('Africa/Casablanca')).hour)\n"
        "import locales; print(locales.wall(noon).hour)"
    )
    said = subprocess.run(
        [sys.executable, "-c", ask], env=environment, capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == ["13", "12"]
