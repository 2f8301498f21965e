// When the step has ended, the page is all that is left of what it said: no link or form leads
// away from it to where nobody answers.

const NOWHERE =
  "The step has ended, or was started anew: this leads nowhere. What it said is still here.";

/** Tell whether anybody answers who knows us. */
async function isThere() {
  try {
    return (await fetch("/live", { method: "HEAD" })).ok;
  } catch {
    return false;
  }
}

function say(sentence) {
  const place = document.getElementById("nowhere") ?? document.createElement("p");
  place.id = "nowhere";
  place.setAttribute("role", "alert");
  place.textContent = sentence;
  document.body.append(place); // again, so that it is read out again
}

/** Leave the page, unless nobody answers any more. */
export async function leave(go) {
  if (!document.body.classList.contains("ended") || (await isThere())) go();
  else say(NOWHERE);
}

/** A place on this page is not away from it; and elsewhere, other servers answer. */
function leadsAway(address) {
  const isHere = address.pathname + address.search === location.pathname + location.search;
  return address.origin === location.origin && !(isHere && address.hash);
}

// Others may have done already what was asked for, without leaving the page.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const address = new URL(link.getAttribute("href"), location.href);
  if (!document.body.classList.contains("ended") || !leadsAway(address)) return;
  event.preventDefault();
  leave(() => location.assign(address));
});

document.addEventListener("submit", (event) => {
  if (!document.body.classList.contains("ended") || event.defaultPrevented) return;
  event.preventDefault();
  const { target: form, submitter } = event;
  leave(() => {
    // What was pressed is told by a field: this way, nobody is asked again.
    if (submitter?.name) {
      const { name, value } = submitter;
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    form.submit();
  });
});
