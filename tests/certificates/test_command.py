"""The command line: exit 0 when done, 1 for a clear no, 2 for a wrong usage, JSON on standard output."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import certificates
from certificates.cli import main

EXAMPLES = Path(certificates.__file__).parent / "examples"


@pytest.fixture
def keys(authority, tmp_path):
    files = {"key": authority.seal.key_pem, "cert": authority.seal.certificate_pem, "ca": authority.seal.ca_pem}
    for name, content in files.items():
        (tmp_path / f"{name}.pem").write_bytes(content)
    return [option for name in files for option in (f"--{name}", str(tmp_path / f"{name}.pem"))]


@pytest.fixture(autouse=True)
def no_ambient_trust(monkeypatch):
    monkeypatch.delenv("TRUST_DIR", raising=False)


@pytest.mark.parametrize("kind", sorted(certificates.KINDS))
def test_each_worked_example_is_printed_sealed_and_verified(kind, keys, example_data, tmp_path, capsys):
    out = tmp_path / "out.pdf"
    arguments = ["render", kind, str(EXAMPLES / f"{kind}.json"), str(out), *keys]
    assert main([*arguments, "--signed-at", "2026-11-21T09:00:00+00:00"]) == 0
    assert main(["verify", str(out), "--trust", keys[-1], "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["status"], answer["kind"], answer["number"]) == ("valid", kind, example_data(kind)["number"])


def test_the_trust_folder_of_the_environment_is_used(keys, tmp_path, monkeypatch, capsys):
    out = tmp_path / "out.pdf"
    example = str(EXAMPLES / "pickup_slip.json")
    assert main(["render", "pickup_slip", example, str(out), *keys, "--signed-at", "2026-11-21T09:00:00Z"]) == 0
    assert main(["verify", str(out)]) == 1
    (tmp_path / "trust").mkdir()
    (tmp_path / "trust" / "ca.pem").write_bytes((tmp_path / "ca.pem").read_bytes())
    monkeypatch.setenv("TRUST_DIR", str(tmp_path / "trust"))
    assert main(["verify", str(out)]) == 0
    assert "Authentique" in capsys.readouterr().out


def test_an_incomplete_document_is_refused_with_every_reason(tmp_path, capsys):
    data = tmp_path / "data.json"
    data.write_text(json.dumps({"number": "X-1"}), "utf-8")
    assert main(["render", "reception_slip", str(data), str(tmp_path / "out.pdf")]) == 1
    printed = capsys.readouterr()
    assert "donor_name: missing" in printed.err
    assert printed.out == ""
    assert not (tmp_path / "out.pdf").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify", "missing.pdf"],
        ["render", "pickup_slip", "missing.json", "out.pdf"],
        ["render", "diploma", "missing.json", "out.pdf"],
        ["render", "pickup_slip", str(EXAMPLES / "pickup_slip.json"), "out.pdf", "--key", "only.pem"],
        [],
    ],
)
def test_a_wrong_usage_exits_2_with_nothing_on_standard_output(arguments, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "certificates", *arguments], cwd=tmp_path, capture_output=True, text=True, timeout=60,
        check=False, env={"PYTHONPATH": str(EXAMPLES.parent.parent)},
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_an_unsealed_file_answers_no(tmp_path, capsys):
    out = tmp_path / "out.pdf"
    assert main(["render", "sale_receipt", str(EXAMPLES / "sale_receipt.json"), str(out)]) == 0
    assert main(["verify", str(out), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["status"] == "unsigned"
