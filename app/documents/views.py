"""The document centre, downloads, and the public verification page."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.actor import Permission
from app.core.errors import InvalidInput, NotFound
from app.documents import checks, forms, queries, seals
from app.documents.rules import KIND_LABELS
from app.web.access import needs, public, signed_in
from app.web.pages import EMPTY, FormPage, redisplay
from app.web.request import blobs, current_actor, now, read, settings

bp = Blueprint("documents", __name__, template_folder="templates")
BLUEPRINTS = (bp,)


@bp.get("/documents")
@signed_in
def list_documents() -> ResponseReturnValue:
    """List the documents that one's organisation received or issued."""
    kind = request.args.get("type") or None
    narrowed = queries.DocumentFilter(kind=kind if kind in KIND_LABELS else None, after=_after())
    with read() as session:
        documents = queries.list_documents(session, current_actor(), narrowed)
    more = documents[-1].id if len(documents) == queries.PAGE else None
    return render_template("documents/list.html", documents=documents, kinds=KIND_LABELS, kind=kind, next_after=more)


@bp.get("/documents/<number>.pdf")
@needs(Permission.DOCUMENT_DOWNLOAD, Permission.SALE_MAKE)
def download(number: str) -> ResponseReturnValue:
    """Give the sealed PDF to its recipient or issuer."""
    with read() as session:
        document = queries.get_document(session, current_actor(), number)
    if document.pdf_sha256 is None:
        return render_template("documents/in_preparation.html", document=document, kinds=KIND_LABELS), 202
    return pdf_response(blobs().get(document.pdf_sha256), document.number)


@bp.get("/verifier")
@public
def verify(page: FormPage = EMPTY) -> ResponseReturnValue:
    """Show the three doors: the QR code, a number with its code, a file."""
    prints = seals.fingerprints(settings(), now())
    return render_template("documents/verify.html", page=page, prints=prints, limit_mb=settings().upload_limit_mb)


@bp.post("/verifier/numero")
@public
@redisplay(verify)
def verify_typed() -> ResponseReturnValue:
    """Lead from a typed number and code to the page of its QR code."""
    typed = forms.parse_number(request.form)
    return redirect(url_for("documents.verify_number", number=typed.number, token=typed.token), 303)


@bp.post("/verifier/fichier")
@public
@redisplay(verify)
def verify_file() -> ResponseReturnValue:
    """Check a file in memory; nothing is stored."""
    uploaded = request.files.get("file")
    if uploaded is None or not uploaded.filename:
        raise InvalidInput({"file": "core.file_missing"})
    pdf = uploaded.read()
    if not pdf.lstrip().startswith(b"%PDF"):
        raise InvalidInput({"file": "documents.not_a_pdf"})
    with read() as session:
        answer = checks.answer_about_file(session, pdf, seals.trusted_certificates(settings(), now()))
    return render_template("documents/verdict.html", answer=answer, kinds=KIND_LABELS, is_file=True)


@bp.get("/v/<number>/<token>")
@public
def verify_number(number: str, token: str) -> ResponseReturnValue:
    """Answer the QR code of a printed document."""
    with read() as session:
        document = queries.find_by_number_and_token(session, number, token)
        answer = checks.answer_about(session, document)
    status = 200 if answer.document else 404
    return render_template("documents/verdict.html", answer=answer, kinds=KIND_LABELS, is_file=False), status


@bp.get("/verifier/autorite.pem")
@public
def authority() -> ResponseReturnValue:
    """Give the CA certificate that a third party needs to verify without us."""
    pem = seals.trusted_certificates(settings(), now())[0]
    headers = {"Content-Disposition": "attachment; filename=collecte-autorite.pem"}
    return Response(pem, content_type="application/x-pem-file", headers=headers)


def pdf_response(pdf: bytes, number: str) -> Response:
    """Serve a sealed PDF as a file to keep, never as a page of ours."""
    headers = {
        "Content-Disposition": f"attachment; filename={number}.pdf",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return Response(pdf, content_type="application/pdf", headers=headers)


def _after() -> int | None:
    text = request.args.get("after", "")
    if not text:
        return None
    if not text.isascii() or not text.isdigit():
        raise NotFound("page", text)
    return int(text)
