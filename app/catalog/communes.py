"""The communes of France, read on demand from a compressed file, and looked up by code, postcode or name.

Sources: INSEE, DGCL, La Poste, IGN Admin Express 2018 (Licence Ouverte).
"""

from __future__ import annotations

import csv
import gzip
import io
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from app.catalog.seedfiles import FOLDER

_FILE = FOLDER / "communes_2026.csv.gz"


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune: INSEE code, postcodes, department, region, EPCI (SIREN), three populations, centroid in WGS84 degrees.

    The populations are of different vintages and may disagree; None = not known.
    """

    code_insee: str
    name: str
    postcodes: tuple[str, ...]
    department: str
    region: str
    epci: str
    siren: str
    population: int | None
    municipal_population: int | None
    total_population: int | None
    latitude: float | None
    longitude: float | None


@cache
def communes() -> Mapping[str, Commune]:
    """Return every commune by INSEE code; the file is read once per process."""
    with gzip.open(_FILE, "rb") as packed:
        lines = io.StringIO(packed.read().decode())
    return {record["code_insee"]: _commune_of(record) for record in csv.DictReader(lines)}


def find_commune(code_insee: str) -> Commune | None:
    """Return a commune by its INSEE code."""
    return communes().get(code_insee)


def list_communes_of_postcode(postcode: str) -> list[Commune]:
    """Return the communes that share a postcode, by name."""
    return [communes()[code] for code in _codes_by_postcode().get(postcode, ())]


def search_communes(text: str, limit: int) -> list[Commune]:
    """Return communes whose folded name begins with a text, the most populated first."""
    start = folded(text)
    found = [commune for name, commune in _folded_names() if name.startswith(start)] if start else []
    return sorted(found, key=lambda one: (-(one.population or 0), one.code_insee))[:limit]


def folded(text: str) -> str:
    """Return a name without accents, capitals, hyphens and apostrophes, for comparisons."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return " ".join(
        "".join(char if char.isalnum() else " " for char in plain if not unicodedata.combining(char)).split()
    )


@cache
def _codes_by_postcode() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for commune in sorted(communes().values(), key=lambda one: one.name):
        for postcode in commune.postcodes:
            found.setdefault(postcode, []).append(commune.code_insee)
    return {postcode: tuple(codes) for postcode, codes in found.items()}


@cache
def _folded_names() -> tuple[tuple[str, Commune], ...]:
    return tuple((folded(commune.name), commune) for commune in communes().values())


def _commune_of(record: Mapping[str, str]) -> Commune:
    return Commune(
        code_insee=record["code_insee"],
        name=record["nom"],
        postcodes=tuple(record["codes_postaux"].split("|")) if record["codes_postaux"] else (),
        department=record["departement"],
        region=record["region"],
        epci=record["epci"],
        siren=record["siren"],
        population=_integer(record["population"]),
        municipal_population=_integer(record["population_municipale_epci"]),
        total_population=_integer(record["population_totale_epci"]),
        latitude=_degrees(record["latitude"]),
        longitude=_degrees(record["longitude"]),
    )


def _integer(text: str) -> int | None:
    return int(text) if text else None


def _degrees(text: str) -> float | None:
    return float(text) if text else None
