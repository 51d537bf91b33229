// The table of repositories: only the rows that are seen exist, whatever the number of them.

const BEYOND = 5; // rows kept on either side of what is seen
const FIXED = { repository: 16, team: 8, score: 6, standing: 8.5, read: 6.5 }; // widths in rem
const CRITERION = 5;
const NARROW = { repository: 10, team: 5.5 }; // on a phone, so that the score is seen
const view = { rows: [], shown: [], drawn: new Map(), first: 0, last: 0, tall: 36, high: 0 };
const prepared = new Map();

/** The rows of a policy, with what is searched and sorted by. */
function rowsOf(pack) {
  if (!prepared.has(pack.id)) prepared.set(pack.id, pack.rows.map((row) => prepare(row, pack)));
  return prepared.get(pack.id);
}

function prepare([place, proven, reach, waived, validated, points, letters], pack) {
  const repository = DATA.repositories[place];
  const [address, name, , team, , read, checked] = repository;
  const text = `${name}\n${address}\n${DATA.teams[team]}`.toLowerCase();
  const near = reach !== null && reach >= pack.threshold;
  const standing = proven === null ? "unread" : validated ? "yes" : near ? "near" : "no";
  const fresh = failing.has(place) ? read : (checked ?? read); // a failed look tells nothing
  const seen = read === null ? null : Math.max(read, fresh);
  return { place, repository, name, team, proven, standing, points, letters, text, seen };
}

/** What a column sorts by: a text or a number, null for nothing. */
function sorter(key) {
  if (key === "repository") return (row) => row.name;
  if (key === "team") return (row) => DATA.teams[row.team];
  if (key === "standing") return (row) => ["yes", "near", "no", "unread"].indexOf(row.standing);
  if (key === "read") return (row) => row.seen;
  const order = policy().criteria.findIndex((one) => one.id === key);
  return order < 0 ? (row) => row.proven : (row) => row.points[order];
}

/** The rows that the reader asked for, in order. */
function chosen() {
  const pack = policy();
  const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
  const team = state.team === "" ? null : Number(state.team);
  const from = state.from === "" ? -Infinity : Number(state.from);
  const to = state.to === "" ? Infinity : Number(state.to);
  const bounded = state.from !== "" || state.to !== "";
  const check = state.check === "" ? -1 : checks(pack).findIndex((one) => one.id === state.check);
  const letters = state.verdict === "missing" || state.verdict === "" ? "fh" : state.verdict;
  return rowsOf(pack).filter(
    (row) =>
      (team === null || row.team === team) &&
      (state.standing === "" ||
        (state.standing === "fails" ? failing.has(row.place) : row.standing === state.standing)) &&
      (!bounded || (row.proven !== null && row.proven >= from && row.proven <= to)) &&
      (check < 0 || letters.includes(row.letters[check] || "-")) &&
      words.every((word) => row.text.includes(word)),
  );
}

function sorted(rows) {
  const value = sorter(state.sort);
  const way = state.down ? -1 : 1;
  const words = new Intl.Collator(state.lang, { numeric: true, sensitivity: "base" });
  return rows
    .map((row) => [value(row), row])
    .sort(([a, one], [b, other]) => {
      if (a === null || b === null) return (a === null) - (b === null) || one.place - other.place;
      const order = typeof a === "string" ? words.compare(a, b) : a - b;
      return way * order || one.place - other.place;
    })
    .map(([, row]) => row);
}

function columns() {
  const pack = policy();
  const teams = DATA.teams.some(Boolean) ? ["team"] : [];
  return [
    ...["repository", ...teams, "score", "standing"].map((key) => [key, say(key), ""]),
    ...pack.criteria.map((one) => [one.id, one.id, spoken(one.title)]),
    ["read", say("read"), ""],
  ];
}

/** The heads, which sort. */
function drawHeads() {
  const found = columns();
  const widths = innerWidth < 600 ? { ...FIXED, ...NARROW } : FIXED;
  const wide = found.map(([key]) => widths[key] ?? CRITERION);
  const cols = wide.map((rem) => {
    const col = make("col");
    col.style.width = `${rem}rem`;
    return col;
  });
  at("columns").replaceChildren(...cols);
  at("matrix").style.width = `${wide.reduce((sum, rem) => sum + rem, 0)}rem`;
  const held = document.activeElement?.dataset.sort;
  at("heads").replaceChildren(...found.map(drawHead));
  if (held) at("heads").querySelector(`[data-sort="${CSS.escape(held)}"]`)?.focus();
}

function drawHead([key, name, title]) {
  const order = state.sort === key ? (state.down ? "descending" : "ascending") : null;
  const sort = () => change({ down: state.sort === key && !state.down ? "1" : "", sort: key });
  const button = make("button", { type: "button", click: sort, title: title || null }, name);
  if (title) button.append(make("span", { class: "hidden" }, ` ${title}`));
  button.dataset.sort = key;
  const kind = key in FIXED ? `c-${key}` : "c-points";
  return make("th", { scope: "col", class: kind, "aria-sort": order }, button);
}

/** Choose, sort and draw anew. */
function drawTable() {
  view.shown = sorted(chosen());
  view.tall = 2.25 * parseFloat(getComputedStyle(document.documentElement).fontSize);
  view.drawn.forEach((row) => row.remove());
  view.drawn.clear();
  const values = { n: number(view.shown.length), whole: number(rowsOf(policy()).length) };
  at("count").textContent = say(view.shown.length ? "shown" : "none", values);
  at("matrix").setAttribute("aria-rowcount", view.shown.length + 1);
  view.first = view.last = -1;
  at("scroll").scrollTop = 0;
  drawRows();
}

/** The rows that are seen; all of them for paper. */
function drawRows(whole = false) {
  const box = at("scroll");
  const top = Math.min(box.scrollTop, Math.max(0, view.shown.length * view.tall - view.high));
  const count = view.shown.length;
  const first = whole ? 0 : Math.max(0, Math.floor(top / view.tall) - BEYOND);
  const last = whole ? count : Math.min(count, Math.ceil((top + view.high) / view.tall) + BEYOND);
  if (first === view.first && last === view.last) return;
  Object.assign(view, { first, last });
  for (const [order, row] of view.drawn) {
    if (order >= first && order < last) continue;
    if (row.contains(document.activeElement)) box.focus({ preventScroll: true });
    row.remove();
    view.drawn.delete(order);
  }
  let after = at("above");
  for (let order = first; order < last; order += 1) {
    if (!view.drawn.has(order)) {
      view.drawn.set(order, drawRow(view.shown[order], order));
      after.after(view.drawn.get(order));
    }
    after = view.drawn.get(order);
  }
  const spaces = [["above", first], ["below", count - last]];
  for (const [id, rows] of spaces) at(id).firstElementChild.style.height = `${rows * view.tall}px`;
}

function drawRow(row, order) {
  const pack = policy();
  const head = make("th", { scope: "row" }, named(row.repository));
  const label = say("details", { name: row.name });
  head.append(
    make("button", { type: "button", "aria-label": label, click: () => open(row) }, "…"),
  );
  const cells = [head];
  if (DATA.teams.some(Boolean)) cells.push(make("td", { class: "t" }, DATA.teams[row.team]));
  cells.push(
    make("td", { class: "n" }, number(row.proven)),
    make("td", {}, badge(row.standing), failing.has(row.place) ? fault(row) : null),
    ...row.points.map((points, place) => shade(points, pack.criteria[place].points)),
    make("td", { class: "n" }, age(row.seen)),
  );
  return make("tr", { "aria-rowindex": order + 2 }, ...cells);
}

const BADGES = { yes: "pass", near: "partial", no: "fail", unread: "unknown" };

function badge(standing) {
  return make("span", { class: `badge ${BADGES[standing]}` }, say(standing));
}

function fault(row) {
  const reason = spoken(failing.get(row.place)[2]);
  const said = make("span", { class: "hidden" }, `${say("fails")} ${reason}`);
  return make("span", { class: "fault", title: reason }, "⚠", said);
}

/** A cell with its share as a shade: the first for nothing, the last for all. */
function shade(points, most) {
  if (points === null) return make("td", { class: "p" }, "–");
  const level = points <= 0 ? 0 : points >= most ? 5 : 1 + Math.min(3, Math.floor((4 * points) / most));
  return make("td", { class: `p h${level}` }, number(points));
}

/** How long ago, for the reader's own today. */
function age(seconds) {
  if (seconds === null) return say("never");
  const days = Math.max(0, Math.floor((Date.now() / 1000 - seconds) / DAY));
  return days ? say("days", { n: number(days) }) : say("today");
}

/** All that is known of a repository. */
function open(row) {
  const pack = policy();
  const [address, , , , head, read] = row.repository;
  const failed = failing.get(row.place);
  const about = [
    ["repository", address],
    ["team", teamName(row.team)],
    ["score", say("worth", { points: number(row.proven), total: number(pack.total) })],
    ["commit", head || "–"],
    ["read-on", day(read)],
    ...(failed ? [["reason", spoken(failed[2])]] : []),
  ].map(([name, value]) => make("div", {}, make("dt", {}, say(name)), make("dd", {}, value)));
  let place = 0;
  const parts = pack.criteria.flatMap((one, order) => {
    const letters = row.letters.slice(place, (place += one.checks.length));
    return row.proven === null ? [] : [criterion(one, row.points[order], letters)];
  });
  const close = make("button", { type: "button", click: () => at("details").close() }, say("close"));
  at("details").replaceChildren(
    close,
    make("h2", {}, named(row.repository), " ", badge(row.standing)),
    make("dl", {}, ...about),
    ...parts,
  );
  at("details").showModal();
}

function criterion(one, points, letters) {
  const worth = say("worth", { points: number(points), total: number(one.points) });
  const items = one.checks.flatMap((check, place) => {
    const letter = letters[place];
    if (letter === "p" || letter === " ") return [];
    const kind = { h: "partial", f: "fail", u: "unknown", w: "waived" }[letter];
    const remedy = letter === "w" ? null : make("p", {}, spoken(check.remedy));
    const mark = make("span", { class: `badge ${kind}` }, say(letter));
    return [make("li", {}, mark, spoken(check.title), remedy)];
  });
  const heading = make("h3", {}, make("span", { class: "id" }, one.id), ` ${spoken(one.title)} `);
  heading.append(make("span", { class: "worth" }, worth));
  const rest = items.length ? make("ul", {}, ...items) : make("p", {}, say("nothing-missing"));
  return make("section", {}, heading, rest);
}
