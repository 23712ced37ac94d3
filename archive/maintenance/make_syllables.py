"""Make archive/syllables.csv: how the characters of names are spelt, in host names and by readers who type pinyin.

    python -m archive.maintenance.make_syllables PINYIN_DICT > syllables.csv && mv syllables.csv archive/

It has every character of a region's name and of GB 2312. PINYIN_DICT is pypinyin's pinyin_dict.json (code point →
readings with tones, separated by commas). The first reading is kept, and those that names have (六安 is luan, 银行
yinhang), without tones; ü is spelt v, u or yu.
"""

import csv
import json
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from archive.regions import regions

# Readings in names of places beside the usual one: 六安 luan, 长安 changan, 番禺 panyu, 红寺堡 hongsibu.
_PAIRS = (
    "六lu 蚌beng 单shan 长chang 尉yu 涡guo 陂pi 乐yue 重chong 铅yan 蔚yu 浚xun 洞tong 荥ying 埔bu 莘shen 都du 会kuai "
    "泊bo 堡bu 堡pu 阿e 柏bo 厦xia 枞zong 筠jun 犍qian 牟mu 柞zha 什shi 伽jia 圩xu 番pan 扎za 曾zeng 藏zang 行hang "
    "解xie 珲hun 坻di 峙shi 泌bi 覃qin 佛fo"
)
_MORE = [(pair[0], pair[1:]) for pair in _PAIRS.split()]


def spellings(reading: str) -> Iterator[str]:
    """Yield a reading with tone marks as it is typed: chóng as chong, lǚ as lv, lu and lyu."""
    plain = unicodedata.normalize("NFD", reading)
    vowel = "u\N{COMBINING DIAERESIS}"
    bare = "".join(c for c in plain.replace(vowel, "v") if c.isascii() and c.isalpha())
    if bare:
        yield bare
        if "v" in bare:
            yield bare.replace("v", "u")
            yield bare.replace("v", "yu")


def gb2312() -> Iterator[str]:
    """Yield the Chinese characters of GB 2312, which the names of offices are written with."""
    for row in range(0xB0, 0xF8):
        for cell in range(0xA1, 0xFF):
            with suppress(UnicodeDecodeError):  # a row ends with a few empty cells
                yield bytes((row, cell)).decode("gb2312")


def main(path: str) -> None:
    """Write the CSV to standard output."""
    readings = {chr(int(code)): text.split(",") for code, text in json.loads(Path(path).read_text("utf-8")).items()}
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(("character", "spellings"))
    for character in sorted({c for region in regions() for c in region.name} | set(gb2312())):
        found = [typed for reading in readings.get(character, ())[:1] for typed in spellings(reading)]
        known = dict.fromkeys([*found, *(typed for own, typed in _MORE if own == character)])
        if known:
            out.writerow((character, " ".join(known)))


if __name__ == "__main__":
    main(sys.argv[1])
