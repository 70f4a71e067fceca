"""The catalog as of a day: one object that answers for every table, from seed files or from a deployment's rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from app.catalog.rules import (
    caps,
    eligibility,
    grading_sets,
    guarantee,
    impact,
    income,
    media,
    parameters,
    settings,
    sheets,
    smartphones,
    software,
    waste,
)
from app.catalog.rules.rows import Row, in_force
from app.core.errors import NotFound
from app.core.vocabulary import EquipmentType, Provenance

DEFAULT = "default"
SELECTABLE = frozenset({DEFAULT, "selectable"})


class Catalog:
    """Answers of the catalog; every answer carries the `row_id` of the rows it comes from, for decisions to store."""

    def __init__(self, rows: Callable[[str], Sequence[Row]]) -> None:
        """Answer from the rows that `rows` gives by table name."""
        self._rows = rows

    def rows(self, table: str, on: date) -> list[Row]:
        """Return the rows of a table in force on a day."""
        return in_force(self._rows(table), on)

    def find_price_cap(self, equipment_type: EquipmentType, provenance: Provenance, on: date) -> caps.PriceCap | None:
        """Return the cap of a type for a provenance on a day, the strictest of several; None = no sale."""
        return caps.cap_in_force(self._rows("price_caps"), equipment_type, provenance, on)

    def list_price_caps(self, on: date) -> list[caps.PriceCap]:
        """Return every cap in force on a day."""
        return caps.caps_in_force(self._rows("price_caps"), on)

    def list_income_scales(self, on: date) -> list[income.IncomeScale]:
        """Return the income scales in force on a day, the most recent first; look at `is_selectable` before use."""
        return income.scales_in_force(self._rows("eligibility_income"), on)

    def find_income_scale(self, bareme_id: str, on: date) -> income.IncomeScale | None:
        """Return one income scale if it is in force on a day."""
        return next((scale for scale in self.list_income_scales(on) if scale.bareme_id == bareme_id), None)

    def list_rights(self, on: date) -> list[eligibility.RightPath]:
        """Return the rights that open a sale on a day."""
        return eligibility.right_paths_of(self.rows("eligibility_rights", on))

    def list_other_paths(self, on: date) -> list[eligibility.OtherPath]:
        """Return the other paths of a day."""
        return eligibility.other_paths_of(self.rows("eligibility_other", on))

    def get_household_limit(self, rule_id: str, on: date) -> parameters.HouseholdLimit:
        """Return a household limit; raise NotFound."""
        return parameters.household_limit_of(self.rows("household_limits", on), rule_id)

    def get_pc_rules(self, version: str, on: date) -> grading_sets.PcRules:
        """Return a version of the PC grading rules; raise NotFound."""
        return grading_sets.pc_rules_of(version, lambda table: self.rows(table, on))

    def get_phone_rules(self, version: str, on: date) -> smartphones.PhoneRules:
        """Return a version of the smartphone grading rules; raise NotFound."""
        return smartphones.phone_rules_of(version, lambda table: self.rows(table, on))

    def list_grading_versions(self, family: str, on: date) -> list[str]:
        """Return the versions that may be chosen for `pc` or `smartphone`, the default first."""
        rows = [row for row in self.rows("grading_versions", on) if row.text("family") == family]
        chosen = self.get_default_version(family, on)
        others = [row.text("version") for row in rows if row.status in SELECTABLE and row.text("version") != chosen]
        return [chosen, *others]

    def get_default_version(self, family: str, on: date) -> str:
        """Return the default version of a family: the one declared last, when a deployment has switched."""
        rows = [row for row in self.rows("grading_versions", on) if row.text("family") == family]
        defaults = [row for row in rows if row.status == DEFAULT]
        if not defaults:
            raise NotFound("default grading rules", family)
        return max(defaults, key=lambda row: row.valid_from).text("version")

    def get_media_matrix(self, on: date) -> media.MediaMatrix:
        """Return the matrix of media and methods."""
        return media.matrix_of(self.rows("sanitization_matrix", on), self.rows("sanitization_methods", on))

    def list_sanitization_methods(self, on: date) -> list[sheets.SanitizationMethod]:
        """Return the sanitization methods."""
        return sheets.methods_of(self.rows("sanitization_methods", on))

    def list_waste_codes(self, on: date) -> list[waste.WasteCode]:
        """Return the waste codes that may be used on a day."""
        return waste.waste_codes_in_force(self._rows("waste_codes"), on)

    def find_waste_code(self, code: str, on: date) -> waste.WasteCode | None:
        """Return a waste code (`16 06 05`, `16 02 13*`) if it may be used on a day."""
        return next((one for one in self.list_waste_codes(on) if one.code == code), None)

    def list_treatment_operations(self, on: date) -> list[waste.TreatmentOperation]:
        """Return the R and D operations."""
        return waste.operations_of(self.rows("treatment_operations", on))

    def list_weee_categories(self, on: date) -> list[waste.WeeeCategory]:
        """Return the categories of equipment."""
        return waste.categories_of(self.rows("weee_categories", on))

    def find_unit_weight(self, equipment_type: EquipmentType, on: date, variant: str = "") -> waste.UnitWeight | None:
        """Return the default weight of a type, for its variant if there is one."""
        weights = {
            one.variant: one
            for one in waste.unit_weights_of(self.rows("unit_weights", on))
            if one.equipment_type == equipment_type
        }
        return weights.get(variant) or weights.get("")

    def list_impact_factors(self, on: date) -> list[impact.ImpactFactor]:
        """Return the emission and material factors."""
        return impact.impact_factors_of(self.rows("impact_factors", on))

    def get_guarantee_terms(self, on: date) -> guarantee.GuaranteeTerms:
        """Return the terms of the legal guarantee on a day."""
        return guarantee.guarantee_terms_of(self.rows("legal_guarantee", on))

    def get_parameter(self, param_id: str, on: date) -> parameters.LegalParameter:
        """Return a single legal value; raise NotFound when none is in force that day."""
        return parameters.parameter_of(self.rows("legal_parameters", on), param_id)

    def list_retentions(self, on: date) -> list[parameters.Retention]:
        """Return the keeping times."""
        return parameters.retentions_of(self.rows("retention", on))

    def find_reuse_target(self, year: int, on: date) -> parameters.ReuseTarget | None:
        """Return the reuse target of a year, as known on a day."""
        return parameters.reuse_target_of(self.rows("reuse_targets", on), year)

    def find_software_support(self, operating_system: str, version: str, on: date) -> software.SoftwareSupport | None:
        """Return until when a version gets updates, as known on a day; None = the table does not know the system."""
        return software.find_support(self.list_software_supports(on), operating_system, version)

    def list_software_supports(self, on: date) -> list[software.SoftwareSupport]:
        """Return the support calendar, as known on a day."""
        return software.supports_of(self.rows("software_support", on))

    def list_software_packs(self, on: date) -> list[software.SoftwarePackItem]:
        """Return what is installed, checked or removed on a refurbished PC."""
        return software.pack_items_of(self.rows("software_packs", on))

    def list_gift_requirements(self, on: date) -> list[sheets.GiftRequirement]:
        """Return what the file of a public gift must hold."""
        return sheets.gift_requirements_of(self.rows("gift_file_requirements", on))

    def list_functional_tests(self, on: date) -> list[sheets.FunctionalTestItem]:
        """Return the functional test sheet."""
        return sheets.functional_items_of(self.rows("functional_tests", on))

    def list_label_formats(self, on: date) -> list[sheets.LabelFormat]:
        """Return the label formats."""
        return sheets.label_formats_of(self.rows("label_formats", on))

    def list_sites(self, on: date) -> list[sheets.Site]:
        """Return the sites of the existing network."""
        return sheets.sites_of(self.rows("sites", on))

    def list_unset(self, on: date) -> list[settings.UnsetSetting]:
        """Return the values still to set; one disappears as soon as a row gives it."""
        return settings.unset_settings(self.rows("settings_to_set", on), lambda table: self.rows(table, on))
