"""Walking every page that a person can reach by links and forms, as that person would."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.browser import Browser, Page

HOME = "/accueil"
MOST_PER_ENDPOINT = 3
"""How many addresses of one route a person opens: the hundredth device page is made like the first."""


@dataclass
class Walk:
    """What one person met: the pages opened, and the addresses that forms post to, by route."""

    pages: dict[str, Page] = field(default_factory=dict)
    actions: set[str] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)


def walk(app: Flask, browser: Browser, start: str = HOME) -> Walk:
    """Open every page reachable from `start`, a few per route; note the links that lead nowhere."""
    found, seen, opened = Walk(), {start}, dict[str, int]()
    queue = deque([start])
    while queue:
        path = queue.popleft()
        endpoint = endpoint_of(app, path, "GET")
        if endpoint is None or opened.get(endpoint, 0) >= MOST_PER_ENDPOINT:
            continue
        opened[endpoint] = opened.get(endpoint, 0) + 1
        answer = browser.client.get(path, follow_redirects=True)
        if answer.status_code not in {200, 202}:
            found.broken.append(f"{path}: {answer.status_code}")
            continue
        page = browser.read(answer)
        found.pages[path] = page
        found.actions.update(urlsplit(form.action or page.path).path for form in page.forms if form.method == "post")
        for link in page.links:
            target = local(link)
            if target and target not in seen:
                seen.add(target)
                queue.append(target)
    return found


def endpoint_of(app: Flask, path: str, method: str) -> str | None:
    """Return the route that answers an address, or None when there is none."""
    adapter = app.url_map.bind("localhost")
    try:
        endpoint, _ = adapter.match(urlsplit(path).path, method=method)
    except RequestRedirect as redirect:
        return endpoint_of(app, urlsplit(redirect.new_url).path, method)
    except HTTPException:
        return None
    found: str = endpoint
    return found


def local(link: str) -> str | None:
    """Return the path and query of a link of this application, or None for another place or a part of the page."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or parts.path.startswith("/static/"):
        return None
    return parts.path + (f"?{parts.query}" if parts.query else "")
