"""Which columns feed which lookup table: what SQL cannot say alike on two engines is parsed once, in Python.

Each lookup holds one row per distinct text delivered; the parsing itself lives in pipeline.parsing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.item_book import groups
from pipeline.recognition.kind_book import kinds

HOUSEHOLD_FLAGS = (
    "is_planned_this_year", "is_subsistence_recipient", "is_subsistence_eligible", "is_unsafe_housing", "has_safe_water",
)  # fmt: skip
MEMBER_FLAGS = (
    "is_resident", "has_medical_insurance", "has_serious_illness_insurance", "has_pension_insurance",
    "has_employee_insurance", "is_subsistence_recipient", "has_student_support", "has_living_subsidy",
    "has_fee_waiver", "is_unsafe_housing", "has_safe_water",
)  # fmt: skip


_ODD = (
    "translate({column}, '0123456789.', '') <> '' or ({column} like '0_%' and {column} not like '0.%')"
    " or ({column} like '________%' and substr({column}, 1, 8) not like '%.%')"
)
# The same place is near for one county and far for another.
WORK_PLACES = """
select distinct places.county_name || '|' || members.work_place as text
from raw_members as members
inner join raw_places as places on places.place_text = members.place_text
where members.work_place is not null
order by text
"""


@dataclass(frozen=True)
class Lookup:
    """A lookup table: the raw columns whose distinct texts it holds; `odd` leaves plain numbers out, `query` says
    itself which texts, where a column alone is not enough.

    Plain is what SQL may cast and multiply without thought: digits and points, no zero before another digit (a
    code in the wrong column) and at most seven digits before the point (no ID or account number).
    """

    columns: Mapping[str, tuple[str, ...]]
    odd: bool = False
    query: str = ""

    def texts_sql(self) -> str:
        """Select of the distinct texts, in order."""
        if self.query:
            return self.query
        parts = [
            f"select {column} as text from {table}" + self._condition(column)
            for table, columns in self.columns.items()
            for column in columns
        ]
        union = "\nunion all\n".join(parts)
        return f"select distinct text from (\n{union}\n) where text is not null order by text"

    def _condition(self, column: str) -> str:
        return f" where {_ODD.format(column=column)}" if self.odd else ""


LOOKUPS: dict[str, Lookup] = {
    "raw_amounts": Lookup(
        {
            "raw_income_statements": groups()["amounts"],
            "raw_members": ("monthly_wage",),
            "raw_ledger_entries": ("amount", "monthly_amount"),
            "raw_fund_projects": ("budget", "received", "spent"),
            "raw_block_totals": ("stated_text",),
            "raw_corrections": ("stated_text", "corrected_text"),
            "raw_record_books": ("stated_income", "stated_per_capita"),
            "raw_field_checks": ("found_text",),
        },
        odd=True,
    ),
    "raw_places": Lookup(
        dict.fromkeys((*(kind.table for kind in kinds().values()), "raw_site_villages"), ("place_text",))
    ),
    "raw_id_numbers": Lookup(
        {
            "raw_income_statements": ("head_id_number",),
            "raw_households": ("head_id_number",),
            "raw_members": ("id_number",),
            "raw_ledger_entries": ("id_number",),
            "raw_registers": ("id_number",),
        }
    ),
    "raw_names": Lookup(
        {
            "raw_income_statements": ("head_name",),
            "raw_households": ("head_name",),
            "raw_members": ("member_name",),
            "raw_ledger_entries": ("head_name", "person_name"),
            "raw_registers": ("person_name",),
            "raw_corrections": ("head_name",),
            "raw_record_books": ("head_name",),
            "raw_archive_items": ("head_name",),
            "raw_inspections": ("head_name",),
            "raw_field_checks": ("head_name",),
            "raw_reviews": ("head_name",),
        }
    ),
    "raw_remarks": Lookup({"raw_income_statements": ("remark",), "raw_ledger_entries": ("remark",)}),
    "raw_remark_bookings": Lookup({"raw_income_statements": ("remark",)}),
    "raw_header_classes": Lookup({"raw_source_columns": ("header",)}),
    "raw_items": Lookup({"raw_ledger_entries": ("item_text",)}),
    "raw_register_types": Lookup({"raw_registers": ("register_type", "detail")}),
    "raw_flags": Lookup(
        {
            "raw_households": HOUSEHOLD_FLAGS,
            "raw_members": MEMBER_FLAGS,
            "raw_archive_items": ("presence_text",),
            "raw_record_books": ("signed_by",),
            "raw_corrections": ("signed_by",),
            "raw_rectification_replies": ("replied_by",),
            "raw_field_checks": ("checked_by",),
            "raw_reviews": ("reviewed_by",),
        }
    ),
    "raw_form_texts": Lookup(
        {
            "raw_corrections": ("conclusion_text", "reason", "evidence", "office_text"),
            "raw_rectification_replies": ("reply_text", "evidence"),
            "raw_reviews": ("reason",),
        }
    ),
    "raw_labour_types": Lookup({"raw_households": ("labour_capacity",), "raw_members": ("labour_type",)}),
    "raw_household_types": Lookup(
        {"raw_income_statements": ("household_type",), "raw_households": ("household_type",)}
    ),
    "raw_exit_states": Lookup({"raw_households": ("exit_status",), "raw_income_statements": ("exit_status",)}),
    "raw_review_texts": Lookup({"raw_reviews": ("review_text", "review_type")}),
    "raw_member_states": Lookup({"raw_members": ("member_state", "health_status", "remark")}),
    "raw_student_stages": Lookup({"raw_members": ("student_status",)}),
    "raw_relations": Lookup({"raw_members": ("relation",)}),
    "raw_work_places": Lookup({"raw_members": ("work_place",), "raw_places": ("county_name",)}, query=WORK_PLACES),
    "raw_work_months": Lookup(
        {
            "raw_members": ("work_months",),
            "raw_income_statements": ("work_months",),
            "raw_ledger_entries": ("months",),
        },
        odd=True,
    ),
    "raw_dates": Lookup(
        {
            "raw_household_links": ("stated_year",),
            "raw_income_statements": ("month", "planned_exit_year", "exited_year"),
            "raw_households": ("planned_exit_year", "exited_year", "identified_year"),
            "raw_members": ("birth_date",),
            "raw_ledger_entries": ("paid_year", "paid_date"),
            "raw_registers": ("registered_on",),
            "raw_corrections": ("stated_year", "signed_text"),
            "raw_record_books": ("filled_on", "visited_on", "stated_year"),
            "raw_archive_items": ("archived_on", "stated_year"),
            "raw_inspections": ("found_text", "due_text"),
            "raw_fund_projects": ("started_text", "due_text", "stated_year"),
            "raw_rectification_replies": ("replied_text",),
            "raw_field_checks": ("checked_text", "stated_year"),
            "raw_reviews": ("reviewed_text", "stated_year"),
        }
    ),
}
