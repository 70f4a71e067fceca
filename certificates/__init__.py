"""Sealed PDF documents of the chain: frozen data in, bytes out, and the proof that a file is genuine.

`document_from_json(kind, data)` reads plain JSON, `render(document)` prints it, `seal(pdf, signer, signed_at=...)` seals
it, `verify(pdf, trust)` tells what a file is worth. No web, no database, no clock: dates are data.
"""
