// The keys of a teacher, and the page that stands still. Each key does what a link or a
// button of the page does as well.

import { leave } from "/ended.js";
import { freeze } from "/uptodate.js";

const NEXT = new Set(["PageDown", "ArrowDown", " "]);
const BEFORE = new Set(["PageUp", "ArrowUp"]);
const ASIDE = { ArrowRight: 1, ArrowLeft: -1 };
const DETAILS = ["imported", "talk", "before", "span", "more", "message", "byte"]; // of one connection
const BLANK = new Set(["b", "."]);

const { classList } = document.body;
const isProjected = classList.contains("projector");

/** What can be stepped through: the pieces of the conversation, or the arrows of a lane. */
function steps() {
  const pieces = document.querySelectorAll("#conversation [id^='piece-']");
  if (pieces.length) return [...pieces];
  const current = document.activeElement.closest?.(".entry");
  const lane = current ?? document.querySelector(".entry.chosen") ?? document.querySelector(".entry");
  return lane ? [...lane.querySelectorAll("svg a")] : [];
}

function lanes() {
  return [...document.querySelectorAll(".entry")];
}

/** Go on from the one that has the focus; without one, to the first, or the last. */
function move(all, current, away) {
  if (!all.length) return;
  const place = all.indexOf(current);
  const start = away > 0 ? 0 : all.length - 1;
  const goal = place < 0 ? start : Math.max(0, Math.min(place + away, all.length - 1));
  const chosen = all[goal];
  chosen.focus({ preventScroll: true });
  chosen.scrollIntoView({ block: "center", inline: "nearest" });
}

/** Go to the next lane; where none is shown, to the next connection: the newest stand left. */
function moveAside(away) {
  const links = lanes().map((lane) => lane.querySelector("h3 a"));
  if (!links.length) {
    goTo(Number(new URL(location).searchParams.get("connection")) - away);
    return;
  }
  const current = document.activeElement.closest?.(".entry") ?? document.querySelector(".chosen");
  move(links, current?.querySelector("h3 a"), away);
}

function goTo(connection) {
  if (connection < 1) return;
  const address = new URL(location);
  for (const name of DETAILS) address.searchParams.delete(name);
  address.searchParams.set("connection", connection);
  address.hash = "";
  leave(() => location.assign(address));
}

/** Open the help, where it can be seen; or close it. */
function showHelp() {
  const help = document.getElementById("help");
  help.open = !help.open;
  if (help.open) help.scrollIntoView({ block: "nearest" });
}

/** Follow the next student, or the one before; from the last one on, everybody. */
function follow(away) {
  const links = [...document.querySelectorAll("#students a")];
  const place = links.findIndex((link) => link.hasAttribute("aria-current"));
  links[(place + away + links.length) % links.length]?.click();
}

/** Do what a key says. Returns whether there was anything to do. */
function act(key) {
  if (key === "?") showHelp();
  else if (key === "f") document.getElementById("freeze").click();
  else if (key === "p") document.getElementById("projector").click();
  else if (key === "s") follow(1);
  else if (key === "S") follow(-1);
  else if (key === "a") document.querySelector("#students a")?.click();
  else if (!isProjected) return false;
  else if (BLANK.has(key)) classList.add("blank");
  else if (NEXT.has(key)) move(steps(), document.activeElement.closest("[id^='piece-'], svg a"), 1);
  else if (BEFORE.has(key)) move(steps(), document.activeElement.closest("[id^='piece-'], svg a"), -1);
  else if (key in ASIDE) moveAside(ASIDE[key]);
  else return false;
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
  if (event.target.closest("input, textarea, select")) return;
  if (event.key === " " && event.target.closest("button, summary")) return;
  if (classList.contains("blank")) classList.remove("blank");
  else if (!act(event.key)) return;
  event.preventDefault();
});

// To stop right here takes no new page; a link that is followed leads to one that stands
// still as well.
const button = document.getElementById("freeze");
button.addEventListener("click", (event) => {
  event.preventDefault();
  const isFrozen = !classList.contains("frozen");
  freeze(isFrozen);
  button.textContent = isFrozen ? "Go on" : "Freeze";
  history.replaceState(null, "", asNow(location.href));
});
document.addEventListener("click", ({ target }) => {
  const link = target.closest?.("a[href^='/?'], a[href='/']");
  if (link && link !== button) link.setAttribute("href", asNow(link.getAttribute("href")));
});

/** Write an address that stands still as this page does now. */
function asNow(href) {
  const address = new URL(href, location.href);
  if (classList.contains("frozen")) address.searchParams.set("frozen", "1");
  else address.searchParams.delete("frozen");
  return address.pathname + address.search + address.hash;
}
