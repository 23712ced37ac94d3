"""Running text of the sample reports, written for the demonstration; its figures follow the tables."""

import random
from collections.abc import Iterator

from crawler.sampleweb.bodies import SampleBody
from crawler.sampleweb.figures import PrintedFigures

_WORK = (
    "围绕预算公开、营商环境和民生实事，把群众问得最多的事项放到网站首页，过时的栏目全部下线。",
    "把财政预决算、重大建设项目和公共服务三类目录逐条核对，缺项补齐，错项更正。",
    "在教育、医疗、住房三个领域试行主动推送，到期未更新的信息由系统自动提醒承办人。",
    "对照公开目录开展两轮自查，把查出的空白栏目列成清单，按月销号。",
    "办事指南改用问答写法，并请居民代表试读，读不懂的句子退回重写。",
)
_REQUESTS = (
    "申请答复实行双人复核，涉及第三方权益的一律先征求意见。",
    "对申请内容不明确的，先打电话问清，再发补正通知。",
    "申请集中在征地补偿、规划许可和学区划分，已把其中反复出现的内容转为主动公开。",
    "建立了申请台账，临近期限五日自动提示，全年没有超期答复。",
)
_PLATFORM = (
    "网站改版后增加了无障碍阅读，手机访问量首次超过电脑。",
    "政务新媒体合并同类账号，停更的账号已注销。",
    "在便民服务大厅设立查阅点，配备专人帮助老年人检索。",
    "政府公报做到当月出刊、当月上网，并向村和社区赠阅。",
)
_SHORTCOMINGS = (
    "一是公开内容与群众关切仍有距离，二是承办人员更换频繁，业务不够熟练。",
    "部分单位解读材料照抄文件，图表少，读者看不明白。",
    "目录更新滞后，个别信息公开不够及时。",
    "答复文书说理不足，引用条款有时不准确。",
)
_REMEDIES = (
    "下一年将编写答复范例，每季度组织一次案例讲评。",
    "将按月通报更新情况，并把结果计入年度考核。",
    "将邀请读者给解读材料打分，低于六十分的重做。",
    "将统一答复文书格式，疑难件由法制机构会商。",
)


def _dice(body: SampleBody, year: int, what: str) -> random.Random:
    return random.Random(f"{body.key}|{year}|{what}")  # noqa: S311 (reproducible invention, no secret)


def opening(body: SampleBody, year: int) -> str:
    """Return the opening paragraph: who reports, on which period and, for governments, on which area."""
    area = f"全{body.name.removesuffix('人民政府')[-1]}"
    scope = f"在{area}各部门和下级政府报送数据的基础上汇总而成" if body.kind == "government" else "只反映本机关的工作"
    return (
        f"本报告由{body.name}依照《中华人民共和国政府信息公开条例》编制，{scope}。"
        f"所列数据的统计期限自{year}年1月1日起，至{year}年12月31日止。"
    )


def overview(body: SampleBody, year: int, figures: PrintedFigures) -> Iterator[str]:
    """Yield section one; its sentences about requests follow table 3."""
    dice = _dice(body, year, "overview")
    items = body.size * 12 + dice.randint(20, 400)
    yield f"（一）主动公开。{dice.choice(_WORK)}全年主动公开政府信息{items}条。"
    new, closed = figures.requests["req_new"][6], figures.requests["res_total"][6]
    yield f"（二）依申请公开。{dice.choice(_REQUESTS)}本年新收政府信息公开申请{new}件，办结{closed}件。"
    yield f"（三）平台建设。{dice.choice(_PLATFORM)}"


def working(body: SampleBody, year: int) -> Iterator[str]:
    """Yield a year's work without a figure, for the reports whose figures stand in a return."""
    dice = _dice(body, year, "working")
    yield dice.choice(_WORK)
    yield dice.choice(_REQUESTS)


def problems(body: SampleBody, year: int) -> Iterator[str]:
    """Yield section five."""
    dice = _dice(body, year, "problems")
    yield f"存在的主要问题：{dice.choice(_SHORTCOMINGS)}"
    yield f"改进措施：{dice.choice(_REMEDIES)}"


def fee_statement(figures: PrintedFigures) -> str:
    """Return section six."""
    return "本年度未收取信息处理费。" if figures.form == "F2021" else "没有其他需要报告的事项。"


def closing(body: SampleBody) -> str:
    """Return the signature line."""
    return body.name
