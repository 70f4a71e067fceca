"""Sending one e-mail through the operator's server."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from app.notices.writing import Letter

TIMEOUT_SECONDS = 20
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


@dataclass(frozen=True)
class MailServer:
    """An address of the form `smtp[s|+starttls]://user:password@host:port`, and who the mail says it is from."""

    url: str
    sender: str

    def send(self, to_name: str, to_address: str, letter: Letter) -> None:
        """Send one letter; raise smtplib.SMTPException or OSError when the server does not take it."""
        message = EmailMessage()
        message["Subject"] = letter.subject
        message["From"] = self.sender
        message["To"] = Address(_one_line(to_name), addr_spec=to_address)
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.body)
        with self._connect() as server:
            server.send_message(message)

    def _connect(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host, port = parts.hostname or "localhost", parts.port or _PORTS.get(parts.scheme, 25)
        context = ssl.create_default_context()
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=context)
        else:
            server = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
        if parts.scheme == "smtp+starttls":
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        return server


def _one_line(name: str) -> str:
    return " ".join(name.split())
