#!/usr/bin/env bash
# Twisted 26.10.0 (2026-11): where gatherResults() or a DeferredList runs into
# addTimeout(), its caller does not get a TimeoutError.
# Deferred.addTimeout, its docstring: a Deferred that is timed out errbacks with
# TimeoutError. gatherResults() gives a FirstError around the CancelledError of a member;
# DeferredList even counts as a success, with the failures in its list.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet Twisted==26.10.0

seen='a Deferred: TimeoutError
gatherResults: FirstError
DeferredList: success, a list of 1'
now=$(timeout 40 "$folder/bin/python" -W ignore - <<'END'
from twisted.internet.defer import Deferred, DeferredList, gatherResults
from twisted.internet.task import Clock


for name, collect in [
    ("a Deferred:", lambda members: members[0]),
    ("gatherResults:", lambda members: gatherResults(members, consumeErrors=True)),
    ("DeferredList:", lambda members: DeferredList(members, consumeErrors=True)),
]:
    clock, outcome = Clock(), []
    waiting = collect([Deferred()]).addTimeout(1, clock)
    waiting.addCallbacks(
        lambda results: outcome.append(f"success, a list of {len(results)}"),
        lambda failure: outcome.append(failure.type.__name__),
    )
    clock.advance(1)
    print(name, *outcome)
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
