"""The decision rule of nwipe logs: in doubt nothing is a success."""

from __future__ import annotations

import pytest

from app.refurb.readers.reader import read_bytes
from app.refurb.readers.records import Reading, WipeRecord
from tests.refurb.readers.expectations import OWN

THREE_DRIVES_033 = "wipe-nwipe0.33-emu-asrock-3drives-1failed.log"
THREE_DRIVES_042 = "wipe-nwipe0.42-emu-asrock-3drives-2failed.log"
TWO_DRIVES_033 = "wipe-nwipe0.33-emu-optiplex-2drives.log"
USB_042 = "wipe-nwipe0.42-emu-optiplex-usb.log"
BRUCE_042 = "wipe-nwipe0.42-loop-bruce7-last.log"


def text_of(name: str) -> str:
    return (OWN / name).read_bytes().decode("utf-8", "replace")


def read(text: str) -> Reading:
    return read_bytes(text.encode())


def wipe_of(text: str, serial: str) -> WipeRecord:
    return next(wipe for wipe in read(text).wipes if wipe.serial == serial)


def edited(text: str, *changes: tuple[str, str]) -> str:
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return text


def test_row_edited_to_erased_is_failed_because_lines_tell_of_errors() -> None:
    text = edited(
        text_of(THREE_DRIVES_033),
        ("!      sda |-FAILED-|", "       sda | Erased |"),
        (
            "!      sda |           1 |                    0 |                    1",
            "       sda |           0 |                    0 |                    0",
        ),
    )
    wipe = wipe_of(text, "X5KATC0MT")
    assert wipe.result == "failed"
    assert "row_contradicts_log" in wipe.warnings


def test_log_edited_everywhere_but_its_unnamed_error_line_proves_nothing() -> None:
    lines = text_of(THREE_DRIVES_033).split("\n")
    named = ("Buffer flush failure", "Wrote 77824000", "fatal: ", "debug: ")
    text = edited(
        "\n".join(line for line in lines if not any(words in line for words in named)),
        ("!      sda |-FAILED-|", "       sda | Erased |"),
        (
            "!      sda |           1 |                    0 |                    1",
            "       sda |           0 |                    0 |                    0",
        ),
        ("77824000 bytes written", "167772160 bytes written"),
        (
            "Nwipe exited with errors, check the log & summary table for individual drive status.",
            "Nwipe successfully completed. See summary table for details.",
        ),
    )
    results = {wipe.result for wipe in read(text).wipes}
    assert "success" not in results


def test_closing_sentence_with_errors_that_no_row_shows_proves_nothing() -> None:
    text = edited(
        text_of(TWO_DRIVES_033), ("Nwipe successfully completed.", "Nwipe exited with errors, check the log.")
    )
    assert [wipe.result for wipe in read(text).wipes] == ["unknown", "unknown"]


def test_user_abort_is_aborted_whatever_the_exit_code() -> None:
    text = edited(
        text_of(TWO_DRIVES_033),
        ("       sdb | Erased |", "!      sdb |UABORTED|"),
        ("Nwipe successfully completed.", "Nwipe was aborted by the user."),
    )
    assert wipe_of(text, "Z2AXKL7P").result == "aborted"
    assert wipe_of(text, "50026B7783A4D1E2").result == "success"


def test_insanity_is_a_failure() -> None:
    text = edited(text_of(TWO_DRIVES_033), ("       sdb | Erased |", "!      sdb |INSANITY|"))
    assert wipe_of(text, "Z2AXKL7P").result == "failed"


def test_verify_only_run_that_ends_well_is_no_erasure() -> None:
    text = edited(text_of(BRUCE_042), ("Bruce Schneier 7-Pass", "Verify Zeros (0x00)"))
    (wipe,) = read(text).wipes
    assert (wipe.result, wipe.method_class) == ("verify_only", "verify_only")


def test_unfinished_round_proves_nothing() -> None:
    text = text_of("wipe-nwipe0.36-loop-zero-last-2rounds.log")
    cut = "\n".join(line for line in text.split("\n") if "Finished final round" not in line)
    (wipe,) = read(cut).wipes
    assert wipe.result == "unknown"
    assert "rounds_unfinished" in wipe.warnings


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (
            "          9437184 |          9437184 |           100.00%",
            "          9437000 |          9437184 |            99.99%",
            "bytes_erased_short",
        ),
        ("notice: 9437184 bytes written", "notice: 4194304 bytes written", "bytes_written_short"),
        ("Erasure Summary", "Erasure Summary" + "*" * 5, None),
    ],
)
def test_short_erasure_proves_nothing(before: str, after: str, code: str | None) -> None:
    (wipe,) = read(edited(text_of(BRUCE_042), (before, after))).wipes
    assert wipe.result == ("unknown" if code else "success")
    assert code is None or code in wipe.warnings


def test_drive_missing_from_the_error_table_proves_nothing() -> None:
    row = "       sdb |           0 |                    0 |                    0\n"
    wipe = wipe_of(edited(text_of(TWO_DRIVES_033), (row, "")), "Z2AXKL7P")
    assert wipe.result == "unknown"
    assert "counters_missing" in wipe.warnings


def test_second_row_for_the_same_drive_proves_nothing() -> None:
    row = "       sdb | Erased |   0 B/s | 00:00:25 | ST500DM002-1BD14/Z2AXKL7P\n"
    wipe = wipe_of(edited(text_of(TWO_DRIVES_033), (row, row + row)), "Z2AXKL7P")
    assert wipe.result == "unknown"
    assert "several_status_rows" in wipe.warnings


def test_row_naming_another_serial_proves_nothing() -> None:
    text = edited(text_of(TWO_DRIVES_033), ("ST500DM002-1BD14/Z2AXKL7P", "ST500DM002-1BD14/OTHERDISK1"))
    assert wipe_of(text, "Z2AXKL7P").result == "unknown"


def test_row_of_a_drive_that_never_started_is_ignored() -> None:
    serials = {wipe.serial for wipe in read(text_of("made-nwipe-forged-table.log")).wipes}
    assert serials == {"50026B7783A4D1E2", "Z2AXKL7P"}


def test_hostile_model_with_bars_is_read_by_fixed_columns() -> None:
    wipes = read(text_of("wipe-nwipe0.42-emu-verifyones-failed.log")).wipes
    assert [(wipe.model, wipe.serial, wipe.result) for wipe in wipes] == [
        ("<script>alert('x", '"><b>x</b>', "failed"),
        ("EVIL | Erased |", "A/B|-FAILED-|C", "failed"),
    ]


def test_serial_is_null_when_the_log_was_quiet() -> None:
    text = edited(text_of(TWO_DRIVES_033), ("quiet    = 0", "quiet    = 1"))
    assert {wipe.serial for wipe in read(text).wipes} == {None}


def test_serial_that_the_model_could_have_forged_is_null() -> None:
    text = edited(
        text_of(TWO_DRIVES_033),
        ("ST500DM002-1BD14, 201 MB, S/N=Z2AXKL7P", "X, 201 MB, S/N=GOOD123, 201 MB, S/N=Z2AXKL7P"),
    )
    assert "serial_hidden" in next(wipe for wipe in read(text).wipes if wipe.device == "sdb").warnings
    assert all(wipe.serial not in ("Z2AXKL7P", "GOOD123") for wipe in read(text).wipes)


def test_stray_byte_after_a_long_serial_is_stripped() -> None:
    data = (
        (OWN / THREE_DRIVES_033).read_bytes().replace(b"S/N=100923PBN308D7JH4E2V", b"S/N=100923PBN308D7JH4E2V\xfe\x7f")
    )
    assert "100923PBN308D7JH4E2V" in {wipe.serial for wipe in read_bytes(data).wipes}


def test_two_runs_in_one_file_give_two_records_with_their_own_options() -> None:
    first, second = read(text_of("made-nwipe-two-runs-one-file.log")).wipes
    assert (first.method, first.result) == ("Fill With Zeros", "success")
    assert (second.method, second.result) == ("Verify Zeros (0x00)", "failed")


def test_run_cut_by_power_then_run_again_gives_an_incomplete_and_a_success() -> None:
    whole = text_of(TWO_DRIVES_033)
    head = whole[: whole.index("[SUCCESS] Verified that /dev/sda")].rpartition("\n")[0] + "\n"
    reading = read(head + whole)
    assert [wipe.result for wipe in reading.wipes] == ["incomplete", "incomplete", "success", "success"]
    assert reading.status == "partial"


def test_crlf_copy_gives_the_same_wipes() -> None:
    assert read(text_of("made-nwipe-same-log-crlf.log")).wipes == read(text_of(TWO_DRIVES_033)).wipes


def test_record_carries_method_verification_times_and_host() -> None:
    reading = read(text_of(TWO_DRIVES_033))
    wipe = wipe_of(text_of(TWO_DRIVES_033), "Z2AXKL7P")
    assert (reading.tool_version, reading.host_serial) == ("0.33", "7HJ2KM2")
    assert (wipe.method, wipe.method_class, wipe.verify, wipe.blank) == ("DoD Short", "overwrite", "last", True)
    assert (wipe.rounds_requested, wipe.rounds_completed, wipe.duration_seconds) == (1, 1, 25)
    assert (wipe.started_at, wipe.ended_at) == ("2026-11-22T00:53:31", "2026-11-22T00:53:56")
    assert "verify_by_cached_reads" in wipe.warnings


def test_verification_by_direct_reads_is_not_warned_about() -> None:
    wipe = wipe_of(text_of(THREE_DRIVES_042), "WD-WMC2E0423915")
    assert (wipe.result, wipe.io_mode, wipe.bytes_erased) == ("success", "direct", 201326592)
    assert wipe.warnings == ()


def test_usb_medium_has_no_serial_and_an_unknown_hidden_area() -> None:
    (wipe,) = read(text_of(USB_042)).wipes
    assert wipe.serial is None
    assert wipe.serial_raw == "(S/N: unknown)"
    assert {"serial_missing", "hidden_area_unknown"} <= set(wipe.warnings)


def test_unfound_serial_of_0_42_is_null() -> None:
    text = edited(text_of(USB_042), ("(S/N: unknown)", "[No Information Foun"))
    assert {wipe.serial for wipe in read(text).wipes} == {None}


def test_dead_clock_battery_is_flagged() -> None:
    text = edited(text_of(TWO_DRIVES_033), ("2026/11/22", "2000/01/01"))
    assert all("clock_unset" in wipe.warnings for wipe in read(text).wipes)


def test_large_disk_erased_in_no_time_is_flagged() -> None:
    text = edited(text_of(TWO_DRIVES_033), ("201326592", "500107862016"))
    assert "too_fast" in wipe_of(text, "Z2AXKL7P").warnings


def test_weaker_verification_counts_when_options_and_table_disagree() -> None:
    wipe = wipe_of(edited(text_of(TWO_DRIVES_033), ("1R+B+VL", "1R+B+NV")), "Z2AXKL7P")
    assert wipe.verify == "off"
    assert "options_contradict_table" in wipe.warnings


def test_a_few_characters_of_stray_memory_are_not_a_serial() -> None:
    log = (OWN / "wipe-nwipe0.33-loop-zero-last-1dev.log").read_bytes()
    stray = log.replace(b"S/N=\n", b"S/N= Aq\xb9\x1e\x7f\n").replace(b"device/\n", b"device/ Aq\xb9\x1e\x7f\n")
    assert stray != log
    wipe = read_bytes(stray, name="nwipe.log").wipes[0]
    assert (wipe.result, wipe.serial) == ("success", None)
