// One connection: what is pointed at is lit in all three views, and explained beside them;
// and the slider of the reader. Without this script, links and forms do the same.

import { isOnItsWay, isWishedAgain, refresh } from "/uptodate.js";

const CHIP = ".chip[data-span]";
const MOMENT = 40; // milliseconds
const explanations = new Map();
let pinned = ""; // the key of the span that stays
let current = ""; // that of the span that is lit
let focused = ""; // that of the span that Tab comes back to
let told = ""; // what is told of a span

const part = () => document.getElementById("conversation");
const keyOf = (element) => element?.closest?.("#conversation [data-span]")?.dataset.span ?? "";
const chips = (root) => [...root.querySelectorAll(CHIP)];

/** Light a span, wherever it is below an element, and nothing else. */
function light(root, key) {
  for (const element of root.querySelectorAll(".lit")) {
    if (element.dataset.span !== key) element.classList.remove("lit");
  }
  if (!key) return;
  for (const element of root.querySelectorAll(`[data-span="${key}"]`)) {
    element.classList.add("lit");
  }
}

/** One span is reached with Tab; from there, arrow keys lead to the others. */
function rove(root) {
  const all = chips(root);
  const stop = all.find((chip) => chip.dataset.span === (focused || pinned)) ?? all[0];
  for (const chip of all) chip.tabIndex = chip === stop ? 0 : -1;
}

/** Ask what a span is, once while its connection does not change. */
function explain(key) {
  const { connection } = part().dataset;
  const address = new URL(part().dataset.part, location.href);
  address.pathname = "/part/meaning";
  address.searchParams.set("span", key);
  const name = `${connection} ${key}`;
  if (!explanations.has(name)) {
    const answer = fetch(address).then((it) => (it.ok ? it.text() : ""));
    explanations.set(name, answer.catch(() => ""));
  }
  return explanations.get(name);
}

/** Light a span, and explain it a moment later: the pointer may only be passing by. */
async function show(key) {
  current = key;
  light(part(), key);
  await new Promise((done) => setTimeout(done, MOMENT));
  if (current !== key) return;
  const text = await explain(key);
  const meaning = document.getElementById("meaning");
  if (current !== key || !meaning || text === told) return; // what is open in it stays open
  meaning.innerHTML = told = text;
}

/** Keep a span, or let it go: it is in the page's address. */
function pin(key) {
  pinned = key;
  for (const [address, put] of [
    [new URL(part().dataset.part, location.href), (it) => (part().dataset.part = it)],
    [new URL(location.href), (it) => history.replaceState(null, "", it)],
  ]) {
    if (key) address.searchParams.set("span", key);
    else address.searchParams.delete("span");
    put(address.pathname + address.search + address.hash);
  }
  show(key);
}

/** Move from one span to another. */
function step(chip, key) {
  const all = chips(part());
  const place = all.indexOf(chip);
  const away = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
  const goal = { Home: 0, End: all.length - 1 }[key] ?? place + away;
  all[Math.max(0, Math.min(goal, all.length - 1))]?.focus();
}

// What was pointed at last stays lit, so that the pointer can go to what is told of it; only
// what is kept comes back.
document.addEventListener("pointerover", ({ target }) => {
  const key = keyOf(target);
  if (key) show(key);
  else if (pinned && current !== pinned && !target.closest("#meaning")) show(pinned);
});

document.addEventListener("focusin", (event) => {
  const key = keyOf(event.target);
  if (!key) return;
  focused = key;
  rove(part());
  event.target.tabIndex = 0;
  show(key);
});

document.addEventListener("click", (event) => {
  const key = keyOf(event.target);
  if (!key || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  pin(pinned === key ? "" : key);
});

document.addEventListener("keydown", (event) => {
  const chip = event.target.closest?.(CHIP);
  if (event.key === "Escape" && pinned) pin("");
  if (!chip || event.altKey || event.ctrlKey || event.metaKey) return;
  if (/^(Arrow(Left|Right|Up|Down)|Home|End)$/.test(event.key)) {
    event.preventDefault();
    step(chip, event.key);
  }
});

/** Open in a newer part what is open in an older one. */
function keepOpen(old, fresh) {
  const closed = [...fresh.querySelectorAll(":scope > details")];
  [...old.querySelectorAll(":scope > details")].forEach((details, place) => {
    if (closed[place]) closed[place].open = details.open;
  });
}

// What has come anew is lit, reached and open as what it replaces.
document.addEventListener("fresh", (event) => {
  const fresh = event.detail;
  if (fresh.id !== "conversation") return;
  light(fresh, current);
  rove(fresh);
  keepOpen(part(), fresh);
  const [meaning, place] = [document.getElementById("meaning"), fresh.querySelector("#meaning")];
  if (meaning && place && current) place.innerHTML = meaning.innerHTML;
});

// More may be known of a span than before.
document.addEventListener("put", (event) => {
  if (event.detail.id !== "conversation") return;
  explanations.clear();
  if (current) show(current);
});

// Where the slider was moved by hand it does not follow by itself. While more is asked for, it
// is where the hand is.
document.addEventListener("put", (event) => {
  const slider = document.getElementById("reader-byte");
  if (event.detail.id !== "reader" || !slider || isWishedAgain(event.detail)) return;
  slider.value = slider.getAttribute("value");
});

// A key that does not move the slider, because it is at an end of what is there before
// another part has come, is kept until that is there.
const MOVES = {
  Home: ({ min }) => Number(min),
  End: ({ max }) => Number(max),
  ArrowLeft: ({ value }) => Number(value) - 1,
  ArrowRight: ({ value }) => Number(value) + 1,
};
let kept = "";
let shown = document.getElementById("reader")?.dataset.part; // where it was asked for
document.addEventListener("keydown", (event) => {
  if (event.target.id !== "reader-byte" || !(event.key in MOVES)) return;
  const reader = document.getElementById("reader");
  kept = isOnItsWay(reader) || reader.dataset.part !== shown ? event.key : "";
});
document.addEventListener("put", (event) => {
  if (event.detail.id !== "reader") return;
  shown = event.detail.dataset.part;
  const slider = document.getElementById("reader-byte");
  if (!slider || !kept || isWishedAgain(event.detail)) return;
  slider.value = MOVES[kept](slider);
  kept = "";
  slider.dispatchEvent(new Event("input", { bubbles: true }));
});

// The slider asks for the place that it is moved to; at its end it follows what comes.
document.addEventListener("input", (event) => {
  const slider = event.target.closest("#reader-byte");
  if (!slider) return;
  kept = "";
  const reader = document.getElementById("reader");
  const address = new URL(reader.dataset.part, location.href);
  for (const [name, value] of new FormData(slider.form)) address.searchParams.set(name, value);
  if (slider.value === slider.max && slider.form.dataset.last === "yes") {
    address.searchParams.delete("byte");
    if (slider.form.dataset.newest === "yes") address.searchParams.delete("message");
  }
  reader.dataset.part = address.pathname + address.search;
  refresh(reader);
});

// Another connection: what is pointed at, and what is kept, is another.
document.addEventListener("chosen", ({ detail }) => {
  explanations.clear();
  current = pinned = detail.searchParams.get("span") ?? "";
  focused = told = "";
});

if (part()) {
  current = pinned = new URL(location.href).searchParams.get("span") ?? "";
  rove(part());
}
