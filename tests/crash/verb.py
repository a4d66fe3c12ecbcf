"""A verb that is killed at each point and then finished by whoever is left: the host, the timers, the one who asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from connector.application.container import Container
from tests.crash import children
from tests.crash.ending import Ending, look_at
from tests.crash.host import ROUND, Host, invoke
from tests.crash.stage import Stage
from tests.crash.watch import Watch
from tests.crash.world import World

Facts = dict[str, Any]
Act = Callable[[Container, Facts], None]


def nothing(_: Container, __: Facts) -> None:
    """Nobody asks a second time."""


@dataclass(frozen=True)
class Verb:
    """
    One verb in one situation. Its parts are functions of a module, since they run in other processes.

    `prepare` fills a world and returns what the others need; `act` is killed; `again` is what the one who asked does
    next, since no answer came. With `queue` the host delivers the first message there instead of `act`.
    """

    name: str
    prepare: Callable[[Stage], Facts]
    ending: Ending
    act: Act = nothing
    again: Act = nothing
    queue: str = ""
    later: timedelta = timedelta()


@dataclass
class Run:
    """One run of a verb, killed or not."""

    verb: Verb
    stage: Stage
    die_after: int | None = None
    watch: Watch = field(default_factory=Watch)
    killed: bool = False

    def to_its_end(self) -> Ending:
        """The world after the crash, the restart and all that follows."""
        facts = self.verb.prepare(self.stage)
        queue = self.stage.world.queue(self.verb.queue) if self.verb.queue else None
        message = queue.receive_message(visibility_timeout=3600) if queue else None
        if message is not None:
            facts = {**facts, "message": message.content}
        try:
            self.watch = children.run(_act, self.stage.world, self.verb, facts, self.die_after)
        except children.KilledError:
            self.killed = True
        if queue is not None and message is not None:
            if self.killed:
                queue.update_message(message, visibility_timeout=0)
            else:
                queue.delete_message(message)
        children.run(_restart, self.stage.world, self.verb, facts)
        return look_at(self.stage)


def _act(world: World, verb: Verb, facts: Facts, die_after: int | None) -> Watch:
    watch = Watch(die_after)
    c, _ = world.enter(world.began + verb.later, watch)
    if "message" in facts:
        invoke(verb.queue, facts["message"])
    else:
        verb.act(c, facts)
    watch.places.setdefault(len(watch.requests), "at the end")
    return watch


def _restart(world: World, verb: Verb, facts: Facts) -> None:
    c, clock = world.enter(world.began + verb.later + ROUND)
    verb.again(c, facts)
    Host(world, clock).settle()
