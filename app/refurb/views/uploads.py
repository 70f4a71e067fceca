"""Files sent from a page: bytes first, then one transaction."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash
from werkzeug.datastructures import FileStorage

from app.core.errors import InvalidInput
from app.refurb.services.evidence import StoreEvidence, store_evidence
from app.refurb.views.blueprint import organisation_id
from app.web.french import plural
from app.web.request import blobs, current_actor, now, transaction


def store_files(files: Sequence[FileStorage], tag: str | None) -> None:
    """Keep files in the storage, then as evidence of the workshop; tell how many are new."""
    chosen = [file for file in files if file.filename]
    if not chosen:
        raise InvalidInput({"files": "core.file_missing"})
    commands = []
    for file in chosen:
        data = file.read()
        commands.append(StoreEvidence(blobs().put(data), len(data), file.filename or "", organisation_id(), tag))
    with transaction() as session:
        stored = [store_evidence(session, current_actor(), command, now=now()) for command in commands]
    new = sum(one.is_new for one in stored)
    known = len(stored) - new
    if new:
        flash(f"{plural(new, 'fichier déposé', 'fichiers déposés')}. La lecture commence.", "success")
    if known:
        flash(f"{plural(known, 'fichier déjà connu', 'fichiers déjà connus')}. Rien n’a été doublé.", "info")
