"""
The thread pool of step 11: how many statements run at a time, and where the others wait.
"""

from __future__ import annotations

from threading import Event, Lock, Semaphore

from twisted.python.threadpool import ThreadPool

from lessons.book.pictures.drawing import Drawing
from lessons.book.pictures.picture import Picture
from server.database.pool import MOST_CONNECTIONS

STATEMENTS = 6
#: Seconds after which a thread that has not begun never will.
START_TIMEOUT = 30.0
LEFT, RIGHT = 8.0, 412.0
#: The threads: where the first begins, how far apart they are, and how wide.
THREADS, COLUMN, WIDTH = 81.0, 83.0, 80.0


def run(statements: int, most: int) -> tuple[list[int], list[int]]:
    """
    Hand statements to a pool, none of which ends.

    @return: those that are running then, and those that wait.
    """
    running: list[int] = []
    lock, isRunning, mayEnd = Lock(), Semaphore(0), Event()

    def execute(number: int) -> None:
        with lock:
            running.append(number)
        isRunning.release()
        mayEnd.wait(START_TIMEOUT)

    pool = ThreadPool(1, most)
    pool.start()
    try:
        for number in range(1, statements + 1):
            pool.callInThread(execute, number)
        for _ in range(min(most, statements)):
            isRunning.acquire(timeout=START_TIMEOUT)
        with lock:
            begun = sorted(running)
    finally:
        mayEnd.set()
        pool.stop()
    return begun, [each for each in range(1, statements + 1) if each not in begun]


def draw() -> Picture:
    """
    Draw the reactor's thread, those of the pool, and the queue.
    """
    drawing = Drawing()
    running, waiting = run(STATEMENTS, MOST_CONNECTIONS)
    reactor = drawing.box(LEFT, 28, RIGHT - LEFT, 44, "arrived")
    drawing.words(LEFT, 18, "the reactor's thread waits for nothing", "name")
    drawing.label(reactor, f"runQuery, {STATEMENTS} times: {STATEMENTS} Deferreds")
    queue = drawing.box(LEFT, 112, 66, 128, "dashed")
    names = [f"no. {number}" for number in waiting]
    drawing.label(queue, "queue", *names, kind="note")
    drawing.arrow((41, reactor.bottom), (41, queue.y), kind="arrived")
    base = drawing.box(THREADS, 286, COLUMN * len(running) - COLUMN + WIDTH, 34, "typed")
    drawing.label(base, "the database", kind="name")
    for column, number in enumerate(running):
        _drawThread(drawing, column, number, reactor.bottom, base.y)
    first, last = " ".join(map(str, running)), " and ".join(map(str, waiting))
    seen = (
        f"The reactor's thread has called runQuery {STATEMENTS} times, and got as many Deferreds. "
        f"Below it, {len(running)} threads, each with a connection to the database, run the "
        f"statements {first}. In a queue beside them wait {last}."
    )
    caption = (
        "Only the threads of the pool wait for the database. When one has a result, the reactor "
        "is told, the Deferred fires, and the thread takes the next statement from the queue."
    )
    return Picture("The thread pool", seen, caption, drawing)


def _drawThread(drawing: Drawing, column: int, number: int, top: float, bottom: float) -> None:
    """
    Draw a thread: the statement comes from above, and the result goes back there.
    """
    x = THREADS + COLUMN * column
    thread = drawing.box(x, 112, WIDTH, 128, "left")
    drawing.words(x + WIDTH / 2, 130, f"thread {column + 1}", "note", "middle")
    statement = drawing.box(x + 6, 142, WIDTH - 12, 30, "left full")
    drawing.label(statement, f"no. {number}")
    connection = drawing.box(x + 2, 200, WIDTH - 4, 30, "typed")
    drawing.label(connection, "connection", kind="note")
    drawing.arrow((x + 27, top), (x + 27, thread.y), kind="arrived")
    drawing.arrow((x + 53, thread.y), (x + 53, top), kind="left")
    drawing.arrow((x + 40, statement.bottom), (x + 40, connection.y))
    drawing.arrow((x + 40, connection.bottom), (x + 40, bottom))
