"""Stated percentages with the figures they are made from, and figures said of two results at once."""

import re

from pipelines.narrative.mentions import Mention, Said, mention_of

_SHARE = re.compile(r"占(?:比|总数的|申请总数的|总量的|全部申请的|总申请量的)?(?:为|约|达)?$")
_CLOSED = re.compile(r"(?:办结|答复|按时办结|按期办结|办毕)率(?:为|约|达到|达)?$")
_NUMERATORS = frozenset({"nar_hotline_closed", "nar_req_answered"})
_JOINT = re.compile(r"予以公开(?:及|和|与|、)(?:予以)?部分公开(?:的)?(?:申请|信息)?(?:共|共计|为|合计)?$")
JOINT_CODES = "nar_res_granted nar_res_partial"


def find_rates(one: Said, mentions: list[Mention]) -> list[Mention]:
    """Return the percentages of a sentence whose numerator is the figure right before them."""
    by_place = {(mention.start, mention.end): mention for mention in mentions}
    rates = []
    for number in range(1, len(one.quantities)):
        quantity, before = one.quantities[number], one.quantities[number - 1]
        numerator = by_place.get((before.start, before.end))
        if quantity.base != "%" or numerator is None:
            continue
        words = one.between(number - 1, number)
        shared = _SHARE.search(words) is not None and len(words) <= 14
        closed = _CLOSED.search(words) is not None and len(words) <= 14 and numerator.code in _NUMERATORS
        if shared or closed:
            rate = mention_of(None, quantity)
            rate.role, rate.whole, rate.label = "rate", numerator, words.strip(",;:(")
            rates.append(rate)
    return rates


def find_joint(one: Said, near: str) -> list[Mention]:
    """Return figures said of full and partial disclosure together, which are a figure of neither."""
    if "部分公开" not in one.marked or "申请" not in near:
        return []
    found = []
    for number, place in enumerate(one.marks):
        if one.quantities[number].base in {"件", "条", "宗"} and _JOINT.search(one.marked[max(0, place - 30) : place]):
            joint = mention_of(None, one.quantities[number])
            joint.role, joint.note = "joint", JOINT_CODES
            found.append(joint)
    return found
