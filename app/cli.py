"""The `collecte` command: plain click, groups imported only when they are asked for."""

from __future__ import annotations

import importlib
import importlib.util
import sys

import click

GROUPS = {
    "accounts": "app.accounts.cli:accounts",
    "refurb": "app.refurb.cli:refurb",
    "catalog": "app.catalog.cli:catalog",
    "relays": "app.relays.cli:relays",
    "custody": "app.custody.cli:custody",
    "db": "app.server:db",
    "demo": "app.demo.cli:demo",
    "serve": "app.server:serve",
    "worker": "app.server:worker",
}


class LazyGroup(click.Group):
    """A group whose subcommands are imported at first use, so that `collecte catalog cap` starts at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the groups and commands that this installation has."""
        return sorted(name for name in GROUPS if self.get_command(ctx, name) is not None)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in GROUPS:
            return None
        path, _, attribute = GROUPS[cmd_name].partition(":")
        if importlib.util.find_spec(path.rpartition(".")[0]) is None or importlib.util.find_spec(path) is None:
            return None
        command: click.Command = getattr(importlib.import_module(path), attribute)
        return command


@click.group(cls=LazyGroup)
def main() -> None:
    """Collecte: from the donation of retired IT equipment to the sealed certificate."""


if __name__ == "__main__":
    sys.exit(main())
