"""Rules of a connection's throttle: pause, one probe, then more side by side, then none."""

from datetime import timedelta

import pytest

from connector.domain.throttle import CALM_AFTER, FULL, LONGEST_TURN_LIFE, TURN_LIFE, Throttle
from tests.builders import CONNECTION_ID, NOW

SECOND = timedelta(seconds=1)


def struck(throttle=None, now=NOW, *, retry_after_s=None):
    """A throttle that met trouble."""
    return (throttle or Throttle(CONNECTION_ID)).struck("", now, reason="503", retry_after_s=retry_after_s)


def after_pause(throttle):
    """The moment at which something may be sent again."""
    return throttle.paused_until


def recovered(throttle):
    """A throttle whose probe and what followed it went well, at full width."""
    now = after_pause(throttle)
    while throttle.width < FULL:
        throttle = throttle.entered("turn", now).succeeded("turn", now)
    return throttle, now


def test_while_all_is_well_there_is_no_throttle():
    """
    Nobody asks for turns, and nothing is full or paused.
    """
    calm = Throttle(CONNECTION_ID)

    assert (calm.is_active(NOW), calm.is_paused(NOW), calm.is_full(NOW)) == (False, False, False)


def test_pauses_double_up_to_half_a_minute():
    """
    1, 2, 4, 8, 16, 30 seconds as long as each probe fails.
    """
    throttle, pauses = struck(), []
    for _ in range(8):
        pauses.append((throttle.paused_until - throttle.changed_at) / SECOND)
        throttle = struck(throttle, after_pause(throttle))

    assert pauses == [1, 2, 4, 8, 16, 30, 30, 30]


@pytest.mark.parametrize(("asked", "seconds"), [(0, 1), (45, 45), (3600, 3600), (86_400, 21_600)])
def test_pause_is_what_servicenow_asks_for(asked, seconds):
    """
    Also when that is longer than any pause of our own; a quarter of a day at most.
    """
    assert struck(retry_after_s=asked).paused_until == NOW + seconds * SECOND


def test_trouble_in_a_running_pause_counts_once():
    """
    Requests that were under way meet the same: the pause grows no longer by them, unless ServiceNow asks for it.
    """
    throttle = struck()

    assert struck(throttle, NOW + SECOND / 2) == throttle
    assert struck(throttle, NOW, retry_after_s=9).paused_until == NOW + 9 * SECOND


def test_one_probe_goes_first():
    """
    When the pause is over, one piece of work may be under way and no second.
    """
    throttle = struck()
    now = after_pause(throttle)
    assert (throttle.is_paused(now - SECOND / 2), throttle.is_paused(now), throttle.is_full(now)) == (
        True,
        False,
        False,
    )

    assert throttle.entered("probe", now).is_full(now)


def test_width_grows_1_2_4():
    """
    A step after as many good ends as were allowed side by side.
    """
    throttle, widths = struck(), []
    now = after_pause(throttle)
    for number in range(8):
        widths.append(throttle.width)
        throttle = throttle.entered(str(number), now).succeeded(str(number), now)

    assert widths == [1, 2, 2, 4, 4, 4, 4, 4]


def test_trouble_on_the_way_back_begins_anew():
    """
    From any width back to one probe; a good end before it keeps the pause short.
    """
    throttle, now = recovered(struck(struck(), NOW + SECOND))
    throttle = struck(throttle, now)

    assert (throttle.width, throttle.paused_until - now) == (1, SECOND)


def test_turn_of_a_dead_worker_is_free_again():
    """
    Time frees it, and the next one who enters clears it away.
    """
    throttle = struck()
    taken_at = after_pause(throttle)
    throttle = throttle.entered("dead", taken_at)
    assert throttle.is_full(taken_at + TURN_LIFE - SECOND)

    later = taken_at + TURN_LIFE
    assert not throttle.is_full(later)
    assert list(throttle.entered("next", later).turns) == ["next"]


def test_hanging_instance_holds_few_requests():
    """
    It accepts and never answers: a request ends after 65 seconds. Three of them hang side by side at most, and one
    when the first have timed out.
    """
    throttle, under_way, counts = struck(), {}, []
    for second in range(600):
        now = NOW + second * SECOND
        for turn_id in [id_ for id_, since in under_way.items() if now - since >= 65 * SECOND]:
            del under_way[turn_id]
            throttle = throttle.struck(turn_id, now, reason="no answer", retry_after_s=None)
        if not throttle.is_paused(now) and not throttle.is_full(now):
            throttle, under_way[str(second)] = throttle.entered(str(second), now), now
        counts.append(len(under_way))

    assert (max(counts), max(counts[140:])) == (3, 1)


def test_turns_of_workers_killed_in_a_row_are_free_in_the_end():
    """
    However many were killed, the next may go when a request would have timed out; a good end makes turns short again.
    """
    throttle = struck()
    now = after_pause(throttle)
    for number in range(12):
        throttle = throttle.entered(str(number), now)
        now += LONGEST_TURN_LIFE

    assert not throttle.is_full(now)
    throttle = throttle.entered("next", now).succeeded("next", now).entered("killed", now).entered("second", now)
    assert not throttle.is_full(now + TURN_LIFE)


def test_throttle_ends_after_a_calm_while_at_full_width():
    """
    Not before, and never at less than full width, however long nobody sends anything.
    """
    throttle, now = recovered(struck())

    assert throttle.is_active(now + CALM_AFTER - SECOND)
    assert not throttle.is_active(now + CALM_AFTER)
    assert struck().is_active(NOW + timedelta(days=1))


def test_trouble_after_the_end_is_a_new_throttle():
    """
    Its age counts from now, and its first pause is a short one.
    """
    throttle, now = recovered(struck(struck(), NOW + SECOND))
    later = now + CALM_AFTER

    assert struck(throttle, later) == struck(now=later)


def test_waits_spread_with_the_age_of_the_outage():
    """
    Jobs come back after the pause, over a quarter of what the outage lasted; two minutes at most.
    """
    fresh = struck()
    old = struck(fresh, NOW + timedelta(minutes=4))
    oldest = struck(fresh, NOW + timedelta(days=1))

    assert [fresh.wait_s(NOW, jitter=jitter) for jitter in (0.0, 1.0)] == [1.0, 1.0]
    assert old.wait_s(NOW + timedelta(minutes=4), jitter=1.0) == 2 + 60
    assert oldest.wait_s(NOW + timedelta(days=1), jitter=1.0) == 2 + 120


def test_who_finds_no_room_asks_again_in_a_moment():
    """
    A second later; one after another, closer together the more may be under way.
    """
    throttle = struck()
    full, now = recovered(throttle)

    assert [throttle.wait_s(now, jitter=1.0), full.wait_s(now, jitter=1.0)] == [1.0, 1.0]
    assert [throttle.spacing_s, full.spacing_s] == [0.4, 0.1]
