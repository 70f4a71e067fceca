"""The machine-readable data of a document, carried inside its PDF as `donnees.json` and covered by the seal."""

import hashlib
from typing import Any

FILE_NAME = "donnees.json"
FORMAT = "collecte-document/1"


def attach(canvas: Any, data: bytes) -> None:
    """Embed `data` in the PDF being drawn, as an associated file of the whole document (ISO 32000-2, 14.13)."""
    from reportlab.pdfbase import pdfdoc  # only those who draw pay for it

    pdf = canvas._doc  # noqa: SLF001  # reportlab has no public way to embed a file
    stream = pdfdoc.PDFStream(content=data, filters=[pdfdoc.PDFZCompress])
    stream.dictionary["Type"] = pdfdoc.PDFName("EmbeddedFile")
    stream.dictionary["Subtype"] = "/application#2Fjson"
    checksum = hashlib.md5(data, usedforsecurity=False).digest()  # the format asks for MD5; the seal does the proving
    stream.dictionary["Params"] = pdfdoc.PDFDictionary({"Size": len(data), "CheckSum": pdfdoc.PDFString(checksum)})
    specification = pdfdoc.PDFDictionary(
        {
            "Type": pdfdoc.PDFName("Filespec"),
            "F": pdfdoc.PDFString(FILE_NAME),
            "UF": pdfdoc.PDFString(FILE_NAME),
            "Desc": pdfdoc.PDFString("Données du document, lisibles par une machine"),
            "AFRelationship": pdfdoc.PDFName("Data"),
            "EF": pdfdoc.PDFDictionary({"F": pdf.Reference(stream)}),
        }
    )
    reference = pdf.Reference(specification)
    files = pdfdoc.PDFDictionary({"Names": pdfdoc.PDFArray([pdfdoc.PDFString(FILE_NAME), reference])})
    catalog = pdf.Catalog
    catalog.Names = pdfdoc.PDFDictionary({"EmbeddedFiles": files})
    catalog.ViewerPreferences = pdfdoc.PDFDictionary({"DisplayDocTitle": "true"})
    catalog.AF = pdfdoc.PDFArray([reference])
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "AF"]
