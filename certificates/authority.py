"""Keys and certificates: loading those of an operator, and making a development authority that proves nothing."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DEVELOPMENT_MARK = "SANS VALEUR PROBANTE"
DEVELOPMENT_NAME = f"Collecte – autorité de développement, {DEVELOPMENT_MARK}"
DEVELOPMENT_SEAL_NAME = f"Collecte – sceau de développement, {DEVELOPMENT_MARK}"
_CA_LIFE = timedelta(days=3653)
_SEAL_LIFE = timedelta(days=1096)


@dataclass(frozen=True, slots=True)
class SealMaterial:
    """What a seal needs, as PEM text: the private key, its certificate, and the authority that signed it."""

    key_pem: bytes
    certificate_pem: bytes
    ca_pem: bytes


@dataclass(frozen=True, slots=True)
class Authority:
    """A development authority and one seal of its own, with the fingerprints to publish (SHA-256, hexadecimal)."""

    ca_key_pem: bytes
    seal: SealMaterial
    ca_fingerprint: str
    seal_fingerprint: str


def make_development_authority(not_before: datetime) -> Authority:
    """Make a P-256 authority and a seal whose names say « SANS VALEUR PROBANTE »; valid from `not_before` (aware)."""
    ca_key, seal_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name, seal_name = _name(DEVELOPMENT_NAME), _name(DEVELOPMENT_SEAL_NAME)
    ca = (
        _builder(ca_name, ca_name, ca_key.public_key(), not_before, not_before + _CA_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(is_ca=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(ca_key.public_key()), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    leaf = (
        _builder(seal_name, ca_name, seal_key.public_key(), not_before, not_before + _SEAL_LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(is_ca=False), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(seal_key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    ca_pem, leaf_pem = _pem(ca), _pem(leaf)
    seal = SealMaterial(_key_pem(seal_key), leaf_pem, ca_pem)
    return Authority(_key_pem(ca_key), seal, fingerprint(ca_pem), fingerprint(leaf_pem))


def fingerprint(certificate_pem: bytes) -> str:
    """Return the SHA-256 of a certificate, in hexadecimal; raises `ValueError` when it is not a PEM certificate."""
    certificate = x509.load_pem_x509_certificate(certificate_pem)
    return hashlib.sha256(certificate.public_bytes(serialization.Encoding.DER)).hexdigest()


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, start: datetime, end: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
    )


def _name(text: str) -> x509.Name:
    organisation = x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Collecte")
    return x509.Name([organisation, x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _usage(*, is_ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_ca,
        content_commitment=not is_ca,  # the non-repudiation bit that a PDF seal needs
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_ca,
        crl_sign=is_ca,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
