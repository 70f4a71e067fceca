"""Communes: found by INSEE code, by postcode and by the beginning of their name."""

from __future__ import annotations

from app.catalog.communes import communes, find_commune, folded, list_communes_of_postcode, search_communes


def test_every_commune_of_the_file_is_read_and_nearly_all_have_a_centroid() -> None:
    assert len(communes()) == 34_969
    assert sum(one.latitude is not None for one in communes().values()) == 34_868


def test_a_commune_is_found_by_its_insee_code() -> None:
    lille = find_commune("59350")
    assert lille is not None
    assert (lille.name, lille.department, "59000" in lille.postcodes) == ("Lille", "59", True)
    assert find_commune("00000") is None


def test_a_postcode_gives_every_commune_that_shares_it() -> None:
    assert "01001" in {one.code_insee for one in list_communes_of_postcode("01400")}
    assert len(list_communes_of_postcode("01400")) > 1
    assert list_communes_of_postcode("99999") == []


def test_a_search_ignores_accents_capitals_and_hyphens_and_puts_large_communes_first() -> None:
    names = [one.name for one in search_communes("saint etienne", 5)]
    assert names[0] == "Saint-Étienne"
    assert len(names) == 5
    assert search_communes("  ", 5) == []


def test_names_are_folded_for_comparison() -> None:
    assert folded("L’Haÿ-les-Roses") == "l hay les roses"
