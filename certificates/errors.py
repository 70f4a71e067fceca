"""The reasons why a document cannot be read, printed or sealed."""

from collections.abc import Mapping, Sequence


class CertificateError(Exception):
    """Base of every refusal of this library."""


class InvalidDocument(CertificateError):
    """The JSON given does not have the shape of the document; one message per field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        """Keep `errors`, from the path of a field (`lines[3].issued_on`) to what was expected there."""
        super().__init__("; ".join(f"{path}: {why}" for path, why in errors.items()))
        self.errors = dict(errors)


class IncompleteDocument(CertificateError):
    """A document misses mandatory fields, or would vouch for something untrue: it is not printed."""

    def __init__(self, missing: Sequence[str], contradictions: Sequence[str]) -> None:
        """Keep every reason, not only the first."""
        super().__init__("; ".join([*(f"{name}: missing" for name in missing), *contradictions]))
        self.missing = tuple(missing)
        self.contradictions = tuple(contradictions)


class SealRefused(CertificateError):
    """The key, its certificate or the PDF cannot give a seal that would be worth its name."""
