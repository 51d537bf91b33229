// What all parts share: the data, the words, what the reader chose, and how elements are made.
// Text from the data is only ever set as text; an address is a link where the data says so.

const DATA = JSON.parse(document.getElementById("data").textContent);
const WORDS = JSON.parse(document.getElementById("words").textContent);
const SVG = "http://www.w3.org/2000/svg";
const DAY = 86400;
const DEFAULTS = {
  lang: document.documentElement.lang,
  policy: DATA.policies[0].id,
  team: "",
  q: "",
  standing: "",
  from: "",
  to: "",
  check: "",
  verdict: "",
  sort: "score",
  down: "",
};
const state = { ...DEFAULTS };
const failing = new Map(DATA.failures.map((one) => [one[0], one]));

/** The element with an id. */
function at(id) {
  return document.getElementById(id);
}

/** A sentence in the reader's language, its {holes} filled. */
function say(name, values = {}) {
  const said = WORDS[state.lang][name] ?? name;
  return said.replace(/\{([\w-]+)\}/g, (hole, key) => values[key] ?? hole);
}

/** The text of a pack or a failure in the reader's language. */
function spoken(pair) {
  return pair[state.lang === "fr" ? 1 : 0];
}

const formats = new Map();

/** A number as people write it. */
function number(value, digits = 2) {
  if (value === null || value === undefined) return "–";
  const key = state.lang + digits;
  if (!formats.has(key)) {
    const locale = state.lang === "fr" ? "fr-FR" : "en-GB";
    formats.set(key, new Intl.NumberFormat(locale, { maximumFractionDigits: digits }));
  }
  return formats.get(key).format(value);
}

/** Thousandths in percent. */
function percent(value) {
  if (value === null || value === undefined) return "–";
  return number(value / 10, 1) + (state.lang === "fr" ? "\u00a0%" : "%");
}

/** An ISO date as people write it. */
function dated(day) {
  return state.lang === "fr" ? day.split("-").reverse().join("/") : day;
}

/** The date of a moment, or "never". */
function day(seconds) {
  if (seconds === null) return say("never");
  return dated(new Date(seconds * 1000).toISOString().slice(0, 10));
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

/** An HTML element; functions among its attributes are listeners, children that are strings text. */
function make(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** An SVG element. */
function draw(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** A repository's name, a link where its address is one. */
function named(repository) {
  const [address, name, link] = repository;
  if (!link.startsWith("https://") && !link.startsWith("http://")) {
    return make("span", { title: address }, name);
  }
  return make("a", { href: link, title: address, rel: "noreferrer", target: "_blank" }, name);
}

/** A team's name, of its place; null is the whole fleet. */
function teamName(place) {
  if (place === null) return say("whole");
  return DATA.teams[place] || say("teamless");
}

/** The policy that the reader looks at. */
function policy() {
  return DATA.policies.find((one) => one.id === state.policy) ?? DATA.policies[0];
}

/** The figures of the team that the reader looks at, or of the fleet. */
function group() {
  const found = policy().groups;
  return found.find((one) => state.team !== "" && String(one.team) === state.team) ?? found[0];
}

/** The checks of a policy in the order of the letters of a row. */
function checks(pack) {
  return pack.criteria.flatMap((one) => one.checks);
}

/** Put the first items into a list or table, and a button below it that shows the rest. */
function folded(box, items, most, row) {
  box.replaceChildren(...items.slice(0, most).map(row));
  const place = box.closest("table") ?? box;
  place.parentElement.querySelector(":scope > .all")?.remove();
  if (items.length <= most) return;
  const rest = () => {
    button.remove();
    box.append(...items.slice(most).map(row));
  };
  const said = say("show-all", { n: number(items.length) });
  const button = make("button", { type: "button", class: "all", click: rest }, said);
  place.after(button);
}

/** Take what the address says after "#" as the reader's choices. */
function recall() {
  const words = new URLSearchParams(location.hash.slice(1));
  if (location.hash && ![...words.values()].some(Boolean)) return false;
  for (const name of Object.keys(DEFAULTS)) state[name] = words.get(name) ?? DEFAULTS[name];
  if (!(state.lang in WORDS)) state.lang = DEFAULTS.lang;
  return true;
}

/** Keep the reader's choices in the address, so that it can be sent on. */
function remember() {
  const words = Object.entries(state).filter(([name, value]) => value !== DEFAULTS[name]);
  const hash = new URLSearchParams(words).toString();
  history.replaceState(null, "", hash ? "#" + hash : location.href.split("#")[0]);
}
