"""Cancelled timers do not add up while a crawl runs."""

from twisted.internet.task import Clock

from crawler.timers import SweptTimers


def test_the_reactor_is_woken_while_a_crawl_runs_and_not_after():
    extension, clock = SweptTimers(), Clock()
    extension._sweeping.clock = clock
    extension.start()
    first = clock.getDelayedCalls()[0].getTime()
    clock.advance(first)
    assert [call.getTime() for call in clock.getDelayedCalls()] == [2 * first]
    extension.stop()
    extension.stop()
    assert clock.getDelayedCalls() == []
