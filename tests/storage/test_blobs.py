"""Bytes by their SHA-256: a local folder and a real S3 protocol, the same promises."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer

from app.core.canonical import sha256_hex
from app.core.errors import NotFound
from app.core.ids import public_id
from app.storage.blobs import BlobStore, LocalBlobStore, S3BlobStore


@pytest.fixture(scope="module")
def s3_address() -> Iterator[str]:
    """An S3 server on a free port of this machine."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["local", "s3"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BlobStore:
    """Each kind of storage in turn."""
    if request.param == "local":
        return LocalBlobStore(tmp_path / "blobs")
    import boto3

    for name, value in (
        ("AWS_ACCESS_KEY_ID", "tests"),
        ("AWS_SECRET_ACCESS_KEY", "tests"),
        ("AWS_DEFAULT_REGION", "eu-west-3"),
    ):
        monkeypatch.setenv(name, value)
    address = request.getfixturevalue("s3_address")
    client = boto3.client("s3", endpoint_url=address)
    bucket = f"collecte-{public_id()}"
    client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
    return S3BlobStore(bucket, endpoint_url=address)


def test_what_goes_in_is_found_again_by_its_hash(blobs: BlobStore) -> None:
    name = blobs.put(b"a report")
    assert name == sha256_hex(b"a report")
    assert blobs.put(b"a report") == name
    assert blobs.has(name)
    assert blobs.get(name) == b"a report"
    assert blobs.get(blobs.put(b"")) == b""


def test_what_never_went_in_is_not_found(blobs: BlobStore) -> None:
    assert not blobs.has("0" * 64)
    with pytest.raises(NotFound):
        blobs.get("0" * 64)


def test_bytes_changed_behind_our_back_are_never_given(tmp_path: Path) -> None:
    folder = tmp_path / "blobs"
    blobs = LocalBlobStore(folder)
    name = blobs.put(b"a proof")
    (folder / name[:2] / name).write_bytes(b"another")
    with pytest.raises(ValueError, match="no longer match"):
        blobs.get(name)
