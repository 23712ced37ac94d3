"""What block pages, soft 404s and failing servers say where they answer like a document.

Real pages speak of firewalls, verification and missing pages, too. So only short pages are looked at; what is between
quotation marks does not count; a phrase must be addressed to the visitor, or be nearly all that the page says; and the
marks of a challenge's script count only where the page shows next to nothing, since portals carry the same marks in
their own pages, and visitor counters set cookies.
"""

import re
from functools import cached_property

from crawler.refusals import Refusal, refusal
from crawler.simplified import simplified

_SHORT = 800  # characters of visible text: challenge and error pages say little, reports and lists say more
_BRIEF = 160
_TINY = 60
_BARE = 40
_LOOK = 100_000  # characters of the page in which scripts and titles are searched
_TAIL = 20_000  # and at its end, where a long script does what it is for
_MANY_LINKS = 8  # a page with so many is a page of its portal, whatever script stands in it

# What shows nothing, or else (named) a stretch of text; every choice goes on to where the next one begins.
_PIECE = re.compile(
    r"<(script|style|noscript|textarea|template|title)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<[^<>]*>?|(?P<text>[^<]+)",
    re.DOTALL | re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"「『《〈‘][^“”\"「」『』《》〈〉‘’]{0,60}[”\"」』》〉’]")
_ALERT = re.compile(r"\b(?:alert|layer\.msg)\(\s*['\"]([^'\"]{1,120})['\"]", re.IGNORECASE)
_REFRESH = re.compile(
    r"<meta[^<>]{0,80}http-equiv\s*=\s*['\"]?refresh['\"]?[^<>]{0,80}?url\s*=\s*['\"]?([^'\"<>\s]{1,200})",
    re.IGNORECASE,
)

# --- challenges: a script that must run, or a person who must act --------------------------------------------------
_MARKS = re.compile(
    r"__jsl_clid|__jsluid|acw_sc__v2|_waf_bd8ce2ce37|\$_ts\s*=|_\$jsvmprt|cf-browser-verification|cf_chl_|wzws[-_]|wzwschallenge"
    r"|yunsuo_session|yunsuoautojump|_guard/|safeline|SafeLineChallenge|sl-session|__tst_status|EO_Bot|TencentCaptcha"
    r"|initAliyunCaptcha|aliyun_waf|antidom|HWWAFSES|awswaf|incapsula",
    re.IGNORECASE,
)
_COOKIE = re.compile(r"document\.cookie\s*=(?!=)")
_AGAIN = re.compile(r"location(?:\.href|\.reload|\.replace|\.assign|\s*=(?!=))|\.submit\(|setTimeout\(|window\.open\(")
_RUN = re.compile(r"\beval\(|\bunescape\(|String\.fromCharCode|document\.cookie|\batob\(|\.submit\(")

# --- firewalls: sentences that speak to the visitor ----------------------------------------------------------------
_WALL = re.compile(
    # (a letter to a petitioner refuses requests, too, but does not intercept them)
    r"(您|你|当前|本次|此次)的?[^。；]{0,20}(访问|请求|操作|行为|浏览器|IP|提交的?(内容|参数|数据|信息))[^。；]{0,40}"
    r"(已被|被|遭|将被|予以)[^。；]{0,14}(拦截|阻断|屏蔽|封禁|封锁)"
    r"|(您|你|当前|本次|此次)的?[^。；]{0,20}(访问|浏览器|IP)[^。；]{0,30}(已被|被|遭|将被|予以)[^。；]{0,14}(拒绝|禁止|限制)"
    r"|(您|你)的?[^。；]{0,12}(访问|请求|操作|IP)[^。；]{0,30}(可能|疑似|存在|带有|含有|具有|包含)[^。；]{0,12}"
    r"(威胁|危险|风险|攻击|恶意|异常|不合法的?(参数|字符|请求|内容)|非法(参数|字符|请求|访问))"
    r"|(您|你)的?(IP|网络环境|浏览器环境|访问环境)[^。；]{0,8}(存在|出现|有)?(异常|风险)|(您|你)的?IP[^。；]{0,14}黑名单"
    r"|(由于|因为?|鉴于)(您|你)[^。；]{0,40}(拦截|阻断|限制访问|无法访问|禁止访问|拒绝访问|无权访问)"
    r"|(访问|请求|操作)(过于|太|过)(频繁|快).{0,30}(稍[后候]|重试|再试|休息|恢复|验证)|(您|你).{0,12}(过于|太)频繁"
    r"|(仅|只)(允许|对|限).{0,12}(境内|国内|中国(大陆)?|内网|本地区|本省|政务外网).{0,12}(访问|开放|IP)"
    r"|(您|你)?所在的?(地区|区域|国家|网络|位置).{0,12}(限制|禁止|无法|不能|不允许|不支持).{0,4}访问"
    r"|D盾_?拦截|(创宇盾|云锁|安全狗|安全宝|云盾|玄武盾|网防G01|护卫神|雷池|WTS-?WAF|webscan|网站卫士|云防护).{0,40}(拦截|阻断|防护提示|拦截提示)"
    r"|网站管理员设置(了)?拦截|(被|触发).{0,12}(防火墙|防护|安全)(规则|策略|系统|设备|平台).{0,6}(拦截|阻断|拒绝|阻止)"
    r"|触发.{0,12}(防护|拦截|安全)(规则|策略|机制)|(拦截|阻断)(编号|ID|日志|原因|时间)[:：]|事件ID[:：]?[0-9a-f]{8}"
    r"|Request(has been)?(Rejected|blocked)|TherequestedURLwasrejected|AttentionRequired|checkingyourbrowser"
    r"|(your)?(access|request|IP)(tothissite|address)?(has|was|is)(been)?(blocked|denied|forbidden)|JustamomentpleaseEnable"
    r"|AccessDenied.{0,200}(permission|Reference|policy|administrator)|VerifyingyouareHuman|verifyyouarehuman",
    re.IGNORECASE,
)
# what a portal may ask for in a corner, too: a page with its menus does
_ASKS = re.compile(
    r"(请|正在|需要?)(您|你)?先?(完成|进行|通过|点击|拖动|输入).{0,12}(安全验证|人机验证|滑动验证|滑块|验证码|身份校验|安全检测|安全检查)"
    r"|(请|需要?|必须)(您|你)?(先|在浏览器中)?(开启|启用|打开)(浏览器的?)?(JavaScript|JS|Cookies?)"
    r"|(浏览器|浏览).{0,12}不支持(JavaScript|Cookies?)"
    r"|(正在|为了?)(检查|检测|验证|确认)(您|你)?的?(浏览器|访问环境|网络环境|是否(为|是)(机器|真人))"
    r"|(Please)?(enable|turnon)JavaScript.{0,40}(cookies|continue|reload|refresh|browser)",
    re.IGNORECASE,
)
_REFUSING = frozenset({"401", "403", "405", "412", "418", "429", "493", "521"})  # codes in an interface's answer
_NOTHING = frozenset({"404", "410"})
_PUNISHED = re.compile(r"RGV587|FAIL_SYS_USER_VALIDATE|/_____tmd_____/punish|/punish\?", re.IGNORECASE)
_BARE_WALL = re.compile(
    "安全验证|人机验证|滑动验证|访问验证|访问(过于|太)频繁|请求(过于|太)频繁|Web应用防火墙|网站防火墙|访问(被|已被)?(拒绝|拦截|阻断|禁止|受限)"
    "|(拒绝|禁止|限制)访问|已被(拦截|阻断|屏蔽)|疑似(黑客)?攻击|恶意(访问|请求)|AccessDenied|Forbidden|Justamoment|robotcheck"
    "|(请)?(开启|启用)JavaScript|没有(访问)?权限|无权访问|(请|正在)?(刷新|跳转).{0,6}(页面|中|稍)",
    re.IGNORECASE,
)

# --- soft 404s ----------------------------------------------------------------------------------------------------
_LOST = (
    "(不存在|已?不见了|未找到|没有找到|无法找到|找不到|没找到|已(过期|失效|丢失)"
    "|已经?被?(删除|移除|撤销|撤下|下线|下架|取消发布))"
)
_THING = "(页面|网页|文章|信息|内容|栏目|文件|资源|链接|地址|网址|资料|数据|记录|新闻|稿件|URL)"
_SORRY = re.compile(
    f"(抱歉|对不起|很遗憾|哎呀|啊哦|sorry).{{0,30}}({_THING}.{{0,12}}{_LOST}|{_LOST}.{{0,16}}{_THING})"
    f"|(您|你)(所|要|正在|想|想要|需要)*(访问|请求|查看|浏览|查找|打开|寻找|查询)的?(?:(?![如若,，。])[\\s\\S]){{0,12}}{_LOST}"
    "|(找不到|未找到|没有找到|无法找到)(您|你)(要|所|想要|需要)?(访问|请求|查找|浏览|查看|打开|寻找)?的?(页面|网页|内容|文件|信息|资源|文章)"
    r"|HTTP(Status|错误|Error)?404|404(错误|页面|notfound|-找不到|-未找到|-File)|Error[:：]?404|Thepage.{0,30}(notfound|cannotbefound|doesn.?texist)"
    r"|NotFoundTherequestedURL|(PageNotFound|Filenotfound)",
    re.IGNORECASE,
)
_BARE_LOST = re.compile(
    f"{_THING}.{{0,6}}{_LOST}|(找不到|未找到|没有找到|无此|没有该|没有此|查无此){_THING}|^404$|^\\W*404\\W|NotFound|recordnotfound"
    "|参数(错误|有误|不正确|非法)|(该|此)(文章|信息|新闻|栏目|稿件).{0,8}(未发布|未审核|正在审核|不允许)",
    re.IGNORECASE,
)
# what a short report and an answer to an applicant speak of, too: information that does not exist
_OF_REQUESTS = re.compile("申请(公开)?的?(政府)?信息|政府信息不存在|(主动|依申请|不予|予以)公开|收到.{0,12}申请")
_LOST_TITLE = re.compile(
    f"^\\W*(404|error)\\b|^.{{0,10}}(页面|网页|文章){_LOST}|^.{{0,10}}{_THING}.{{0,4}}{_LOST}.{{0,2}}$|notfound|^(错误|出错|出错了|错误页面?)$",
    re.IGNORECASE,
)

# --- servers that fail -----------------------------------------------------------------------------------------------
_FAILING = re.compile(
    "(网站|系统|平台|服务器?)(正在.{0,4}(维护|升级|改造|建设|调整)|(维护|升级|改造|建设|调整)中)|(系统|服务器|程序|数据库|内部|网络)(繁忙|异常|错误|出错|连接(失败|错误))"
    "|(访问|在线)(人数|量)(过多|过大|太多)|暂停(服务|访问)|暂时无法(访问|提供)|ServerErrorin|InternalServerError|HTTPStatus50\\d|ServiceUnavailable|BadGateway"
    "|GatewayTime-?out|ORA-\\d{5}|(Fatal|Parse)error:|NullPointerException|MicrosoftOLEDBProvider|Database(connection)?error"
    "|(域名|网站|空间|备案).{0,6}(已?过期|已?到期|未备案|已?关闭|已停用)|站点(已?关闭|不存在|未开通)|Welcometonginx",
    re.IGNORECASE,
)


def _words(listed: str) -> tuple[str, ...]:
    return tuple(listed.split())


# Without one of these, none of the patterns above can match; looking for them costs a hundredth.
_OF_WALLS = _words(
    "拦截 阻断 屏蔽 封禁 封锁 黑名单 拒绝 禁止 限制 威胁 危险 风险 攻击 恶意 异常 不合法 非法 频繁 快 访问 事件id 防护 "
    "防火墙 验证 滑块 校验 安全检 javascript js cookie 浏览器 网络环境 机器 真人 权限 无权 刷新 跳转 request access "
    "attention moment human denied forbidden blocked robot"
)
_OF_LOSS = _words(
    "不存在 不见 找到 找不到 删除 移除 撤销 撤下 下线 下架 取消发布 过期 失效 丢失 404 found exist 参数 未发布 审核 "
    "不允许 无此 没有该 没有此 error 错误 出错"
)

_CHALLENGE_PATH = re.compile(
    r"captcha|/wzwsrel|/_guard/|/challenge|/antibot|/anti_?spider|/waf[-_/.]|/(human|robot|security|safe)[-_]?(verify|check)|/verify\.(html?|jsp|php)",
    re.IGNORECASE,
)
_ERROR_PATH = re.compile(
    r"/(e(rror)?[-_]?)?404([-_]?(error|page|notfound))?/?$|/[a-z_-]{0,12}404[a-z_-]{0,12}\.(s?html?|jsp|php|aspx?)$"
    r"|/(error|err|errors|errorpage|error_page|page_?error|not_?found|page_?not_?found|nopage|no_page)(\.(s?html?|jsp|php|aspx?|do))?/?$",
    re.IGNORECASE,
)


class Looks:
    """A page and how it looks: `page` as served and decoded, the rest worked out when it is asked for."""

    def __init__(self, page: str) -> None:
        self.page = page

    @cached_property
    def text(self) -> str:
        """The visible text without any white space, cut off after what a short page may have."""
        return visible(self.page, _SHORT)

    @cached_property
    def said(self) -> str:
        """The visible text without what it quotes, in simplified characters."""
        return simplified(_QUOTED.sub("", self.text))

    @cached_property
    def start(self) -> str:
        """As much of the page as is searched for scripts, and its end."""
        return self.page[:_LOOK] + self.page[_LOOK:][-_TAIL:]

    @cached_property
    def title(self) -> str:
        """The page's title without white space, or an empty string."""
        lower = self.start.lower()
        begin = lower.find("<title")
        begin = lower.find(">", begin) if begin >= 0 else -1
        end = lower.find("</title", begin) if begin >= 0 else -1
        return simplified("".join(self.start[begin + 1 : end].split())) if 0 <= begin < end <= begin + 400 else ""

    @cached_property
    def alert(self) -> str:
        """What the page says in a dialogue, where it shows nothing else."""
        found = _ALERT.search(self.start) if len(self.text) < _TINY else None
        return simplified("".join(found[1].split())) if found else ""

    @cached_property
    def answer(self) -> Refusal | None:
        """What an interface's answer without records says, in simplified characters; None for pages."""
        found = refusal(self.page)
        return found and Refusal(tuple(simplified("".join(one.split())) for one in found.said), found.codes)

    @cached_property
    def links(self) -> int:
        """How many links the searched part has, frames and images counted."""
        lower = self.start.lower()
        return sum(lower.count(tag) for tag in ("<a ", "<frame", "<iframe", "<img", "<record"))


def visible(page: str, most: int) -> str:
    """Return the visible text of a page without white space; it stops soon after `most` characters.

    Linear in the page's length, whatever it holds.
    """
    found: list[str] = []
    length = 0
    for piece in _PIECE.finditer(page):
        if text := piece["text"]:
            found.append("".join(text.split()))
            length += len(found[-1])
            if length > most:
                break
    return "".join(found)


def wall_page(looks: Looks) -> str | None:
    """Return what kind of block page a page is, or None if it is a page of its own."""
    if looks.answer:
        return _wall_answered(looks.answer)
    if not looks.page or len(looks.text) > _SHORT:
        return None
    if _is_challenge(looks):
        return "a challenge page: a script must run before the site answers"
    return _wall_said(looks) if _holds_one(looks.said + looks.title + looks.alert, _OF_WALLS) else None


def _wall_answered(answer: Refusal) -> str | None:
    if any(len(one) < _BARE and _BARE_WALL.search(one) for one in answer.said):
        return "a firewall's answer to a program"
    said = "。".join(answer.said)[:_SHORT]
    if _WALL.search(said) or _ASKS.search(said) or _PUNISHED.search(said):
        return "a firewall's answer to a program"
    code = next(iter(sorted(answer.codes & _REFUSING)), None)
    return f"an interface's answer that refuses access (code {code})" if code and not _BARE_LOST.search(said) else None


def _wall_said(looks: Looks) -> str | None:
    said = looks.said or looks.alert
    if _WALL.search(said) and looks.links < 4 * _MANY_LINKS:
        return "a firewall's page"
    if looks.links >= _MANY_LINKS:
        return None
    if _ASKS.search(said):
        return "a page that wants a person or a script"
    if len(said) < _TINY and _ASKS.search(looks.title):
        return "a page that wants a person or a script"
    bare = len(said) + len(looks.title) < _BARE and not _OF_REQUESTS.search(said)
    if bare and _BARE_WALL.search(said or looks.title):
        return "a firewall's page"
    return None


def _is_challenge(looks: Looks) -> bool:
    if looks.links >= _MANY_LINKS or len(looks.text) > _BRIEF:
        return False
    if _MARKS.search(looks.start) and (looks.links < 2 or len(looks.text) < _TINY):
        return looks.links <= 2
    if looks.links or len(looks.text) > _BARE:
        return False
    if is_challenge_address(_forwards_to(looks)):
        return True
    if _COOKIE.search(looks.start) and _AGAIN.search(looks.start):
        return True
    return not looks.text and "src=" not in looks.start.lower() and bool(_RUN.search(looks.start))


def missing_page(looks: Looks) -> str | None:
    """Return how a page says that there is nothing at its address, or None if it does not."""
    if looks.answer:
        return "the interface answers that there is nothing" if looks.answer.codes & _NOTHING else None
    return _missing_said(looks) if looks.page and len(looks.text) <= _SHORT else None


def _missing_said(looks: Looks) -> str | None:
    if not _holds_one(looks.said + looks.title + looks.alert, _OF_LOSS) and not _is_forwarding(looks):
        return None
    if _SORRY.search(looks.said) or (looks.alert and _BARE_LOST.search(looks.alert)):
        return "the page says that it does not exist"
    bare = len(looks.said) < _TINY and looks.links < _MANY_LINKS and not _OF_REQUESTS.search(looks.said)
    if bare and _BARE_LOST.search(looks.said):
        return "the page says that it does not exist"
    if len(looks.title) <= 30 and _LOST_TITLE.search(looks.title):
        return "the page's title says that it does not exist"
    return "the page leads on to an error page" if _is_forwarding(looks) else None


def _is_forwarding(looks: Looks) -> bool:
    return is_error_address(_forwards_to(looks))


def _forwards_to(looks: Looks) -> str:
    """Return the address, without its query, that a page with next to no text leads on to by itself, or ""."""
    target = _REFRESH.search(looks.start) if len(looks.text) < _TINY else None
    return target[1].partition("?")[0] if target else ""


def _holds_one(text: str, words: tuple[str, ...]) -> bool:
    lower = text.lower()
    return any(word in lower for word in words)


def failing_page(looks: Looks) -> str | None:
    """Return how a page says that its server is out of order, or None if it does not."""
    if not looks.page or len(looks.text) > _BRIEF or looks.links >= 3:
        return None
    said = "。".join(looks.answer.said) if looks.answer else looks.said or looks.title or looks.alert
    return "the page says that its site is out of order" if _FAILING.search(said) else None


def is_challenge_address(path: str) -> bool:
    """Tell whether an address's path is where firewalls send visitors to be looked at."""
    return bool(_CHALLENGE_PATH.search(path))


def is_error_address(path: str) -> bool:
    """Tell whether an address's path is that of a server's error page."""
    return bool(_ERROR_PATH.search(path))
