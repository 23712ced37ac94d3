"""The traditional characters of what block pages and error pages say, and the simplified ones for them."""

_TRADITIONAL = (
    "雲鎖須風僅則創斷暫欄瀏牆環絕線聞號覽記誌該遺銷閉頻驗發務為爲於從關內擊刪動區單衛參啟啓員國塊備復複對"
    "尋將帶庫應開異當錄惡護報攔換據數無時機權條極檢沒測點現碼確約級絡維網脅規觸認許設訪證詢試誤請調敗資轉"
    "輸過進連鏈錯問間陸險頁見後丟審寶編統經處佈載訊續遠擋壞腳執責壓態門戶簡體標題會產藝術殺盜嚴隱懷滿兩來"
    "這們個與"
)
_SIMPLIFIED = (
    "云锁须风仅则创断暂栏浏墙环绝线闻号览记志该遗销闭频验发务为为于从关内击删动区单卫参启启员国块备复复对"
    "寻将带库应开异当录恶护报拦换据数无时机权条极检没测点现码确约级络维网胁规触认许设访证询试误请调败资转"
    "输过进连链错问间陆险页见后丢审宝编统经处布载讯续远挡坏脚执责压态门户简体标题会产艺术杀盗严隐怀满两来"
    "这们个与"
)
_TABLE = str.maketrans(_TRADITIONAL, _SIMPLIFIED)


def simplified(text: str) -> str:
    """Return a text with its traditional characters replaced, as far as the phrases of such pages need it."""
    return text.translate(_TABLE)
