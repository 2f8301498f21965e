// The ladder follows what happens: a lane that shows its newest piece goes on showing it.
// One that was scrolled up stays where it is.

const BESIDE = 8; // pixels that are left free beside the chosen lane
const NEAR = 40; // pixels from the end that count as the end
const left = new WeakSet(); // lanes whose end is not in view

function isAtEnd(lane) {
  return lane.scrollHeight - lane.scrollTop - lane.clientHeight < NEAR;
}

function follow() {
  for (const lane of document.querySelectorAll(".rungs")) {
    if (!left.has(lane)) lane.scrollTop = lane.scrollHeight;
  }
}

document.addEventListener(
  "scroll",
  ({ target }) => {
    if (!target.classList?.contains("rungs")) return;
    if (isAtEnd(target)) left.delete(target);
    else left.add(target);
  },
  { capture: true, passive: true },
);

const ladder = document.getElementById("connections");
if (ladder) {
  new MutationObserver(follow).observe(ladder, { childList: true, subtree: true });
  follow();
  const chosen = ladder.querySelector(".chosen");
  const row = chosen?.parentElement;
  if (chosen) row.scrollLeft = chosen.offsetLeft - row.offsetLeft - BESIDE;
}

/** On an open connection, the time goes on without anything that is told. */
function countOn() {
  const { classList } = document.body;
  if (classList.contains("frozen") || classList.contains("ended")) return;
  for (const silent of document.querySelectorAll(".silent[data-since]")) {
    const seconds = Math.max(0, Math.floor(Date.now() / 1000 - Number(silent.dataset.since)));
    const text = `nothing for ${seconds.toLocaleString("en")} s`;
    if (silent.textContent !== text) silent.textContent = text;
  }
}
setInterval(countOn, 1000);
