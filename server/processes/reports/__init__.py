"""
Reports: one inspector sees what several processes do.

With C{--processes}, connections are served by workers, and looked at in their parent. So what
the tap and the x-ray of a worker would tell a recorder beside them, they report to the
parent's, over a pair of sockets::

    worker 1    tap, x-ray -> batches -> send queue --.
                                                       >  parent: recorder, x-ray, inspector
    worker 2    tap, x-ray -> batches -> send queue --'

A worker never waits for its parent. What finds no room in its send queue is left out and counted,
and the parent shows how much that was. What went when is told by one clock, that of the
machine.

    - C{messages.py}: what is reported, and how it is written; C{frames.py}: where each ends
    - C{sendqueue.py}: what waits to be sent
    - C{reporter.py}: the worker's side
    - C{receiver.py}: the parent's side
"""

__all__: list[str] = []
