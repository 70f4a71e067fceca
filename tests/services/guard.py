"""A child process that cannot outlive the tests, however they end."""

from __future__ import annotations

import pwd
import subprocess
from collections.abc import Sequence
from pathlib import Path

# The shell waits on its standard input. Whatever ends the tests (success, Ctrl-C, kill -9) closes that pipe: the server
# is then asked to stop and its folder is removed.
_KEEPER = """
folder=$1; shift
"$@" >"$folder/log" 2>&1 &
server=$!
read -r _
kill -INT "$server" 2>/dev/null
wait "$server"
cd / && rm -rf "$folder"
"""


class GuardedServer:
    """A server started in a folder of its own, which it removes when it stops."""

    def __init__(
        self, arguments: Sequence[str | Path], folder: Path, *, owner: pwd.struct_passwd | None = None
    ) -> None:
        self.folder = folder
        self._keeper = subprocess.Popen(
            ["/bin/sh", "-c", _KEEPER, "keeper", folder, *arguments],
            stdin=subprocess.PIPE,
            cwd=folder,
            user=owner.pw_uid if owner else None,
            group=owner.pw_gid if owner else None,
            extra_groups=[] if owner else None,
            start_new_session=True,  # Ctrl-C is for the tests; the server stops after them
        )

    @property
    def log(self) -> str:
        """What the server has written so far, for the message of a failed start."""
        path = self.folder / "log"
        return path.read_text(errors="replace")[-2000:] if path.exists() else ""

    def stop(self) -> None:
        """Stop the server and wait until it has gone; calling it twice is harmless."""
        if self._keeper.stdin is not None and not self._keeper.stdin.closed:
            self._keeper.stdin.close()
        try:
            self._keeper.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._keeper.kill()
            self._keeper.wait()
