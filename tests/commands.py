"""Running the real command line, from another folder than the checkout."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

ARTICLE = """\
Harbour wall is mended again

Advertisement

The council said on Monday that the wall would be closed to carts until the spring.
Nobody in the village had expected the work to take so long, and several said so loudly.

The masons have asked for coal, as their fathers did, and they will probably be given it.
"""
TITLE, AD, BODY_START = "Harbour wall is mended again", "Advertisement", "The council said"


def environment(**changes: str) -> dict[str, str]:
    """The surroundings of a command: none of the tester's own colours or Python options."""
    names = ("PATH", "HOME", "TMPDIR", "SYSTEMROOT", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", **changes}


def cleaner(
    *arguments: str | bytes | Path, input: bytes = b"", cwd: Path | None = None, **env: str
) -> subprocess.CompletedProcess[bytes]:
    """Run ``cleaner``. Whatever happens, there must be no traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "cleaner", *arguments],
        input=input,
        capture_output=True,
        cwd=cwd,
        env=environment(**env),
        check=False,
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done
