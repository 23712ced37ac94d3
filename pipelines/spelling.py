"""Brings labels to one spelling, so that the same row is known however a report prints it."""

import re
import unicodedata
from functools import lru_cache

# Traditional characters that occur in the forms, with the simplified ones; mirrors and copies convert whole pages.
_TRADITIONAL = (
    "規规 範范 費费 製制 發发 廢废 現现 條条 項项 內内 數数 單单 萬万 總总 計计 隻只 許许 決决 處处 強强 業业 務务 "
    "對对 開开 購购 額额 採采 請请 與与 報报 關关 係系 為为 機机 構构 組组 織织 會会 種种 類类 屬属 國国 穩稳 護护 "
    "權权 執执 檢检 詢询 沒没 補补 後后 確确 認认 獲获 據据 轉转 結结 繼继 續续 辦办 複复 復复 議议 訴诉 訟讼 經经 "
    "審审 維维 糾纠 餘余 應应 舉举 過过 間间 實实 電电 協协 圖图 專专 門门 節节 學学 優优 術术 標标 準准 責责 團团 "
    "體体 無无 這这 狀状 況况 區区 縣县 鄉乡 鎮镇 積积 極极 聯联 統统 綜综 際际 見见 證证 誤误 調调 負负 歸归 輸输 "
    "遞递 釋释 長长 問问 題题 領领 點点 於于 並并 來来 個个 備备 傳传 價价 劃划 動动 參参 員员 場场 層层 屆届 廣广 "
    "徵征 態态 擇择 損损 換换 時时 書书 東东 濟济 產产 畢毕 異异 盡尽 監监 禮礼 稱称 簡简 簽签 紀纪 約约 級级 納纳 "
    "細细 終终 給给 編编 緩缓 職职 衛卫 裝装 裡里 設设 訪访 評评 試试 詳详 諮咨 講讲 識识 讀读 變变 讓让 資资 載载 "
    "輔辅 連连 進进 運运 達达 違违 適适 還还 邊边 醫医 銀银 錄录 錢钱 閱阅 陸陆 階阶 隊队 險险 雜杂 離离 難难 雙双 "
    "檔档 頁页 順顺 預预 顯显 臺台 佈布 網网 刪删 勢势 註注 危危 傑杰"
)
_FOLD = {pair[0]: pair[1] for pair in _TRADITIONAL.split()}
# CJK radicals that PDF fonts give instead of the characters; NFKC undoes the Kangxi block but not the supplement.
_RADICALS = (
    "⺠民 ⻅见 ⻆角 ⻉贝 ⻋车 ⻓长 ⻔门 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 ⻢马 ⻥鱼 ⻦鸟 ⻨麦 ⻩黄 ⻬齐 ⻮齿 "
    "⻰龙 ⻳龟 ⺟母 ⺡氵 ⻁虎 ⻄西 ⻝食 ⻣骨 ⻤鬼 ⻖阝 ⻏阝 ⻎辶 ⺅亻 ⺮竹 ⺼月 ⺝月 ⺜日 ⺫目 ⺬示 "
    "⺩王 ⺶羊 ⺷羊 ⺈刀 ⺄乙 ⻑长 ⻒长 ⻍辶 ⻌辶 ⻊足 ⻐钅 ⺌小 ⺍小"
)
_FOLD |= {pair[0]: pair[1] for pair in _RADICALS.split()}
_FOLD |= dict.fromkeys("“”「」『』‘’'", '"')
_FOLD |= dict.fromkeys("〔【[", "(") | dict.fromkeys("〕】]", ")")
_FOLD |= dict.fromkeys("—－−–‐‑―─", "-") | {"。": "."}
_FOLD |= dict.fromkeys("\u00ad\u200b\u200c\u200d\ufeff\u2060", "")
_FOLDED = re.compile(f"[{re.escape(''.join(_FOLD))}]")
# What NFKC makes of the commonest full-width marks: a text without them takes it a fiftieth of the time.
_WIDE = tuple((mark, unicodedata.normalize("NFKC", mark)) for mark in "，：（）；！？")
_SPACE = re.compile(r"\s+")
_PINYIN = re.compile(r"(?<=[㐀-鿿])\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿ]+\)")
# Word substitutions of converters for Taiwan, which no character table undoes.
_WORDS = (("规范性档案", "规范性文件"), ("公开档案", "公开文件"), ("资讯", "信息"))
_NUMBER = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.,:]+|\(?[一二三四五六七八九十]{1,3}\)[、.]?"
    r"|\(?\d{1,2}\)[、.]?|\d{1,2}[、.,:]+|\d{1,2}(?=[一-鿿])|[①-⑳])"
)
_NOTE = re.compile(r"\([^()]*\)")


def fold(text: str) -> str:
    """Return text in NFKC with one spelling for radicals, traditional characters, brackets, quotes and dashes.

    Spaces stay. For comparing only: what a report says is kept as it says it.
    """
    if text.isascii():
        return text.replace("'", '"').replace("[", "(").replace("]", ")")
    for wide, narrow in _WIDE:
        text = text.replace(wide, narrow)
    return unicodedata.normalize("NFKC", _FOLDED.sub(_folded, unicodedata.normalize("NFKC", text)))


def _folded(found: re.Match[str]) -> str:
    return _FOLD[found[0]]


@lru_cache(maxsize=1 << 16)
def normalise(text: str) -> str:
    """Return a label without spaces, with folded characters, and without pinyin glosses (發(fā)件 → 发件)."""
    out = _SPACE.sub("", fold(text))
    if "(" in out:
        out = _PINYIN.sub("", out)
    for wrong, right in _WORDS:
        if wrong in out:
            out = out.replace(wrong, right)
    return out


@lru_cache(maxsize=1 << 16)
def bare(text: str) -> str:
    """Return a normalised label without its leading number and without remarks in brackets."""
    out = normalise(text)
    shorter = _NUMBER.sub("", out, count=1)
    while shorter != out and shorter:
        out, shorter = shorter, _NUMBER.sub("", shorter, count=1)
    without = _NOTE.sub("", out)
    while without != out:
        out, without = without, _NOTE.sub("", without)
    cut = out.find("(")  # a remark whose closing bracket is lost
    if cut > 0:
        out = out[:cut]
    return out.strip(":,.;、|-*#")


@lru_cache(maxsize=1 << 16)
def similarity(a: str, b: str, least: float = 0.0) -> float:
    """Return 1 minus the edit distance over the longer length: 1 for equal texts, 0 for nothing in common.

    Texts that cannot be as similar as `least` give 0 without the distance being worked out.
    """
    if a == b:
        return 1.0
    if not a or not b:
        return 0.0
    if sum([character in b for character in a]) < least * max(len(a), len(b)):
        return 0.0
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        diagonal, row[0] = row[0], i
        for j, right in enumerate(b, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (left != right))
    return 1.0 - row[-1] / max(len(a), len(b))
