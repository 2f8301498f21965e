"""
Programs in a terminal, for C{pexpect}, that may begin at once: see L{tests.support.warm}.
"""

from __future__ import annotations

import os
import pty
from collections.abc import Mapping, Sequence
from typing import Any

import pexpect
from pexpect.pty_spawn import ptyprocess

from tests.support import warm


class Spawn(pexpect.spawn):  # type: ignore[misc]
    """
    A C{pexpect.spawn} whose program a waiting process becomes, where there is one for it.
    """

    def _spawnpty(
        self,
        args: Sequence[str | bytes],
        env: Mapping[str, str] | None = None,
        cwd: str | None = None,
        **options: Any,
    ) -> ptyprocess.PtyProcess:
        """
        Start the process: here pexpect has made up its mind about all the rest.
        """
        words = [os.fsdecode(word) for word in args]
        variables = dict(os.environ if env is None else env)
        if options.get("preexec_fn") or not warm.isWarm(words, variables):
            return super()._spawnpty(args, env=env, cwd=cwd, **options)
        ours, its = pty.openpty()
        try:
            process = ptyprocess.PtyProcess(warm.startInTerminal(words, variables, cwd, its), ours)
        finally:
            os.close(its)
        process.setwinsize(*options.get("dimensions", (24, 80)))
        return process

    def close(self, force: bool = True) -> None:
        """
        Hang up. Where the program has ended already, it is not given time to end.
        """
        if not (self.closed or self.isalive()):
            self.ptyproc.delayafterclose = 0
        super().close(force)
