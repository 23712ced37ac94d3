"""Made pages: what firewalls, error pages and failing servers send, and honest pages that look a little like them."""

# ruff: noqa: E501 (a made page is read best on one line)
import gzip
from pathlib import Path

import pytest

from archive.records import Outcome
from crawler.outcome import judge

HTML = {"content-type": "text/html; charset=utf-8"}
LINKS = "".join(f'<a href="/c{number}/">栏目{number}</a>' for number in range(12))

BLOCKS = {
    "加速乐 521": (521, "<script>document.cookie=('_')+('_')+('j')+'sl_clid_s=1';location.href=location.pathname</script>"),
    "加速乐 200": (200, "<script>document.cookie='__jsl_clid_s=1|0;path=/';location.href=location.pathname+location.search</script>"),
    "瑞数 412": (412, "<html><head><meta id='x' content='a' r='m'><script r='m'>$_ts=window['$_ts'];</script></head></html>"),
    "瑞数 200": (200, "<html><head><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};</script><script src='/4QbVtADbnLVIc/c.js'></script></head></html>"),
    "瑞数 202": (202, "<!DOCTYPE html><html><head><script>$_ts={};</script></head><body></body></html>"),
    "阿里云 acw": (200, "<html><script>var arg1='8A2C';function setCookie(n,v){document.cookie=n+'='+v;document.location.reload()}setCookie('acw_sc__v2',x)</script></html>"),
    "阿里云 textarea": (200, '<textarea id="renderData" style="display:none">{"_waf_bd8ce2ce37":"' + "q" * 400 + '"}</textarea><script src="//x/waf.js"></script>'),
    "阿里云 405": (405, "<title>405</title><p>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。</p>"),
    "阿里云 滑块": (200, "<html><body><p>访问验证</p><p>请完成滑块验证后继续访问</p><script src='//x/AliyunCaptcha.js'></script></body></html>"),
    "创宇盾": (403, "<title>创宇盾</title><h2>当前访问疑似黑客攻击，已被创宇盾拦截</h2><p>可能原因：您访问的内容含有危险字符</p>"),
    "创宇盾 200": (200, f"<title>知道创宇云防御</title><p>您的访问疑似黑客攻击行为，已被网站管理员设置为拦截并记录</p><p>{'如有疑问请联系管理员。' * 9}</p>"),
    "安恒": (200, "<title>访问被拦截！</title><div>非常抱歉，您提交的内容带有不合法的参数，请求已被明御安全网关拦截。事件ID：20240110-1</div>"),
    "玄武盾 404": (404, "<div>您的请求已被玄武盾云防护拦截，如需帮助请与网站管理员联系</div>"),
    "长亭": (200, "<title>雷池</title><p>您的访问请求可能对网站造成安全威胁，请求已被 管理员设置的策略 阻断</p><p>event id: 3f2a</p>"),
    "长亭 challenge": (468, "<html><script>window.SafeLineChallenge=1</script><body>正在确认你是不是机器人</body></html>"),
    "奇安信": (200, "<title>网站防火墙</title><p>抱歉！您的访问可能对网站造成危险，已被云防护安全拦截</p>"),
    "360 卫士": (200, "<p>您所提交的请求含有不合法的参数，已被网站卫士拦截！</p>"),
    "openresty 403": (403, "<html><head><title>403 Forbidden</title></head><body><center><h1>403 Forbidden</h1></center><hr><center>openresty</center></body></html>"),
    "nginx 403 as 200": (200, "<html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1><hr>nginx</body></html>"),
    "宝塔": (200, "<title>宝塔防火墙</title><h1>您的请求带有不合法参数，已被网站管理员设置拦截！</h1><p>可能原因：您提交的内容包含危险的攻击请求</p>"),
    "D盾": (200, "<title>D盾_拦截提示</title><p>[D盾_IIS防火墙]本页面提交的内容有害，D盾_拦截</p>"),
    "安全狗": (200, "<title>网站防火墙</title><p>您的请求带有不合法的参数，谢谢合作！</p><p>网站安全狗拦截提示</p>"),
    "云锁": (200, "<script>function YunSuoAutoJump(){self.location='/?security_verify_data=1'}yunsuoautojump()</script>"),
    "深信服": (200, "<title>提示</title><p>您访问的地址触发了安全防护规则，当前请求已被拦截</p><p>拦截时间：2024-01-10</p>"),
    "腾讯云": (200, "<p>很抱歉，您提交的请求可能对网站造成威胁，请求已被管理员设置的策略阻断</p>"),
    "华为云 418": (418, "<html><title>418</title><p>您的请求疑似攻击行为！</p></html>"),
    "网防G01": (200, "<title>网防G01</title><p>您的访问行为存在风险，网防G01已拦截本次访问</p>"),
    "地域": (200, "<p>因政策原因，本网站仅允许中国大陆境内IP访问</p>"),
    "安徽 地域": (200, "<p>您所在的地区限制访问本站，请联系管理员</p>"),
    "wzws": (200, "<script>var dynamicurl='/WZWSRELw==';var wzwsquestion='x';function wzwschallenge(){}</script>"),
    "频繁": (200, "<html><body>您的请求过于频繁，请稍后再试</body></html>"),
    "五秒": (503, "<title>Just a moment...</title><p>Checking your browser before accessing x.gov.cn</p>"),
    "F5": (200, "<title>Request Rejected</title><body>The requested URL was rejected. Please consult with your administrator. Your support ID is: 1</body>"),
    "验证码": (200, "<title>安全验证</title><body>为了您的安全，请输入验证码<input><img src='/code.jpg'></body>"),
    "JS": (200, "<html><body>请开启JavaScript并刷新该页</body></html>"),
    "eval": (200, "<html><script>eval(function(p,a,c,k){return p}('1 2',3))</script><body></body></html>"),
    "alert": (200, "<script>alert('您的IP已被限制访问');history.back();</script>"),
    "黑名单": (200, "<html><body>您的IP地址已被列入黑名单</body></html>"),
    "网络环境": (200, "<p>系统检测到您的网络环境存在异常，为保证您的正常访问，请完成验证</p>"),
    "长脚本": (200, f"<script>{'var a=1;' * 20_000}document.cookie='x=1';location.reload();</script>"),
    "表单": (200, "<body onload='document.forms[0].submit()'><form method='post'><input type='hidden' name='t'></form></body>"),
    "表单脚本": (200, "<form method='post'><input type='hidden'></form><script>document.forms[0].submit()</script>"),
    "转到验证": (200, "<html><head><meta http-equiv='refresh' content='0;url=/captcha/index?from=/nb/1.html'></head></html>"),
    "JSON 拒绝": (200, '{"code":403,"msg":"访问被拒绝","data":null}'),
    "JSON 编码": (200, '{"code":"403","success":false,"message":"\\u60a8\\u7684\\u8bf7\\u6c42\\u5df2\\u88ab\\u62e6\\u622a","event_id":"3f2a"}'),
    "JSON 频繁": (200, '\ufeff{"errno": 1, "errmsg": "请求过于频繁，请稍后再试", "data": []}'),
    "JSON 无话": (200, '{"statusCode":429,"data":{}}'),
    "JSON 长亭": (200, '{"code": 403, "success": false, "message": "blocked by Chaitin SafeLine Web Application Firewall", "event_id": "ab"}'),
    "JSON 惩罚": (200, '{"ret":["FAIL_SYS_USER_VALIDATE","RGV587_ERROR::SM::哎哟喂,被挤爆啦"],"data":{"url":"https://x/_____tmd_____/punish?a=1"}}'),
    "JSON 一句": (200, '"您的IP已被限制访问"'),
    "JSON 繁体": (200, '{"code":0,"msg":"您的訪問已被防火牆攔截"}'),
    "繁体 阻断": (200, "<title>提示</title><p>很抱歉，由於您訪問的URL有可能對網站造成安全威脅，您的訪問被阻斷。</p>"),
    "繁体 频繁": (200, "<html><body>您的請求過於頻繁，請稍後再試</body></html>"),
    "繁体 验证": (200, "<title>安全驗證</title><body>為了您的安全，請輸入驗證碼<input><img src='/code.jpg'></body>"),
    "繁体 地域": (200, "<p>您所在的地區限制訪問本站，請聯繫管理員</p>"),
    "繁体 浏览器": (200, "<html><body>正在檢測您的瀏覽器，請稍候</body></html>"),
    "繁体 对话": (200, "<script>alert('您的IP已被限制訪問');history.back();</script>"),
    "验证码标题": (200, "<title>请输入验证码</title><form><img src='/code.jpg'><input name='c'><button>提交</button></form>"),
}  # fmt: skip

SOFT = {
    "title": "<title>404</title><p>页面</p>",
    "抱歉": "<title>某县人民政府</title><p>抱歉，您访问的页面不存在或已被删除</p><a href='/'>返回首页</a>",
    "menus": f"<title>出错了</title>{LINKS}<p>对不起，您要查看的信息已下线。</p>{LINKS}",
    "iis": "<title>无法找到该页</title><h1>HTTP 错误 404 - 文件或目录未找到</h1>",
    "tomcat": "<title>Apache Tomcat - Error report</title><h1>HTTP Status 404 - /nb/1.html</h1>",
    "english": "<h1>Not Found</h1><p>The requested URL /nb/1.html was not found on this server.</p>",
    "asp": "<p>参数错误！</p>",
    "alert": "<script>alert('该文章不存在！');history.go(-1);</script>",
    "refresh": "<html><head><meta http-equiv='refresh' content='0;url=/404.html'></head></html>",
    "删除": "<p>该信息已被删除</p>",
    "找不到": "<p>很遗憾，找不到您要访问的页面，3秒后返回首页</p>",
    "未审核": "<body>该文章未审核</body>",
    "繁体": "<title>提示</title><p>對不起，您訪問的頁面不存在或已被刪除</p><a href='/'>返回首頁</a>",
    "json": '{"code":404,"msg":"文章不存在","data":null}',
}

FAILING = {
    "维护": "<p>网站正在升级维护，请稍后访问</p>",
    "iis": "<title>“/”应用程序中的服务器错误</title><h1>Server Error in '/' Application.</h1>",
    "oracle": "<p>系统异常：ORA-12541: TNS:no listener</p>",
    "排队": "<p>当前访问人数过多，请您稍候再试</p>",
    "nginx": "<title>Welcome to nginx!</title><h1>Welcome to nginx!</h1>",
    "繁体": "<p>網站正在升級維護，請稍後訪問</p>",
    "json": '{"code":500,"msg":"系统异常，请联系管理员","data":null}',
}

COUNTER = "<script>if(document.cookie.indexOf('v=')<0){document.cookie='v=1;path=/';}if(/mobile/i.test(navigator.userAgent)){location.href='/m/';}</script>"
HONEST = {
    "短公告": "<title>公告</title><h1>关于春节放假的公告</h1><p>1月22日至28日放假，共7天。</p>",
    "两条列表": "<title>政府信息公开年报</title><ul><li><a href='1.html'>2023年年报</a></li><li><a href='2.html'>2022年年报</a></li></ul>",
    "一条列表": f"<title>年报</title><ul><li><a href='1.html'>某局2023年政府信息公开工作年度报告</a><span>2024-01-10</span></li></ul>{COUNTER}",
    "空列表": "<html><body><ul></ul></body></html>",
    "计数器": f"<title>通知</title>{COUNTER}<h1>关于召开年度工作会议的通知</h1><p>定于1月10日召开全县政务公开工作会议，请各单位准时参加，并提前一天报送参会人员名单。</p>",
    "瑞数 放行": f"<title>年报</title><script r='m'>$_ts=window['$_ts'];</script>{LINKS}<ul><li><a href='1.html'>2023年年报</a></li></ul>",
    "瑞数 短文": f"<title>公告</title><script>$_ts={{}};</script>{LINKS}<h1>公告</h1><p>本局已搬迁至新址办公。</p>",
    "加速乐 放行": f"<script>var c='__jsluid_h';</script>{LINKS}<h1>关于机构更名的公告</h1>",
    "防火墙采购": "<title>采购公告</title><h1>关于采购Web应用防火墙的公告</h1><p>某县大数据局拟采购Web应用防火墙一台，欢迎合格供应商报名，报名截止2024年1月10日，地点为县政府三楼会议室。</p>",
    "安全验证通知": "<title>通知</title><h1>关于开展数据安全验证工作的通知</h1><p>各股室：请于1月10日前将数据安全验证情况报送办公室，由办公室汇总后统一上报市局。</p>",
    "人机验证说明": "<title>说明</title><p>自2024年1月起，本站办事大厅登录增加了人机验证功能，用以防止批量注册，请各位用户知悉。登录中遇到困难的，可以在工作日拨打服务热线咨询。</p>",
    "引用 404": "<title>公告</title><p>近日有群众反映本网站部分栏目打开时提示“您访问的页面不存在”，经查系改版所致，现已全部修复，给您带来不便敬请谅解。</p>",
    "引用 拦截": "<title>答复</title><p>网友来信问：为什么打开网站显示“您的访问已被拦截”？答：系网络安全设备误判所致，目前已经处理完毕。</p>",
    "信息不存在": "<title>政府信息不存在告知书</title><h1>政府信息不存在告知书</h1><p>张某：本机关收到你提出的公开申请，经检索，你申请公开的政府信息不存在，特此告知。如对本告知不服，可以依法申请行政复议。</p>",
    "短年报": "<h1>2012年年报</h1><p>申请的信息不存在的2件，不予公开1件。</p>",
    "短告知书": "<h1>政府信息公开告知书</h1>经检索，您申请的信息不存在，现予告知。",
    "短年报 拒绝": "<h1>2014年年报</h1><p>主动公开3条；访问被拒绝的0件。</p>",
    "不掌握": "<title>年报</title><p>全年共收到申请12件，其中本机关不掌握相关政府信息3件，申请的信息不存在2件，予以公开7件，均在法定期限内答复，没有因此引起的复议和诉讼。</p>",
    "404房间": "<title>办公地址</title><p>县政务服务中心办公地址：行政中心4号楼404室，电话公开，欢迎来访。周末和法定节假日不办公，办理事项前可以先在网上预约，以免久候。</p>",
    "404件": "<title>2023年年报</title><h1>2023年年报</h1><p>全年主动公开信息404条。</p>",
    "文件废止": "<title>关于废止文件的通知</title><p>经清理，决定废止下列文件，已下载的文件请自行删除。本通知自印发之日起施行，由县人民政府办公室负责解释。</p>",
    "攻击统计": "<title>网络安全情况</title><p>一年来共监测到疑似攻击行为1200次，全部由防护系统自动处置，未发生安全事件。下一步将继续加强值守和演练，确保网站平稳运行。</p>",
    "频繁 提及": "<title>来信选登</title><p>来信：热线占线，访问过于集中时网页打开缓慢。回复：已扩容带宽，请您再次尝试，感谢您对我们工作的支持和理解。</p>",
    "维护公告": f"<title>公告</title>{LINKS}<h1>关于网站升级维护的公告</h1><p>网站将于1月10日22时至24时进行升级维护，期间暂停服务，请提前安排，给您带来不便敬请谅解。</p>",
    "跳转门户": "<html><head><meta http-equiv='refresh' content='0;url=/zwgk/index.html'></head></html>",
    "框架": "<html><frameset><frame src='list.asp'></frameset></html>",
    "空壳应用": "<html><head><script src='/static/app.js'></script></head><body><div id='app'></div></body></html>",
    "数据存储": "<html><script type='text/xml'><datastore><recordset><record><![CDATA[<a href='/1.html'>x</a>]]></record></recordset></datastore></script></html>",
    "noscript": f"<noscript>请开启JavaScript后访问本站</noscript>{LINKS}<p>公告一则</p>",
    "拒绝公开": "<title>年报</title><p>对涉及国家秘密的申请，本机关依法拒绝公开1件，并说明了理由。禁止访问涉密网络的规定已经传达到全体职工。</p>",
    "错误更正": "<title>更正</title><h1>关于更正年报数据错误的说明</h1><p>因录入错误，现将表中第3行更正为12件，其余数据不变，特此说明。由此造成的不便敬请谅解。</p>",
    "网站检查": "<title>通报</title><p>抽查发现部分网站存在链接打不开、页面无法访问等问题，请有关单位于本月底前整改到位，并将整改情况书面报送我办。</p>",
    "试点": "<title>动态</title><p>我局被省厅列为网络安全平台试点单位，将在全省率先开展相关工作，切实提升政务服务水平和安全保障能力。</p>",
    "复信": "<title>来信</title><p>您好！您请求公开的信息涉及第三方合法权益，经征求意见，第三方不同意公开，依法予以拒绝，特此答复。感谢您的关注。</p>",
    "信访": "<title>来信</title><p>您好！您提出的请求收悉。经查，该处存在非法占地行为，已依法责令限期拆除，并将有关责任人移送处理，感谢您的监督。</p>",
    "附件页": "<title>某局2023年政府信息公开工作年度报告</title><h1>某局2023年政府信息公开工作年度报告</h1><a href='a.pdf'>下载</a>",
    "登录提示": f"<title>年报</title>{LINKS}<p>公众互动请先登录，登录时请输入验证码。</p>",
    "json": '{"code":200,"data":[{"title":"2023年年报","url":"/1.html"}]}',
    "json 空": '{"code":200,"msg":"操作成功","data":{"total":0,"rows":[]}}',
    "json 无记录": '{"code":200,"msg":"没有找到数据","data":[]}',
    "json 404条": '{"code":0,"total":404,"size":403,"rows":[]}',
    "json 标题": '{"code":403,"data":{"list":[{"title":"关于访问被拒绝问题的答复","url":"/1.html"}]}}',
    "json 正文": '{"status":403,"html":"<li><a href=1.html>您的请求已被拦截怎么办</a></li>"}',
    "json 答复": '{"total":1,"list":[{"t":"2023年年报","text":"尊敬的申请人：您查询的政府信息不存在。因您的IP地址访问被限制，请求被拦截一事，经核实系统异常所致，现已全部处理完毕，特此答复，感谢您的关注与支持！"}]}',
    "json 数组": '[{"t":"2023年年报","text":"尊敬的申请人：您查询的政府信息不存在。因您的IP地址访问被限制，请求被拦截一事，经核实系统异常所致，现已全部处理完毕，特此答复，感谢您的关注与支持！"}]',
    "json 编号": '{"code":200,"data":{"1":{"name":"关于限制访问的通知","url":"/a.html"},"2":{"name":"2023年年报","url":"/b.html"}}}',
    "json 深": '{"code":403,"a":' + '{"a":' * 2000 + "1" + "}" * 2001,
    "不是json": '{"code":403 年报编制说明如下，各单位应当于1月31日前公布，逾期不报的予以通报。}',
    "繁体 采购": "<title>公告</title><h1>關於採購網站防火牆的公告</h1><p>某局擬採購網站防火牆一臺，歡迎合格供應商報名，報名截止2024年1月10日，地點為縣政府三樓會議室。</p>",
    "繁体 告知书": "<h1>政府信息公開告知書</h1>經檢索，您申請的信息不存在，現予告知。",
    "繁体 列表": "<title>政府信息公開年報</title><ul><li><a href='1.html'>2023年年報</a></li><li><a href='2.html'>2022年年報</a></li></ul>",
    "繁体 引用": "<title>答覆</title><p>網友來信問：為什麼打開網站顯示「您的訪問已被攔截」？答：係網絡安全設備誤判所致，目前已經處理完畢。</p>",
}  # fmt: skip


@pytest.mark.parametrize(("status", "page"), BLOCKS.values(), ids=BLOCKS)
def test_block_pages_are_blocks(status, page):
    assert judge(status, HTML, page.encode()).outcome is Outcome.BLOCKED


@pytest.mark.parametrize("page", SOFT.values(), ids=SOFT)
def test_pages_that_say_there_is_nothing_are_gone(page):
    assert judge(200, HTML, page.encode()).outcome is Outcome.GONE


@pytest.mark.parametrize("page", FAILING.values(), ids=FAILING)
def test_pages_of_failing_servers_are_failures(page):
    assert judge(200, HTML, page.encode()).outcome is Outcome.FAILED


@pytest.mark.parametrize("page", HONEST.values(), ids=HONEST)
def test_honest_pages_are_kept(page):
    verdict = judge(200, HTML, page.encode())
    assert verdict.outcome is Outcome.KEPT, verdict.reason


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "text/json", "text/plain"])
def test_answers_of_interfaces_are_looked_at_whatever_they_call_themselves(kind):
    assert judge(200, {"content-type": kind}, BLOCKS["JSON 拒绝"][1].encode()).outcome is Outcome.BLOCKED
    assert judge(200, {"content-type": kind}, HONEST["json"].encode()).outcome is Outcome.KEPT
    packed = {"content-type": "application/json", "content-encoding": "gzip"}
    long = HONEST["json 答复"].replace("现已", " " * 9000)  # is no page, however small it comes
    assert judge(200, packed, gzip.compress(long.encode())).outcome is Outcome.KEPT


def test_the_book_counts_the_made_pages():
    book = (Path(__file__).parents[2] / "docs" / "crawling.md").read_text("utf-8")
    for count in (
        f"holds {len(BLOCKS)} made block pages",
        f"{len(SOFT) + len(FAILING)} soft 404s and pages of failing servers, and {len(HONEST)} honest ones",
    ):
        assert count in " ".join(book.split())


def test_long_pages_are_kept_whatever_words_they_hold():
    text = "，".join(
        page.partition("<p>")[2].partition("</p>")[0] for _, page in BLOCKS.values() if "<script" not in page
    )
    assert judge(200, HTML, f"<h1>网络安全知识</h1><p>{text}</p>{'防护要点。' * 100}".encode()).outcome is Outcome.KEPT


@pytest.mark.parametrize(
    ("url", "location", "outcome"),
    [
        ("/nb/1.html", "/404.html", Outcome.GONE),
        ("/nb/1.html", "/error/404.jsp", Outcome.GONE),
        ("/nb/1.html", "http://x.gov.cn/errorpage.html?from=1", Outcome.GONE),
        ("/nb/1.html", "/", Outcome.GONE),
        ("/nb/1.html", "/index.html", Outcome.GONE),
        ("/nb/1.html", "/nb/2.html", Outcome.REDIRECT),
        ("/nb/", "/nb/index.html", Outcome.REDIRECT),
        ("/", "/index.html", Outcome.REDIRECT),
        ("/", "https://x.gov.cn/", Outcome.REDIRECT),
        ("/nb/1.html", "/?id=7", Outcome.REDIRECT),
        ("/nb/404/", "/nb/t20240404_404404.html", Outcome.REDIRECT),
        ("/nb/1.html", "/nb/1.html", Outcome.BLOCKED),
        ("/nb/1.html", "/WZWSREL2luZGV4", Outcome.BLOCKED),
        ("/nb/1.html", "/captcha/verify.html", Outcome.BLOCKED),
        ("/nb/1.html", "http://[broken", Outcome.REDIRECT),
    ],
)
def test_where_a_redirect_leads_tells_how_it_ended(url, location, outcome):
    headers = {**HTML, "location": location}
    assert judge(302, headers, b"", url=f"http://x.gov.cn{url}").outcome is outcome
    whole_site = location in {"/", "/index.html"}
    as_list = judge(302, headers, b"", url=f"http://x.gov.cn{url}", is_list=True).outcome
    assert as_list is (Outcome.REDIRECT if whole_site else outcome)
    assert judge(302, headers, b"").outcome is Outcome.REDIRECT  # as for robots.txt, whose redirects are followed


def test_page_at_the_address_of_an_error_page_is_gone():
    page = b"<html><img src='/sorry.png'></html>"
    assert judge(200, HTML, page, url="http://x.gov.cn/404.html").outcome is Outcome.GONE
    assert judge(200, HTML, page, url="http://x.gov.cn/nb/1.html").outcome is Outcome.KEPT


@pytest.mark.parametrize(
    "hostile",
    [
        "document.cookie=" * 60_000,
        "<meta http-equiv=" * 50_000,
        "您" * 700,
        "<title>" * 90_000,
        "“" * 500_000,
        "alert('" * 80_000,
    ],
)
def test_hostile_pages_are_judged_in_one_pass(hostile):
    assert judge(200, HTML, hostile.encode()).outcome in set(Outcome)
