"""A browser without a screen: it reads the forms of a page and sends them back with what a person typed.

Nothing is posted that the page does not offer: a field that no form has, or a choice that is not in its list, fails
the test. Hidden fields (CSRF token, key of a double click) travel as a browser sends them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.cast import PASSWORD

Typed = str | list[str] | tuple[str, bytes]


@dataclass
class Form:
    """One form of a page: where it goes, what it would send as it stands, and the choices that it offers."""

    action: str
    method: str
    values: MultiDict[str, str] = field(default_factory=MultiDict)
    choices: dict[str, set[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    targets: list[str] = field(default_factory=list)
    """Addresses that its buttons send to: its own, and those of buttons with another one."""

    def target(self, to: str, page_path: str) -> str | None:
        """Return the address ending so that one of its buttons sends to, or None."""
        addresses = [self.action or page_path, *self.targets]
        return next((one for one in addresses if urlsplit(one).path.endswith(to)), None)

    def fill(self, typed: Mapping[str, Typed]) -> MultiDict[str, object]:
        """Return what a browser would send once these fields are filled; refuse what the form does not offer."""
        assert typed.keys() <= self.names, f"{self.action} has no field {typed.keys() - self.names}: {self.names}"
        sent: MultiDict[str, object] = MultiDict(
            (name, value) for name, value in self.values.items(multi=True) if name not in typed
        )
        for name, value in typed.items():
            if isinstance(value, tuple):
                sent.add(name, (BytesIO(value[1]), value[0]))
                continue
            for one in value if isinstance(value, list) else [value]:
                assert name not in self.choices or one in self.choices[name], f"{name}: {one}, {self.choices[name]}"
                sent.add(name, one)
        return sent


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.text: list[str] = []
        self.fields: dict[str, Form] = {}
        self._form: Form | None = None
        self._select: tuple[Form, str] | None = None
        self._textarea: tuple[Form, str, list[str]] | None = None
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(values.get("action", ""), values.get("method", "get").lower())
            self.forms.append(self._form)
            if "id" in values:
                self.fields[values["id"]] = self._form
        elif tag == "a" and "href" in values:
            self.links.append(values["href"])
        elif tag in {"script", "style", "template"}:
            self._hidden += 1
        elif tag in {"input", "select", "textarea", "button", "option"}:
            self._control(tag, values)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._textarea is not None:
            form, name, parts = self._textarea
            form.values.add(name, "".join(parts).removeprefix("\n"))
            self._textarea = None
        elif tag in {"script", "style", "template"}:
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            self._textarea[2].append(data)
        if not self._hidden:
            self.text.append(data)

    def _control(self, tag: str, values: dict[str, str]) -> None:
        if tag == "option":
            self._option(values)
            return
        form, name = self.fields.get(values.get("form", ""), self._form), values.get("name", "")
        if form is None or "disabled" in values:
            return
        if tag == "button":
            if "formaction" in values:
                form.targets.append(values["formaction"])
            if name:
                form.names.add(name)
            return
        if not name:
            return
        form.names.add(name)
        if tag == "select":
            self._select = (form, name)
            form.choices.setdefault(name, set())
        elif tag == "textarea":
            self._textarea = (form, name, [])
        else:
            _input(form, name, values)

    def _option(self, values: dict[str, str]) -> None:
        if self._select is None:
            return
        form, name = self._select
        value = values.get("value", "")
        is_first = not form.choices[name]
        form.choices[name].add(value)
        if "selected" in values or is_first:
            form.values[name] = value


def _input(form: Form, name: str, values: dict[str, str]) -> None:
    kind = values.get("type", "text")
    if kind in {"radio", "checkbox"}:
        form.choices.setdefault(name, set()).add(values.get("value", "on"))
        if "checked" in values:
            form.values.add(name, values.get("value", "on"))
    elif kind not in {"file", "submit", "button", "image", "reset"}:
        form.values.add(name, values.get("value", ""))


@dataclass(frozen=True)
class Page:
    """What the browser shows: where it is, the answer's status, its bytes, and the forms that can be filled."""

    path: str
    status: int
    body: bytes
    kind: str
    forms: tuple[Form, ...] = ()
    links: tuple[str, ...] = ()
    text: str = ""

    def form(self, *, to: str = "", having: str = "") -> Form:
        """Return the one form that posts to an address ending so, or that has such a field."""
        found = [
            form
            for form in self.forms
            if form.method == "post" and form.target(to, self.path) is not None and (not having or having in form.names)
        ]
        assert found, f"{self.path} ({self.status}) has no form to {to} having {having}: {self.actions} {self.text}"
        return found[0]

    @property
    def actions(self) -> list[str]:
        """Where the forms of this page post to."""
        return [form.action for form in self.forms if form.method == "post"]

    def links_to(self, pattern: str) -> list[str]:
        """Return the links of the page whose path matches wholly, each once, in order."""
        return list(dict.fromkeys(link for link in self.links if re.fullmatch(pattern, urlsplit(link).path)))

    def one_link(self, pattern: str) -> str:
        """Return the only link of the page that matches."""
        found = self.links_to(pattern)
        assert len(found) == 1, f"{self.path}: {found or self.links}"
        return found[0]


class Browser:
    """One person at one browser."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()

    def log_in(self, email: str, password: str = PASSWORD) -> None:
        """Enter by the real form."""
        form = self.get("/connexion").form(to="/connexion")
        answer = self.client.post("/connexion", data=form.fill({"email": email, "password": password}))
        assert answer.status_code == 303, answer.get_data(as_text=True)

    def get(self, path: str, *, status: int = 200) -> Page:
        """Open an address, follow where it leads, and check the answer's status."""
        return self._read(self.client.get(path, follow_redirects=True), status)

    def send(
        self,
        page: Page,
        typed: Mapping[str, Typed] | None = None,
        *,
        to: str = "",
        having: str = "",
        status: int = 200,
    ) -> Page:
        """Fill a form of a page and send it; check the status of the page that it leads to."""
        form = page.form(to=to, having=having)
        address = form.target(to, page.path) or page.path
        answer = self.client.post(address, data=form.fill(typed or {}), follow_redirects=True)
        return self._read(answer, status)

    def read(self, answer: TestResponse) -> Page:
        """Read an answer whatever its status."""
        return self._read(answer, answer.status_code)

    def forge(self, page: Page, path: str, typed: Mapping[str, str], *, status: int) -> Page:
        """Send to `path` what no form of this page offers, with the hidden fields of one: an attack, a stale page."""
        genuine = next(form for form in page.forms if form.method == "post")
        hidden = {name: genuine.values[name] for name in ("csrf_token", "once") if name in genuine.values}
        answer = self.client.post(path, data={**hidden, **typed}, follow_redirects=True)
        return self._read(answer, status)

    def _read(self, answer: TestResponse, status: int) -> Page:
        path, kind = answer.request.path, answer.mimetype
        if kind != "text/html":
            page = Page(path, answer.status_code, answer.data, kind)
        else:
            reader = _Reader()
            reader.feed(answer.get_data(as_text=True))
            text = re.sub(r"\s+", " ", " ".join(reader.text)).strip()
            page = Page(path, answer.status_code, answer.data, kind, tuple(reader.forms), tuple(reader.links), text)
        assert page.status == status, f"{path}: {page.status}, not {status}: {page.text}"
        return page
