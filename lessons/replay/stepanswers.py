"""
The answers of several steps to the same bytes: each is started, asked, and stopped.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from threading import Semaphore

from lessons.language import _
from lessons.replay.answer import Answer
from lessons.replay.clientstream import ClientStream
from lessons.replay.connection import WAIT, converse
from lessons.replay.servers import NotStarted, Servers


def replay(
    stream: ClientStream,
    steps: Sequence[int],
    whenAnswered: Callable[[Answer], None] = lambda answer: None,
    wait: float = WAIT,
) -> Sequence[Answer]:
    """
    Send bytes to some steps, each started for the purpose and stopped after it. However
    this ends, by Ctrl-C as well, no step runs on.

    As many start at the same time as there are processors. One that is waited for needs
    none, so the next may start.

    @param whenAnswered: called with each answer as it comes, in the caller's thread.
    @param wait: seconds of silence after which no answer is awaited any more.
    @return: the answers, in the order of the steps.
    """
    starting = Semaphore(os.cpu_count() or 1)
    pool = ThreadPoolExecutor(max(1, len(steps)))
    try:
        with Servers() as servers:
            asked = [pool.submit(ask, servers, starting, step, stream, wait) for step in steps]
            for future in as_completed(asked):
                whenAnswered(future.result())
            return [future.result() for future in asked]
    finally:
        pool.shutdown(cancel_futures=True)


def ask(
    servers: Servers, starting: Semaphore, step: int, stream: ClientStream, wait: float
) -> Answer:
    """
    Start one step, ask it, and stop it.
    """
    try:
        with starting:
            server = servers.start(step)
    except NotStarted as error:
        return Answer(step, problem=str(error))
    try:
        return converse(step, server.port, stream, wait)
    except OSError as error:
        text = _("it could not be reached: {reason}")
        return Answer(step, problem=text.format(reason=error.strerror or error))
    finally:
        servers.stop(server.process)
