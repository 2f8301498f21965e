"""
One server, several processes: C{--processes K}.

Python runs one thread at a time, so one process keeps one core busy. Here the process that
was started is the I{parent}: it binds the ports, but accepts nothing. It starts K
I{workers}, each of which is the whole server in a process of its own. They inherit the
listening sockets, and the system hands each new connection to one that accepts it::

    parent      binds, announces, starts workers and sees to it that there are K of them
      |
      |         the listening sockets, inherited; and to each worker a channel of its own,
      |         on which the two say lines to each other (control.py)
      v
    worker 1, worker 2, ... worker K

As the sockets stay open while a worker dies or is replaced, no connection is refused: it
waits in the backlog until another worker accepts it.

    - C{options.py}: the command line, and which of the two a process is
    - C{parent.py}, C{worker.py}: how each runs
    - C{pool.py}, on C{slot.py}: who is replaced, when, and in which order all are
    - C{workerprocess.py}: one worker, as its parent sees it
    - C{spawning.py}, C{inherited.py}: what is handed over to a worker
    - C{control.py}: the channel
    - C{acceptor.py}: who accepts a connection
    - C{reports/}: how one inspector sees what all of them do
"""

__all__: list[str] = []
