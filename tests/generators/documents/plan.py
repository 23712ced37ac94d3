"""What one document shall be: form, format, body, year and the oddities it carries, all drawn from one seed."""

import random
from dataclasses import dataclass

# How often each format comes; scans have places of their own in a run, see `SCAN_EVERY`.
_SHARES = {
    "html": 22, "pdf": 18, "docx": 14, "text": 6, "markdown": 5, "rtf": 5, "odt": 5, "xlsx": 5, "xls": 4, "et": 1,
    "ofd": 6, "mhtml": 2, "zip": 2, "doc": 3, "wps": 2,
}  # fmt: skip
OFFICE = ("doc", "wps")  # made by LibreOffice
SCANS = ("scan_pdf", "png", "jpg", "tiff", "html_image", "pdf_image")
FORMATS = (*_SHARES, *SCANS)
SCAN_EVERY = 50  # every so many documents one is a scan: they take a hundred times as long to read
# What carries the oddities of another format's files.
_LIKE = {"markdown": "text", "et": "xls", "doc": "docx", "wps": "docx", "mhtml": "html", "zip": "docx"}

# Forms with their shares; "hubei" and "hybrid" are local prints of the forms of 2019 and 2021.
_FORMS = {
    ("F2021", ""): 40, ("F2021", "hybrid"): 8, ("F2019", ""): 24, ("F2019", "hubei"): 4, ("F2014", ""): 10,
    ("F2008", "fujian"): 4, ("F2008", "coded"): 3, ("F2008", "putian"): 1, ("prose", ""): 6,
}  # fmt: skip
_YEARS = {
    "F2021": (2021, 2022, 2023, 2024, 2025), "F2019": (2019, 2020, 2020, 2022), "F2014": (2014, 2015, 2016, 2017, 2018),
    "F2008": (2009, 2010, 2012, 2014, 2017), "prose": (2009, 2013, 2016, 2018, 2019),
}  # fmt: skip
NEW_FORMS = ("F2021", "F2019")

# Oddities by slot; a document carries at most one of a slot. A name after ":" lists the formats it is for.
_SLOTS: dict[str, tuple[str, ...]] = {
    "numbers": ("thousands", "fullwidth", "units", "spaced_cells", "yuan_in_cell"),
    "blanks": (
        "blank_empty", "blank_slash", "blank_dash", "blank_long_dash", "blank_word", "blank_nbsp:html", "blank_wide",
        "blank_two_dashes",
        "blank_everything", "blank_organisations", "only_totals", "blank_result_totals",
    ),
    "note": ("note_in_cell",),
    "labels": (
        "typo_labels", "traditional", "ruby", "short_labels", "spaces_in_labels", "other_quotes", "ideographic_commas",
        "ascii_brackets", "no_numbering", "over_traditional", "taiwan_words", "straight_quotes", "em_spaces",
        "broken_labels",
    ),
    "rows": ("subtotals", "missing_row", "rows_swapped", "no_total_row", "last_rows_swapped"),
    "columns": ("columns_swapped", "missing_column", "merged_zero:html docx pdf", "no_total_column"),
    "groups": (
        "empty_groups", "repeated_groups", "extra_label_cell", "group_rows", "no_results_head", "rotated_label",
        "broken_groups",
    ),
    "heads": (
        "business_two_rows", "total_head_down", "flat_heads", "no_corner", "relation_corner", "broken_business",
        "spaced_business", "bracketed_corner",
    ),
    "disclosure": (
        "table_per_block", "uneven_spans", "no_block_heads", "extra_rows", "short_heads", "broken_heads",
        "plain_norm_label", "explained_labels", "spaced_block_heads", "first_block_unnamed", "same_head_twice",
    ),
    "disputes": (
        "route_rows", "spaced_total", "footnote", "three_dispute_tables", "no_lawsuit_head", "broken_outcomes",
    ),
    "errors": (
        "wrong_row_total", "wrong_balance", "wrong_dispute_total", "wrong_result_sum", "short_row:html docx",
        "text_disagrees", "glued_disputes:text",
    ),
    "around": (
        "last_year_tables",
        "metadata_table", "hotline_table", "comparison_table", "sentences_between", "image_table", "all_in_one",
        "hidden_duplicate:html", "nested_layout:html", "no_section_headings", "fee_table", "yearly_table",
    ),
    "title": (
        "two_part_title", "organ_in_signature", "organ_in_metadata:html", "repeated_title", "other_year_in_text",
        "work_report_title", "year_first", "chinese_year", "useless_page_title:html", "other_organ_in_text",
        "bracketed_title", "lost_digits",
    ),
    "markup": (
        "gbk:html", "gbk_lying:html", "word_soup:html", "th_cells:html", "unclosed_cells:html", "cell_paragraphs:html",
        "big5_lying:html", "utf16:html", "entities:html", "ruby_markup:html", "div_page:html",
        "landscape:pdf ofd", "tiny_pages:pdf ofd", "repeated_heads:pdf ofd", "open_bottom:pdf ofd",
        "page_border:pdf ofd", "single_letters:pdf ofd", "page_numbers:pdf ofd", "embedded_font:pdf ofd",
        "thin_rects:pdf ofd", "no_outer_lines:pdf ofd", "broken_header:pdf ofd", "broken_row:pdf ofd",
        "page_line_footer:pdf ofd", "no_rules:pdf", "rotated_page:pdf", "kangxi:pdf",
        "nested_tables:docx odt rtf", "split_runs:docx odt rtf", "text_box_title:docx",
        "sdt_wrapped:docx", "grid_before:docx", "tracked_changes:docx odt rtf", "hidden_runs:docx odt rtf",
        "pipes:text", "bare_pipes:text", "cell_lines:text", "dropped_spans:text", "page_breaks:text", "gbk_text:text",
        "crlf_tabs:text", "markdown_bold:text",
    ),
}  # fmt: skip


# Oddities that belong to table 2, 3 or 4, or to their neighbours: of no meaning on other forms.
_TABLE_SLOTS = frozenset({"columns", "groups", "heads", "disclosure", "disputes", "rows"})
_OLD_SLOTS: dict[str, tuple[str, ...]] = {
    "rows": ("serial_column", "local_rows", "empty_heading_units", "broken_old_labels", "no_numbers_of_rows"),
    "heads": ("annex_title", "footer_row", "spaced_head"),
    "errors": ("text_disagrees",),
    "blanks": ("blank_empty", "blank_slash", "blank_dash", "blank_word", "blank_wide"),
    "numbers": ("thousands", "fullwidth", "spaced_cells"),
    "labels": ("traditional", "spaces_in_labels", "ascii_brackets", "ideographic_commas"),
    "around": ("metadata_table", "fee_table", "yearly_table", "nested_layout:html"),
}
# Damage: what the document lost, nobody can read out of it with certainty. Only silence is a fault here.
DAMAGES = frozenset({"short_row", "image_table", "dropped_spans", "cell_lines", "glued_disputes"})
SCAN_MARKUP = ("clean_scan", "skewed_scan", "noisy_scan", "faint_scan", "jpeg_scan")


@dataclass(frozen=True, slots=True)
class Plan:
    """One document's plan; `hybrid` means table 3 has a single row of other handling under the form of 2021.

    `variant` names a local print of the form: hubei, fujian, coded, putian.
    """

    seed: str
    format: str
    form: str
    hybrid: bool
    body: str
    year: int
    quirks: frozenset[str]
    variant: str = ""

    @property
    def single_other(self) -> bool:
        """Whether table 3 prints other handling as one row."""
        return self.hybrid or self.form == "F2019"

    @property
    def grade(self) -> str:
        """The class whose goals hold: clean, quirky, scan or damaged."""
        if self.format in SCANS:
            return "scan"
        if self.has(*DAMAGES):
            return "damaged"
        return "quirky" if self.quirks or self.variant == "hubei" else "clean"

    def dice(self, purpose: str) -> random.Random:
        """Return the random numbers for one purpose, independent of those for others."""
        return random.Random(f"{self.seed}/{purpose}")  # noqa: S311 (must repeat by seed)

    def has(self, *quirks: str) -> bool:
        """Whether the document carries any of these oddities."""
        return not self.quirks.isdisjoint(quirks)


_PLACES = ("云岭市", "清溪县", "东平陵区", "白石滩市", "望江台县", "大漠旗", "红柳自治县", "北港新区")
_TOWNS = ("柳树镇", "石桥乡", "中山路街道", "沙河子镇", "青龙满族乡")
_OFFICES = (
    "人民政府", "人民政府办公室", "财政局", "发展和改革局", "生态环境局", "卫生健康委员会", "公安局", "教育体育局",
    "市场监督管理局", "行政审批服务局", "退役军人事务局", "农业农村局", "统计局", "住房和城乡建设局",
)  # fmt: skip


def make_plan(seed: int, number: int) -> Plan:
    """Return the plan of document `number` of a run."""
    name = f"{seed}/{number}"
    dice = random.Random(name)  # noqa: S311 (must repeat by seed)
    scan = number % SCAN_EVERY == SCAN_EVERY // 2
    format_ = SCANS[number // SCAN_EVERY % len(SCANS)] if scan else dice.choices([*_SHARES], [*_SHARES.values()])[0]
    form, variant = dice.choices([*_FORMS], [*_FORMS.values()])[0]
    if format_ in ("html_image", "pdf_image") and form not in NEW_FORMS:
        form, variant = "F2021", ""
    body, year = _body(dice), dice.choice(_YEARS[form])
    quirks = _scan_quirks(dice) if scan else _quirks(dice, format_, form)
    return Plan(name, format_, form, variant == "hybrid", body, year, quirks, variant if variant != "hybrid" else "")


def plan_with(
    quirk: str, *, seed: int = 0, format_: str = "html", form: str = "F2021", variant: str = "", year: int = 0
) -> Plan:
    """Return a plan with exactly one oddity."""
    dice = random.Random(f"{seed}/{quirk}")  # noqa: S311 (must repeat by seed)
    year = year or {"F2021": 2023, "F2019": 2020, "F2014": 2016, "F2008": 2012, "prose": 2016}[form]
    return Plan(f"{seed}/{quirk}", format_, form, False, _body(dice), year, frozenset({quirk}), variant)


def quirks_of(format_: str, form: str = "F2021") -> dict[str, tuple[str, ...]]:
    """Return the oddities a format can carry on a form, by slot."""
    format_ = _LIKE.get(format_, format_)
    slots = dict(_SLOTS)
    if form not in NEW_FORMS:
        slots = {slot: names for slot, names in slots.items() if slot in ("title", "markup")}
        slots |= {} if form == "prose" else _OLD_SLOTS
    found = {}
    for slot, names in slots.items():
        pairs = (name.partition(":") for name in names)
        found[slot] = tuple(name for name, _, only in pairs if not only or format_ in only.split())
    return {slot: names for slot, names in found.items() if names}


def _quirks(dice: random.Random, format_: str, form: str) -> frozenset[str]:
    slots = quirks_of(format_, form)
    count = dice.choices((0, 1, 2, 3, 4), (2, 3, 4, 3, 2))[0]
    chosen = {dice.choice(slots[slot]) for slot in dice.sample(sorted(slots), min(count, len(slots)))}
    if format_ == "markdown":
        chosen -= set(slots["markup"])
        chosen |= {dice.choice(("pipes", "markdown_bold", "bare_pipes"))}
    if _LIKE.get(format_) and format_ in OFFICE:
        chosen -= {"text_box_title", "grid_before"}  # LibreOffice's writing of these is its own affair
    if "no_rules" in chosen:
        chosen -= {"merged_zero"}  # without rules nothing says that one number stands for seven columns
    return frozenset(chosen)


def _scan_quirks(dice: random.Random) -> frozenset[str]:
    """Return how a page was scanned, and now and then what it prints oddly."""
    more = dice.choices(((), ("blank_empty",), ("wrong_row_total",), ("thousands",), ("subtotals",)), (4, 1, 1, 1, 1))[
        0
    ]
    return frozenset({dice.choice(SCAN_MARKUP), *more})


def _body(dice: random.Random) -> str:
    place = dice.choice(_PLACES)
    if dice.random() < 0.3:
        town = dice.choice(_TOWNS)
        return f"{place}{town}{'办事处' if town.endswith('街道') else '人民政府'}"
    return place + dice.choice(_OFFICES)
