// The raw sender, with a preview while somebody types. Without this script it works all the
// same: the button "Look at it first" shows what will be sent.

import { refresh } from "/uptodate.js";

const WAIT = 250; // milliseconds without a key, before the preview is asked for
const KEPT = "inspector-typed";
const SENT = "inspector-sent";

let due;

function form() {
  return document.getElementById("send-form");
}

/** Ask for the preview; of two answers, that to the later question counts. */
let asked = 0;
async function preview() {
  const mine = ++asked;
  if (!isShort()) return;
  const { search } = new URL(form().action);
  try {
    const answer = await fetch(`/send/preview${search}`, {
      method: "POST",
      body: new FormData(form()),
    });
    const text = await answer.text();
    if (answer.ok && mine === asked) show(text);
  } catch {
    // The step has ended: the page says so.
  }
}

/** What is too long stays here, and is said to be: a page that refused it could not hold it. */
function isShort() {
  const { text } = form().elements;
  const problem = text.value.length > Number(text.dataset.most) ? text.dataset.tooLong : "";
  text.setCustomValidity(problem);
  if (problem) document.getElementById("preview").textContent = problem;
  return !problem;
}

/** Show a preview; what was unfolded in the one before is so in this one. */
function show(text) {
  const place = document.getElementById("preview");
  const open = [...place.querySelectorAll("details[open]")].map((it) => it.id);
  place.innerHTML = text;
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  addButtons(place);
}

function addButtons(place) {
  for (const text of place.querySelectorAll("pre.copy")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "second";
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy what is for ${text.getAttribute("aria-label")}`);
    button.addEventListener("click", () => copy(text, button));
    text.after(button);
  }
}

/** Where the browser does not let us copy, the text is marked, for the reader to do it. */
async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text.textContent);
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(text);
    button.textContent = "Marked: copy it with Control and C";
  }
}

/** What was typed is still there when another connection has been looked at. */
function keep(text) {
  if (text && isShort()) sessionStorage.setItem(KEPT, text);
  else sessionStorage.removeItem(KEPT);
}

/** Once it was sent, the page shows what came of it; else it is still wanted. */
function restore() {
  const isSent = sessionStorage.getItem(SENT) && /^#(conversation|replay)$/.test(location.hash);
  sessionStorage.removeItem(SENT);
  if (isSent) keep("");
  const typed = sessionStorage.getItem(KEPT);
  const isChosen = new URL(location).searchParams.has("draft") || form().dataset.keep;
  if (!typed || isChosen) return;
  form().elements.text.value = typed;
  preview();
}

/** Find in the shelf while somebody types. */
function find(words) {
  const shelf = document.getElementById("shelf");
  shelf.dataset.part = `/part/shelf?${new URLSearchParams(new FormData(words))}`;
  refresh(shelf);
}

document.addEventListener("input", (event) => {
  if (event.target.form?.id === "shelf-form") find(event.target.form);
  if (event.target.form !== form()) return;
  if (event.target.name === "text") keep(event.target.value);
  clearTimeout(due);
  due = setTimeout(preview, WAIT);
});
document.addEventListener("submit", (event) => {
  if (event.target === form()) sessionStorage.setItem(SENT, "yes");
});
document.addEventListener("keydown", (event) => {
  const isSending = event.key === "Enter" && (event.ctrlKey || event.metaKey);
  if (isSending && event.target.form === form()) form().requestSubmit();
});

/** While a replay goes on, look how far it is. */
setInterval(() => {
  const replay = document.getElementById("replay");
  if (replay?.querySelector("[data-running]")) refresh(replay);
}, 1000);

if (form()) {
  addButtons(document.getElementById("preview"));
  restore();
}
