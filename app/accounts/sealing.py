"""Encrypting small secrets kept in the database (seeds of second factors): AES-256-GCM, key derived by HKDF."""

from __future__ import annotations

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_VERSION = "aes-256-gcm:hkdf-sha256:1:"
_KEY_BYTES = 32
_NONCE_BYTES = 12  # the size that NIST SP 800-38D recommends


class UnreadableSecret(Exception):
    """The stored value was made with another key, or was changed."""


class FieldCipher:
    """Encrypts fields with a key derived from the deployment's secret; `about` binds a value to its place."""

    def __init__(self, secret: str) -> None:
        derived = HKDF(SHA256(), _KEY_BYTES, salt=None, info=b"collecte field encryption").derive(secret.encode())
        self._cipher = AESGCM(derived)

    def encrypt(self, text: str, *, about: str) -> str:
        """Return the encrypted form of a text; the same text gives another value each time."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, text.encode(), about.encode())
        return _VERSION + base64.urlsafe_b64encode(nonce + sealed).decode()

    def decrypt(self, value: str, *, about: str) -> str:
        """Return the text again; raise UnreadableSecret when the key, the place or the value is another one."""
        if not value.startswith(_VERSION):
            raise UnreadableSecret(about)
        raw = base64.urlsafe_b64decode(value.removeprefix(_VERSION))
        try:
            return self._cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], about.encode()).decode()
        except InvalidTag as error:
            raise UnreadableSecret(about) from error
