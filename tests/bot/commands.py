"""The command line as it is typed: each command in a process of its own, that begins at once.

A start of Python and its imports cost more than any command. So one process has imported the
program and stays as it was; each command is a copy of it (a fork), with an environment, a folder,
output and an exit code of its own.
"""

import gc
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import IO, NoReturn

ROOT = Path(__file__).parents[2]
TOKEN = "123456:AAabcdefghijklmnopqrstuvwxyz0123456"
NOBODY = "http://127.0.0.1:9"  # where no Bot API listens
IMPORTED = (
    "alembic.command",
    "bot.cli",
    "bot.doctor",
    "bot.first",
    "bot.importer",
    "bot.sample.network",
    "bot.simulation.command",
)


def environment(folder: Path, url: str = NOBODY, token: str = TOKEN) -> dict[str, str]:
    """Return the settings of a program whose database is in ``folder``."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("JISR_")},
        "PYTHONPATH": str(ROOT),
        "JISR_TELEGRAM_TOKEN": token,
        "JISR_TELEGRAM_API_URL": url,
        "JISR_DATABASE_URL": f"sqlite+aiosqlite:///{folder}/jisr.db",
        "JISR_HTTP_PORT": "0",
    }


@dataclass(frozen=True)
class Jisr:
    """Runs commands: its processes come from ``process``, which is asked in lines of JSON."""

    process: subprocess.Popen[str]

    def __call__(
        self, folder: Path, *arguments: str, url: str = NOBODY, token: str = TOKEN
    ) -> tuple[int, str, str]:
        """Run one command in ``folder``; return its exit code, its output and its errors."""
        orders, answers = self.process.stdin, self.process.stdout
        assert orders is not None
        assert answers is not None
        with tempfile.TemporaryDirectory() as outputs:
            out, errors = Path(outputs, "out"), Path(outputs, "errors")
            order = {
                "folder": str(folder),
                "environment": environment(folder, url, token),
                "arguments": arguments,
                "outputs": (str(out), str(errors)),
            }
            orders.write(json.dumps(order) + "\n")
            orders.flush()
            code = int(answers.readline())
            return code, out.read_text(), errors.read_text()


@contextmanager
def ready() -> Iterator[Jisr]:
    """Give what runs commands; its process ends with ours, whatever happens."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bot.commands"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        yield Jisr(process)


def _serve(orders: IO[str]) -> None:
    """Carry out one order after another until nobody is left to give them."""
    for line in orders:
        child = os.fork()
        if not child:
            _become(**json.loads(line))
        _pid, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _become(
    folder: str, environment: dict[str, str], arguments: list[str], outputs: list[str]
) -> NoReturn:
    """Be the command, from here to the end of the process."""
    from bot.cli import main  # noqa: PLC0415 — imported by the process we are a copy of

    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())
    for stream, path in zip((sys.stdout, sys.stderr), outputs, strict=True):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), stream.fileno())
    sys.exit(main(arguments))


if __name__ == "__main__":
    for module in IMPORTED:
        import_module(module)
    # A copy would otherwise go through all of it when it ends: most of what it costs.
    gc.collect()
    gc.freeze()
    _serve(sys.stdin)
