// The book on a projector. Without this script, all of it can be read all the same.
//
// p: large type, and back. Then Page Down and Page Up, the keys of a presenter, go to the
// next section and to the one before; through one that is longer than the screen they go
// screen by screen, so that nothing is left out.

const root = document.documentElement;
const KEPT = "projector";

// Where it can be pressed, the key is named: on a button that does the same.
const button = document.querySelector("button.present");
const [off, on] = [button?.textContent, button?.dataset.on];

function project(isOn) {
  root.classList.toggle("projector", isOn);
  if (button) button.textContent = isOn ? on : off;
  sessionStorage.setItem(KEPT, isOn ? "yes" : "");
}

function isTyping(event) {
  return event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey;
}

/** Pixels between the top of the screen and a heading that one has gone to. */
const MARGIN = 16;

/** What is shown again of the screen before, as a part of it. */
const AGAIN = 0.15;

/** Go one section on (1) or back (-1), or one screen, where the section is longer than that. */
function turn(step) {
  const headings = [...document.querySelectorAll("article h1, article h2, article h3")];
  const tops = headings.map((heading) => heading.getBoundingClientRect().top - MARGIN);
  const screen = innerHeight * (1 - AGAIN);
  const next = tops.find((top) => top > MARGIN) ?? Infinity;
  const before = tops.findLast((top) => top < -MARGIN) ?? 0;
  const top = step > 0 ? Math.min(next, screen) : Math.max(before, -screen);
  scrollBy({ top, behavior: "instant" });
}

document.addEventListener("keydown", (event) => {
  if (isTyping(event)) return;
  const isOn = root.classList.contains("projector");
  if (event.key === "p") project(!isOn);
  else if (isOn && event.key === "PageDown") turn(1);
  else if (isOn && event.key === "PageUp") turn(-1);
  else return;
  event.preventDefault();
});

button?.addEventListener("click", () => project(!root.classList.contains("projector")));
if (button) button.hidden = false;

project(sessionStorage.getItem(KEPT) === "yes");
