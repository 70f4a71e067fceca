"""The settings of one deployment: a frozen dataclass, read from the environment, validated before anything starts."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PREFIX = "COLLECTE_"
MIB = 1024 * 1024


class SettingsError(Exception):
    """One sentence per wrong setting."""


@dataclass(frozen=True)
class Settings:
    """Everything that changes from one deployment to another. Each field is `COLLECTE_<NAME>` in the environment."""

    data_dir: Path = Path("var")
    database_url: str = ""
    redis_url: str = ""
    s3_bucket: str = ""
    s3_endpoint: str = ""
    secret_key: str = ""
    public_url: str = "http://localhost:8000"
    demo: bool = False
    second_factor: str = "required"
    seal_key_file: Path | None = None
    seal_certificate_file: Path | None = None
    seal_ca_file: Path | None = None
    timestamp_url: str = ""
    upload_limit_mb: int = 10
    secure_cookies: bool = False
    smtp_url: str = ""
    mail_from: str = "collecte@localhost"
    grading_rules: str = "2025-06"
    start_dispatcher: bool = True

    @property
    def effective_database_url(self) -> str:
        """The database: the one given, or an SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'collecte.db').resolve()}"

    @property
    def upload_limit(self) -> int:
        """The largest upload in bytes."""
        return self.upload_limit_mb * MIB


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the environment; raise SettingsError naming every wrong or unknown setting."""
    source = os.environ if environment is None else environment
    given = {name.lower(): source[name] for name in _COMMON_NAMES if name in source}
    given |= {
        name.removeprefix(PREFIX).lower(): value
        for name, value in source.items()
        if name.startswith(PREFIX) and name not in _NOT_SETTINGS
    }
    problems: list[str] = []
    values: dict[str, object] = {}
    for name, text in given.items():
        field = Settings.__dataclass_fields__.get(name)
        if field is None:
            problems.append(f"{PREFIX}{name.upper()} is not a setting")
            continue
        try:
            values[name] = _parse(str(field.type), text)
        except ValueError:
            problems.append(f"{PREFIX}{name.upper()} cannot be read as {field.type}")
    settings = Settings(**values)  # type: ignore[arg-type]
    problems.extend(_problems(settings))
    if problems:
        raise SettingsError("; ".join(problems))
    return settings


_COMMON_NAMES = ("DATABASE_URL", "REDIS_URL")  # names that hosting platforms set
_NOT_SETTINGS = frozenset({"COLLECTE_SHARED"})  # where the tests find shared fixtures


def load_secret_key(settings: Settings) -> str:
    """Return the secret that signs cookies and tokens: the one given, or one made once in the data folder."""
    if settings.secret_key:
        return settings.secret_key
    path = settings.data_dir / "secret.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = path.with_suffix(".new")
        temporary.touch(mode=0o600)
        temporary.write_text(secrets.token_urlsafe(48))
        temporary.replace(path)
    return path.read_text()


def _parse(kind: str, text: str) -> object:
    if kind == "bool":
        if text.lower() not in {"0", "1", "true", "false", "yes", "no"}:
            raise ValueError(text)
        return text.lower() in {"1", "true", "yes"}
    if kind == "int":
        return int(text)
    if kind.startswith("Path"):
        return Path(text)
    return text


def _problems(settings: Settings) -> list[str]:
    found = []
    if settings.second_factor not in {"required", "off"}:
        found.append(f"{PREFIX}SECOND_FACTOR is `required` or `off`")
    if not settings.public_url.startswith(("http://", "https://")):
        found.append(f"{PREFIX}PUBLIC_URL starts with http:// or https://")
    if bool(settings.seal_key_file) != bool(settings.seal_certificate_file):
        found.append(f"{PREFIX}SEAL_KEY_FILE and {PREFIX}SEAL_CERTIFICATE_FILE go together")
    if settings.secret_key and len(settings.secret_key) < 32:
        found.append(f"{PREFIX}SECRET_KEY has at least 32 characters")
    return found
