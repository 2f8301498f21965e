// The raw sender, with a preview while somebody types. Without this script it works all the
// same: the button "Look at it first" shows what will be sent.

const WAIT = 250; // milliseconds without a key, before the preview is asked for
const KEPT = "inspector-typed";

let due;

function form() {
  return document.getElementById("send-form");
}

/** Ask for the preview; of two answers, that to the later question counts. */
let asked = 0;
async function preview() {
  const mine = ++asked;
  const { search } = new URL(form().action);
  try {
    const answer = await fetch(`/send/preview${search}`, {
      method: "POST",
      body: new FormData(form()),
    });
    if (answer.ok && mine === asked) {
      document.getElementById("preview").innerHTML = await answer.text();
    }
  } catch {
    // The step has ended: the page says so.
  }
}

/** What was typed is still there when another connection has been looked at. */
function keep(text) {
  if (text) sessionStorage.setItem(KEPT, text);
  else sessionStorage.removeItem(KEPT);
}

function restore() {
  const typed = sessionStorage.getItem(KEPT);
  const isChosen = new URL(location).searchParams.has("draft") || form().dataset.keep;
  if (!typed || isChosen) return;
  form().elements.text.value = typed;
  preview();
}

document.addEventListener("input", (event) => {
  if (event.target.form !== form()) return;
  if (event.target.name === "text") keep(event.target.value);
  clearTimeout(due);
  due = setTimeout(preview, WAIT);
});
document.addEventListener("submit", (event) => {
  if (event.target === form()) keep("");
});
document.addEventListener("keydown", (event) => {
  const isSending = event.key === "Enter" && (event.ctrlKey || event.metaKey);
  if (isSending && event.target.form === form()) form().requestSubmit();
});

restore();
