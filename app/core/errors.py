"""The five families of refusal. They carry codes and facts; sentences and HTTP statuses live in `app.web`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Fact = str | int | None | tuple[str, ...]


@dataclass(frozen=True)
class Violation:
    """One reason to refuse an act: a stable code, and the facts that its sentence needs."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


class CollecteError(Exception):
    """Base of everything that the product refuses on purpose."""


class NotFound(CollecteError):
    """The object does not exist, or the actor may not know that it does."""

    def __init__(self, what: str, key: object = "") -> None:
        super().__init__(f"{what} {key}".strip())
        self.what = what


class NotAllowed(CollecteError):
    """The actor is known, the object is visible, but the actor's role does not give this power."""

    def __init__(self, permission: str) -> None:
        super().__init__(permission)
        self.permission = permission


class InvalidInput(CollecteError):
    """Fields that cannot be understood: `{field name: code of the sentence to show}`."""

    def __init__(self, fields: Mapping[str, Violation | str]) -> None:
        self.fields: dict[str, Violation] = {
            name: Violation(reason) if isinstance(reason, str) else reason for name, reason in fields.items()
        }
        super().__init__(", ".join(f"{name}: {reason.code}" for name, reason in self.fields.items()))


class RuleViolated(CollecteError):
    """An act that the rules refuse, with every reason."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        super().__init__(", ".join(violation.code for violation in violations))
        self.violations = tuple(violations)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes alone, in the order in which the rules gave them."""
        return tuple(violation.code for violation in self.violations)


class Conflict(CollecteError):
    """Somebody was faster, or the same key came with another content."""

    def __init__(self, code: str, facts: Mapping[str, Fact] | None = None) -> None:
        super().__init__(code)
        self.violation = Violation(code, facts or {})
