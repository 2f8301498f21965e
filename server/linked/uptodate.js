// Keeps the page up to date. Without this script it works all the same, by reload.
//
// The server says which connections something has happened on; each part of the page that
// is about one of them is asked for again, and what differs in it is put in place. What
// does not differ stays as it is: where the reader is, what is marked, what has the focus.

/**
 * Put newer children in place of those of an element. What is moved in a document loses the
 * focus: it is given back, unless what had it is gone.
 */
export function renew(old, fresh) {
  const focused = document.activeElement;
  updateChildren(old, fresh);
  if (document.activeElement === focused || !focused?.isConnected) return;
  focused.focus({ preventScroll: true });
}

/** Put what differs between an element and a newer one in its place. */
function update(old, fresh) {
  if (old.dataset?.keep) return; // another script keeps it up, or nobody else knows it
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName || old.id !== fresh.id) {
    old.replaceWith(fresh);
    return;
  }
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.nodeValue = fresh.nodeValue;
    return;
  }
  updateAttributes(old, fresh);
  updateChildren(old, fresh);
}

function updateAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

/** Children with an id are the same as before, wherever they are; others by their place. */
function updateChildren(old, fresh) {
  const known = new Map([...old.children].filter((it) => it.id).map((it) => [it.id, it]));
  let place = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    const same = known.get(child.id);
    if (same && same !== place) old.insertBefore(same, place);
    else if (!same && (!place || place.id)) {
      old.insertBefore(child, place);
      continue;
    }
    const now = same ?? place;
    place = now.nextSibling;
    update(now, child);
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

const { classList } = document.body;
const PAUSE = 2; // so much longer than a part takes, nobody asks for it again
/** The parts that are on their way; and whether they are wished for again. */
const busy = new Map();
let moment = 0; // how often the page was frozen, or went on
let missed = 0; // things that a frozen page has not shown

/** Tell whether a part has been asked for, and is not there yet. */
export function isOnItsWay(part) {
  return busy.has(part);
}

/** Tell whether a part that is on its way is wished for again. */
export function isWishedAgain(part) {
  return busy.get(part) === true;
}

/**
 * Ask for a part again; while it is on its way, one further wish is remembered. Before it is
 * put in place, an event "fresh" lets other scripts get it ready; after that comes "put".
 */
export async function refresh(part) {
  if (busy.has(part)) {
    busy.set(part, true);
    return;
  }
  busy.set(part, false);
  const started = moment;
  const begun = performance.now();
  const address = part.dataset.part;
  const isWanted = () => address === part.dataset.part; // not, where another one was chosen
  try {
    const answer = await fetch(address);
    const text = await answer.text();
    if (answer.ok && started === moment && isWanted()) {
      const fresh = part.cloneNode(false);
      fresh.innerHTML = text;
      document.dispatchEvent(new CustomEvent("fresh", { detail: fresh }));
      renew(part, fresh);
      document.dispatchEvent(new CustomEvent("put", { detail: part }));
      askLater(part);
    }
  } catch {
    // The step has ended, or is busy: the stream of events says so.
  }
  if (busy.get(part) && isWanted()) await pause(PAUSE * (performance.now() - begun));
  const again = busy.get(part) || !isWanted();
  busy.delete(part);
  if (again) refresh(part);
}

const LATER = 200; // milliseconds
const late = new WeakSet(); // parts that will be asked for again

/** What is behind catches up, also when nothing happens any more. */
function askLater(root) {
  for (const note of root.querySelectorAll("[data-behind]")) {
    const part = note.closest("[data-part]");
    if (late.has(part)) continue;
    late.add(part);
    pause(LATER).then(() => {
      late.delete(part);
      if (part.isConnected && !classList.contains("frozen")) refresh(part);
    });
  }
}

function pause(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}

/**
 * Where parts within a part tell all that is new, it need not be asked for itself; nor for
 * connections that are older than those that it lists.
 */
function concerns(part, numbers) {
  const { connection } = part.dataset;
  if (connection !== "all") return numbers.includes(Number(connection));
  const inner = [...part.querySelectorAll("[data-part]")].map((it) => it.dataset.connection);
  const oldest = Number(part.querySelector("[data-oldest]")?.dataset.oldest ?? 0);
  return !numbers.every((number) => number < oldest || inner.includes(String(number)));
}

function say(sentence) {
  document.getElementById("state").textContent = sentence;
}

function sayMissed() {
  if (!missed) say("frozen");
  else say(`frozen, ${missed} new thing${missed === 1 ? "" : "s"}`);
}

function refreshAll() {
  document.querySelectorAll("[data-part]").forEach(refresh);
}

const WHAT = document.body.dataset.what ?? "step";
const ENDED = `The ${WHAT} has ended; what it said is still here, but links lead nowhere.`;
const LEFT_OUT =
  `This page hears nothing new: the ${WHAT} was started anew, or too many pages are open.` +
  " Open the link in its terminal.";

/** Say why nothing new comes: only where nobody answers does a browser try again by itself. */
function sayEnded() {
  say(events.readyState === EventSource.CLOSED ? LEFT_OUT : ENDED);
}

/** Let the page stand still, or go on. */
export function freeze(isFrozen) {
  classList.toggle("frozen", isFrozen);
  moment += 1;
  missed = 0;
  if (isFrozen) for (const part of busy.keys()) busy.set(part, false); // wished for before that
  if (classList.contains("ended")) sayEnded();
  else if (isFrozen) sayMissed();
  else {
    say("live");
    refreshAll();
  }
}

askLater(document);
const events = new EventSource("/live");
events.addEventListener("open", () => {
  classList.remove("ended");
  freeze(classList.contains("frozen"));
});
events.addEventListener("error", () => {
  classList.add("ended");
  sayEnded();
});
events.addEventListener("changed", (event) => {
  const { connections, things } = JSON.parse(event.data);
  if (classList.contains("frozen")) {
    missed += things;
    sayMissed();
    return;
  }
  for (const part of document.querySelectorAll("[data-part]")) {
    if (concerns(part, connections)) refresh(part);
  }
});
