"""The storage interface and its two implementations."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any, Protocol

from app.core.canonical import sha256_hex
from app.core.errors import NotFound


class BlobStore(Protocol):
    """Bytes by their SHA-256. Writing the same bytes twice is writing them once."""

    def put(self, data: bytes) -> str:
        """Store bytes durably and return their SHA-256; they are on disk when this returns."""

    def get(self, sha256: str) -> bytes:
        """Return the bytes, verified; raise NotFound, or ValueError when they no longer match their name."""

    def has(self, sha256: str) -> bool:
        """Whether these bytes are held."""


class LocalBlobStore:
    """A folder: written to a temporary file, synced, renamed, and the folder synced."""

    def __init__(self, root: Path) -> None:
        self._root = root
        root.mkdir(parents=True, exist_ok=True)

    def put(self, data: bytes) -> str:
        """Store bytes durably and return their SHA-256."""
        name = sha256_hex(data)
        path = self._path(name)
        if path.exists():
            return name
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self._root, delete=False) as temporary:
            temporary.write(data)
            temporary.flush()
            os.fsync(temporary.fileno())
        Path(temporary.name).rename(path)
        for folder in (path.parent, self._root):
            _sync_folder(folder)
        return name

    def get(self, sha256: str) -> bytes:
        """Return the bytes, verified against their name."""
        try:
            data = self._path(sha256).read_bytes()
        except FileNotFoundError:
            raise NotFound("blob", sha256) from None
        return _verified(data, sha256)

    def has(self, sha256: str) -> bool:
        """Whether these bytes are held."""
        return self._path(sha256).exists()

    def _path(self, sha256: str) -> Path:
        return self._root / sha256[:2] / sha256


class S3BlobStore:
    """A bucket of any S3-compatible service, through boto3 (optional extra `s3`)."""

    def __init__(self, bucket: str, *, endpoint_url: str | None = None, prefix: str = "blobs/") -> None:
        import boto3

        self._client: Any = boto3.client("s3", endpoint_url=endpoint_url)
        self._bucket = bucket
        self._prefix = prefix

    def put(self, data: bytes) -> str:
        """Store bytes and return their SHA-256."""
        name = sha256_hex(data)
        if not self.has(name):
            self._client.put_object(Bucket=self._bucket, Key=self._prefix + name, Body=data)
        return name

    def get(self, sha256: str) -> bytes:
        """Return the bytes, verified against their name."""
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=self._prefix + sha256)
        except self._client.exceptions.NoSuchKey:
            raise NotFound("blob", sha256) from None
        return _verified(answer["Body"].read(), sha256)

    def has(self, sha256: str) -> bool:
        """Whether these bytes are held."""
        found = self._client.list_objects_v2(Bucket=self._bucket, Prefix=self._prefix + sha256, MaxKeys=1)
        return bool(found.get("KeyCount"))


def _verified(data: bytes, sha256: str) -> bytes:
    if sha256_hex(data) != sha256:
        raise ValueError(f"stored bytes no longer match {sha256}")
    return data


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
