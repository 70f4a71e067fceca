"""The JSON API `/api/v1`: bearer tokens, problem documents, keyed retries, keyset pages (ADR 0007).

`registration` puts it on the application; `contract` makes the OpenAPI document that `docs/openapi.json` keeps
(`python -m app.api` writes it again); `evidence`, `devices` and `documents` hold the operations, one short function
each, which call the same services as the pages. A new operation is a function under `@operation`, `@api_needs`, and for
a POST `@once_per_key`.
"""
