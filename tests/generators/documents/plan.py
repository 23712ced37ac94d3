"""What one document shall be: form, format, body, year and the oddities it carries, all drawn from one seed."""

import random
from dataclasses import dataclass

FORMATS = ("html", "pdf", "docx", "text")
_WEIGHTS = (5, 3, 2, 3)

# Oddities by slot; a document carries at most one of a slot. A name after ":" lists the formats it is for.
_SLOTS: dict[str, tuple[str, ...]] = {
    "numbers": ("thousands", "fullwidth", "units", "spaced_cells"),
    "blanks": (
        "blank_empty", "blank_slash", "blank_dash", "blank_long_dash", "blank_word", "blank_nbsp:html",
        "blank_everything", "blank_organisations", "only_totals", "blank_result_totals",
    ),
    "note": ("note_in_cell",),
    "labels": (
        "typo_labels", "traditional", "ruby", "short_labels", "spaces_in_labels", "other_quotes", "ideographic_commas",
        "ascii_brackets", "no_numbering",
    ),
    "rows": ("subtotals", "missing_row", "rows_swapped", "no_total_row", "last_rows_swapped"),
    "columns": ("columns_swapped", "missing_column", "merged_zero:html docx pdf", "no_total_column"),
    "groups": ("empty_groups", "repeated_groups", "extra_label_cell", "group_rows", "no_results_head"),
    "heads": ("business_two_rows", "total_head_down", "flat_heads", "no_corner", "relation_corner"),
    "disclosure": (
        "table_per_block", "uneven_spans", "no_block_heads", "extra_rows", "short_heads", "broken_heads",
        "plain_norm_label", "explained_labels",
    ),
    "disputes": ("route_rows", "spaced_total", "footnote", "three_dispute_tables", "no_lawsuit_head"),
    "errors": ("wrong_row_total", "wrong_balance", "wrong_dispute_total", "short_row:html docx"),
    "around": (
        "metadata_table", "hotline_table", "comparison_table", "sentences_between", "image_table", "all_in_one",
        "hidden_duplicate:html", "nested_layout:html", "no_section_headings", "fee_table", "yearly_table",
    ),
    "title": (
        "two_part_title", "organ_in_signature", "organ_in_metadata:html", "repeated_title", "other_year_in_text",
        "work_report_title", "year_first", "chinese_year", "useless_page_title:html", "other_organ_in_text",
        "bracketed_title",
    ),
    "markup": (
        "gbk:html", "gbk_lying:html", "word_soup:html", "th_cells:html", "unclosed_cells:html", "cell_paragraphs:html",
        "big5_lying:html", "utf16:html", "entities:html", "ruby_markup:html", "div_page:html",
        "landscape:pdf ofd", "tiny_pages:pdf ofd", "repeated_heads:pdf ofd", "open_bottom:pdf ofd",
        "page_border:pdf ofd", "single_letters:pdf ofd", "page_numbers:pdf ofd", "embedded_font:pdf ofd",
        "thin_rects:pdf ofd", "no_outer_lines:pdf ofd", "broken_header:pdf ofd",
        "nested_tables:docx odt rtf", "split_runs:docx odt rtf", "text_box_title:docx",
        "sdt_wrapped:docx", "grid_before:docx", "tracked_changes:docx odt rtf", "hidden_runs:docx odt rtf",
        "pipes:text", "bare_pipes:text", "cell_lines:text", "dropped_spans:text", "page_breaks:text", "gbk_text:text",
        "crlf_tabs:text", "markdown_bold:text",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """One document's plan; `hybrid` means table 3 has a single row of other handling under the form of 2021."""

    seed: str
    format: str
    form: str
    hybrid: bool
    body: str
    year: int
    quirks: frozenset[str]

    @property
    def single_other(self) -> bool:
        """Whether table 3 prints other handling as one row."""
        return self.hybrid or self.form == "F2019"

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
    format_ = dice.choices(FORMATS, _WEIGHTS)[0]
    form = dice.choices(("F2021", "F2019"), (3, 2))[0]
    hybrid = form == "F2021" and dice.random() < 0.15
    years = (2021, 2022, 2023, 2024, 2025) if form == "F2021" else (2019, 2020, 2020, 2022)
    return Plan(name, format_, form, hybrid, _body(dice), dice.choice(years), _quirks(dice, format_))


def plan_with(quirk: str, *, seed: int = 0, format_: str = "html", form: str = "F2021") -> Plan:
    """Return a plan with exactly one oddity."""
    dice = random.Random(f"{seed}/{quirk}")  # noqa: S311 (must repeat by seed)
    year = 2023 if form == "F2021" else 2020
    return Plan(f"{seed}/{quirk}", format_, form, False, _body(dice), year, frozenset({quirk}))


def quirks_of(format_: str) -> dict[str, tuple[str, ...]]:
    """Return the oddities a format can carry, by slot."""
    found = {}
    for slot, names in _SLOTS.items():
        pairs = (name.partition(":") for name in names)
        found[slot] = tuple(name for name, _, only in pairs if not only or format_ in only.split())
    return found


def _quirks(dice: random.Random, format_: str) -> frozenset[str]:
    slots = quirks_of(format_)
    count = dice.choices((0, 1, 2, 3, 4), (1, 3, 4, 3, 2))[0]
    return frozenset(dice.choice(slots[slot]) for slot in dice.sample(sorted(slots), count))


def _body(dice: random.Random) -> str:
    place = dice.choice(_PLACES)
    if dice.random() < 0.3:
        town = dice.choice(_TOWNS)
        return f"{place}{town}{'办事处' if town.endswith('街道') else '人民政府'}"
    return place + dice.choice(_OFFICES)
