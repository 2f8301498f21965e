"""
Reports: one inspector sees what several processes do.

With C{--processes}, connections are served by workers, but looked at in their parent. So what
the tap and the x-ray of a worker would tell a recorder beside them, they report to the
parent's recorder, over a pair of sockets::

    worker 1    tap, x-ray -> batches -> send queue --.
                                                       >  parent: recorder, x-ray, inspector
    worker 2    tap, x-ray -> batches -> send queue --'

A worker never waits for its parent. What does not fit into its send queue is left out and
counted, and the parent shows how much that was. All times come from one clock, that of the
machine.

    - C{messages.py}: what is reported, and how it is written; C{frames.py}: where each ends
    - C{sendqueue.py}: what waits to be sent
    - C{reporter.py}: the worker's side
    - C{receiver.py}: the parent's side
"""

__all__: list[str] = []
