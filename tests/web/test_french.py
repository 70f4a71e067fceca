"""Dates, amounts, sizes, ages and spaces are written the French way."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from markupsafe import Markup

from app.core.money import Money
from app.web import french

AUTUMN = datetime(2026, 11, 3, 9, 42, tzinfo=UTC)
SUMMER_EVENING = datetime(2026, 7, 31, 22, 5, tzinfo=UTC)


def shown(text: str) -> str:
    """Make the spaces visible: `~` for a no-break space, `_` for a narrow one."""
    return text.replace(french.NBSP, "~").replace(french.NNBSP, "_")


def test_a_day_is_written_in_full_with_1er_for_the_first_of_a_month() -> None:
    assert shown(french.date_long(date(2026, 3, 3))) == "mardi 3~mars 2026"
    assert shown(french.date_long(date(2026, 3, 1))) == "dimanche 1er~mars 2026"
    assert shown(french.date_plain(date(2026, 8, 11))) == "11~août 2026"
    assert french.date_short(date(2026, 3, 3)) == "03/03/2026"


def test_an_instant_is_shown_at_the_hour_of_paris_in_winter_and_in_summer() -> None:
    assert shown(french.moment(AUTUMN)) == "3~novembre 2026, 10~h~42"
    assert shown(french.moment(SUMMER_EVENING)) == "1er~août 2026, 0~h~05"
    assert french.date_short(SUMMER_EVENING) == "01/08/2026"
    assert shown(french.hour(datetime(2026, 1, 5, 8, 0, tzinfo=UTC))) == "9~h"


@pytest.mark.parametrize("write", [french.moment, french.hour, french.date_long, french.date_short])
def test_an_instant_without_a_time_zone_is_refused(write: Any) -> None:
    with pytest.raises(ValueError, match="time zone"):
        write(datetime(2026, 11, 3, 9, 42))  # noqa: DTZ001 - the very thing that is refused


@pytest.mark.parametrize(
    ("cents", "expected"),
    [(8500, "85,00~€"), (0, "0,00~€"), (124050, "1_240,50~€"), (-500, "-5,00~€"), (Money(Decimal("12.5")), "12,50~€")],
)
def test_an_amount_in_cents_has_a_comma_two_digits_and_its_sign(cents: int | Money, expected: str) -> None:
    assert shown(french.euros(cents)) == expected


def test_thousands_are_parted_by_a_narrow_space() -> None:
    assert shown(french.number(1240)) == "1_240"
    assert shown(french.number(2000000)) == "2_000_000"
    assert shown(french.number(Decimal("12.50"), 1)) == "12,5"
    assert shown(french.percent(Decimal("0.125"))) == "12,5~%"
    assert shown(french.percent(0.8)) == "80~%"


@pytest.mark.parametrize(
    ("size_bytes", "expected"),
    [
        (512110190592, "512~Go"),
        (500107862016, "500~Go"),
        (1000204886016, "1~To"),
        (1920383410176, "1,9~To"),
        (999_999_999_999, "1~To"),
        (640, "640~o"),
        (180_000, "180~Ko"),
    ],
)
def test_a_disk_is_measured_in_decimal_units_as_it_is_sold(size_bytes: int, expected: str) -> None:
    assert shown(french.size(size_bytes)) == expected


def test_memory_weight_and_distance_take_their_readable_unit() -> None:
    assert shown(french.memory(8192)) == "8~Go"
    assert shown(french.memory(512)) == "512~Mo"
    assert shown(french.weight(3200)) == "3,2~kg"
    assert shown(french.weight(850)) == "850~g"
    assert shown(french.weight(1_240_000)) == "1_240~kg"
    assert shown(french.distance(4200)) == "4,2~km"
    assert shown(french.distance(120_400)) == "120~km"


def test_the_plural_starts_at_two() -> None:
    assert shown(french.plural(0, "disque", "disques")) == "0~disque"
    assert shown(french.plural(1, "disque", "disques")) == "1~disque"
    assert shown(french.plural(2, "disque", "disques")) == "2~disques"


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (timedelta(seconds=20), "moins d’une minute"),
        (timedelta(minutes=1), "1~minute"),
        (timedelta(hours=2, minutes=50), "2~heures"),
        (timedelta(days=6), "6~jours"),
        (timedelta(days=100), "3~mois"),
        (timedelta(days=800), "2~ans"),
        (timedelta(hours=-3), "moins d’une minute"),
    ],
)
def test_a_length_of_time_takes_its_largest_useful_unit(length: timedelta, expected: str) -> None:
    assert shown(french.duration(length)) == expected


def test_an_age_counts_days_between_days_and_hours_between_instants() -> None:
    assert shown(french.age(date(2026, 10, 28), date(2026, 11, 3))) == "6~jours"
    assert french.age(date(2026, 11, 3), AUTUMN) == "aujourd’hui"
    assert shown(french.age(AUTUMN - timedelta(hours=2), AUTUMN)) == "2~heures"


def test_identifiers_are_grouped_and_what_is_not_one_is_left_alone() -> None:
    assert shown(french.siret("12345678900012")) == "123~456~789~00012"
    assert shown(french.siret("123456789")) == "123~456~789"
    assert french.siret("12 34") == "12 34"
    assert shown(french.phone("06.12.34.56.78")) == "06~12~34~56~78"
    assert french.phone("+41 22 000") == "+41 22 000"
    assert french.tag("7K3M9QX2H") == "7K3M-9QX2-H"
    assert french.tag("7K3M-9QX2-H") == "7K3M-9QX2-H"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Prix maximum : 85 € ; c'est tout !", "Prix maximum~: 85~€_; c’est tout_!"),
        ("Retirez « Relais : Mâcon » ?", "Retirez «~Relais~: Mâcon~»_?"),
        ("Convention n° 31, 12 kg, 10 h 42", "Convention n°~31, 12~kg, 10~h~42"),
        ("https://exemple.fr/d?x=1", "https://exemple.fr/d?x=1"),
        ("1 240 équipements", "1_240 équipements"),
    ],
)
def test_a_sentence_gets_its_spaces_and_an_address_keeps_its_own(typed: str, expected: str) -> None:
    assert shown(french.nbsp(typed)) == expected
    assert french.nbsp(french.nbsp(typed)) == french.nbsp(typed)


def test_markup_stays_markup_so_that_it_is_not_escaped_twice() -> None:
    assert isinstance(french.nbsp(Markup("<b>Oui</b> !")), Markup)


def test_nothing_is_written_as_a_dash_and_never_as_none() -> None:
    takes_one_value = set(french.FILTERS) - {"age", "plural", "nbsp", "machine_date"}
    assert {name: french.FILTERS[name](None) for name in takes_one_value} == dict.fromkeys(takes_one_value, "–")
    assert french.age(None, AUTUMN) == "–"
