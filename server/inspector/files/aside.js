// The lanes are side by side, some of them beyond an edge: this says how many, and leads there.

const LEFT = {
  name: "left",
  say: (count) => `← ${count} more to the left`,
  isBeyond: (lane, row) => lane.left < row.left - 1,
  edge: "end", // where the nearest is brought
};
const RIGHT = {
  name: "right",
  say: (count) => `${count} more to the right →`,
  isBeyond: (lane, row) => lane.right > row.right + 1,
  edge: "start",
};
const SIDES = [LEFT, RIGHT];

/** Find the lanes that are not seen whole on one side, the nearest first. */
function beyond(side) {
  const row = document.getElementById("lanes");
  const place = row.getBoundingClientRect();
  const lanes = [...row.children].filter((it) => side.isBeyond(it.getBoundingClientRect(), place));
  return side === LEFT ? lanes.reverse() : lanes;
}

/** Bring the nearest lane into view, with the focus: the keyboard goes on from there. */
function goTo(side) {
  const [nearest] = beyond(side);
  nearest?.querySelector("h3 a").focus({ preventScroll: true });
  nearest?.scrollIntoView({ block: "nearest", inline: side.edge });
}

function makeButton(side) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = side.name;
  button.addEventListener("click", () => goTo(side));
  return button;
}

/** Say how many there are on each side. */
function count() {
  const aside = document.getElementById("aside");
  if (!aside) return;
  if (!aside.children.length) aside.append(...SIDES.map(makeButton));
  for (const side of SIDES) {
    const button = aside.querySelector(`.${side.name}`);
    const { length } = beyond(side);
    const text = side.say(length);
    if (button.textContent !== text) button.textContent = text;
    button.hidden = !length;
  }
}

const ladder = document.getElementById("connections");
if (ladder) {
  new MutationObserver(count).observe(ladder, { childList: true, subtree: true });
  new ResizeObserver(count).observe(ladder);
  ladder.addEventListener("scroll", count, { capture: true, passive: true });
  count();
}
