// Another connection is looked at without a new page: its parts are asked for first, and what
// else differs behind them. Without this script, the same links lead to a page.

import { refresh } from "/uptodate.js";

/** What is looked at of one connection; and what the page keeps up itself. */
const DETAILS = ["connection", "before", "span", "more", "message", "byte"];
const KEPT = ["frozen"];
/** What shows the connection, in the order in which it is wanted. */
const FIRST = ["conversation", "reader", "xray"];

let shown = new URL(location.href);

/** Write what is looked at, but for what belongs to one connection. */
function frame(address) {
  const query = new URLSearchParams(address.search);
  for (const name of [...DETAILS, ...KEPT]) query.delete(name);
  query.sort();
  return address.pathname + query;
}

/** Tell whether an address shows the same parts of the same page, of a connection. */
function isBeside(address) {
  const isHere = address.origin === location.origin && frame(address) === frame(shown);
  return isHere && Boolean(document.getElementById(FIRST[0]));
}

/** Let each part ask for what an address shows. */
function direct(part, address) {
  part.dataset.part = new URL(part.dataset.part, address).pathname + address.search;
  if (/^\d+$/.test(part.dataset.connection)) {
    part.dataset.connection = address.searchParams.get("connection") ?? "0";
  }
}

/** Bring what the address names into view, as a browser does; the focus stays. */
function goTo(hash) {
  const focused = document.activeElement;
  if (hash) location.replace(hash);
  focused?.focus({ preventScroll: true });
}

async function show(address) {
  shown = address;
  // A lane comes with the ladder that it is on.
  const parts = [...document.querySelectorAll("[data-part]:not(.entry)")];
  for (const part of parts) direct(part, address);
  document.dispatchEvent(new CustomEvent("chosen", { detail: address }));
  const first = FIRST.map((name) => document.getElementById(name)).filter(Boolean);
  await refresh(first[0]);
  if (shown !== address) return;
  goTo(address.hash);
  for (const part of [...first.slice(1), ...parts]) {
    if (part !== first[0]) refresh(part);
  }
}

// The link itself stays where it is, and so does the focus.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const address = new URL(link.getAttribute("href"), location.href);
  const isSame = address.search === location.search;
  if (isSame || document.body.classList.contains("ended") || !isBeside(address)) return;
  event.preventDefault();
  history.pushState(null, "", address);
  show(address);
});

// Back, and forward: what is on the page already is not asked for again.
addEventListener("popstate", () => {
  const address = new URL(location.href);
  if (address.search !== shown.search) show(address);
});
