"""Levels of sanitization by medium and method: IEEE 2883-2022, NIST SP 800-88r2, and project readings."""

from __future__ import annotations

from datetime import date

import pytest

from app.catalog.rules.media import DEAD, LevelResult, Verdict
from app.catalog.rules.rows import Row
from app.catalog.seedfiles import seed_catalog, seed_rows
from app.core.vocabulary import Level

TODAY = date(2026, 11, 22)


def level_of(medium_type: str, method_id: str, *conditions: str) -> LevelResult:
    return seed_catalog().get_media_matrix(TODAY).level_of(medium_type, method_id, conditions)


@pytest.mark.parametrize("row", seed_rows("sanitization_matrix"), ids=lambda row: row.key)
def test_each_cell_gives_its_level_when_every_condition_holds_and_its_else_level_otherwise(row: Row) -> None:
    medium_type, method_id = row.text("medium_type"), row.text("method_id")
    result = level_of(medium_type, method_id, *row.codes("condition_codes"))
    assert result.row_id == row.row_id
    assert result.note_code == row.text("note_code")
    if row.text("level") in ("not_applicable", "not_admissible"):
        assert (result.level, result.verdict) == (Level.NONE, Verdict(row.text("level")))
    else:
        assert (result.level, result.verdict) == (Level(row.text("level")), Verdict.REACHED)
    for missing in row.codes("condition_codes"):
        others = [code for code in row.codes("condition_codes") if code != missing]
        fallback = level_of(medium_type, method_id, *others)
        assert fallback.level == Level(row.text("else_level"))
        assert fallback.is_else_level
        assert fallback.missing_conditions == (missing,)


def test_a_host_overwrite_without_read_back_reaches_nothing() -> None:
    assert level_of("hdd_ata", "host_overwrite_1pass").level is Level.NONE
    assert level_of("hdd_ata", "host_overwrite_1pass", "read_back").level is Level.CLEAR


def test_an_overwritten_ssd_is_clear_with_the_reserve_of_its_hidden_space() -> None:
    result = level_of("ssd_sata", "host_overwrite_1pass", "read_back")
    assert (result.level, result.note_code) == (Level.CLEAR, "overprovisioning_untouched")


def test_an_nvme_crypto_format_is_purge_only_with_an_attestation_of_the_vendor() -> None:
    assert level_of("ssd_nvme", "nvme_format_ses2", "vendor_attestation").level is Level.PURGE
    without = level_of("ssd_nvme", "nvme_format_ses2")
    assert (without.level, without.is_else_level) == (Level.CLEAR, True)


@pytest.mark.parametrize("medium_type", ["ssd_sata", "ssd_nvme", "emmc", "ufs", "usb_stick_sd", "sshd_hybrid"])
def test_degaussing_does_nothing_to_flash(medium_type: str) -> None:
    result = level_of(medium_type, "degauss", "coercivity_matched")
    assert (result.level, result.verdict, result.note_code) == (
        Level.NONE,
        Verdict.NOT_ADMISSIBLE,
        "no_effect_on_flash",
    )


@pytest.mark.parametrize("method_id", ["trim_discard", "quick_format", "partition_delete"])
@pytest.mark.parametrize("medium_type", ["hdd_ata", "ssd_nvme", "emmc"])
def test_trim_quick_format_and_partition_deletion_never_count_on_any_medium(medium_type: str, method_id: str) -> None:
    assert level_of(medium_type, method_id).verdict is Verdict.NOT_ADMISSIBLE


@pytest.mark.parametrize("method_id", ["host_overwrite_1pass", "sanitize_crypto", "ata_secure_erase"])
def test_no_logical_method_closes_a_dead_medium(method_id: str) -> None:
    result = level_of(DEAD, method_id, "read_back", "ce_conditions")
    assert (result.level, result.note_code) == (Level.NONE, "destruction_record")


def test_a_pair_that_the_matrix_does_not_have_reaches_nothing() -> None:
    result = level_of("punched_card", "host_overwrite_1pass", "read_back")
    assert (result.level, result.verdict, result.row_id) == (Level.NONE, Verdict.UNKNOWN_PAIR, "")
    assert level_of("hdd_ata", "dod_5220_22_m_label").level is Level.NONE


def test_a_reading_without_a_primary_text_says_so() -> None:
    assert level_of("ufs", "factory_reset").status == "proposed"
    assert level_of("hdd_ata", "ata_secure_erase").status == "sourced"


def test_every_method_of_the_matrix_is_described_in_french() -> None:
    known = {method.method_id: method.label for method in seed_catalog().list_sanitization_methods(TODAY)}
    assert {row.text("method_id") for row in seed_rows("sanitization_matrix")} <= set(known)
    assert all(known.values())
