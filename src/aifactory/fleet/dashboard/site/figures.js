// What is told of the fleet or of a team: figures, trends, weak criteria, remedies, freshness.

const AGO = 30; // days over which a change is told
const CHART = 220; // pixels

/** The place of the day that changes are counted from. */
function before(days) {
  const last = Date.parse(days[days.length - 1]);
  const found = days.findLastIndex((one) => last - Date.parse(one) >= AGO * DAY * 1000);
  return Math.max(0, found);
}

/** The change of a row of thousandths, with its sign; nothing where one end is not known. */
function changed(values, days) {
  const start = values[before(days)] ?? values.find((value) => value !== null);
  const end = values[values.length - 1];
  if (start === null || start === undefined || end === null || days.length < 2) return "–";
  const points = (end - start) / 10;
  return (points > 0 ? "+" : points < 0 ? "−" : "±") + number(Math.abs(points), 1);
}

/** A row of thousandths in words. */
function told(name, values, days) {
  const first = values.findIndex((value) => value !== null);
  if (first < 0) return `${name}: –`;
  return say("course-told", {
    name,
    first: percent(values[first]),
    from: dated(days[first]),
    last: percent(values[values.length - 1]),
    to: dated(days[days.length - 1]),
  });
}

/** The parts of a line: points that follow one another, gaps where nothing is known. */
function strokes(values, x, y) {
  const parts = [[]];
  values.forEach((value, place) => {
    if (value === null) parts.push([]);
    else parts[parts.length - 1].push(`${x(place).toFixed(1)},${y(value).toFixed(1)}`);
  });
  return parts.filter((part) => part.length);
}

/** A row of thousandths as a small line. */
function spark(name, values, days) {
  const known = values.filter((value) => value !== null);
  const label = told(name, values, days);
  const low = Math.max(0, Math.min(...known) - 25);
  const high = Math.min(1000, Math.max(...known) + 25);
  const x = (place) => 3 + (114 * place) / Math.max(1, values.length - 1);
  const y = (value) => 25 - (22 * (value - low)) / Math.max(1, high - low);
  const lines = strokes(values, x, y).map((part) => draw("polyline", { points: part.join(" ") }));
  const last = values[values.length - 1];
  const dot = last === null ? null : draw("circle", { cx: x(values.length - 1), cy: y(last), r: 2.5 });
  const shape = { class: "spark", viewBox: "0 0 120 28", role: "img", "aria-label": label };
  return draw("svg", shape, ...lines, dot);
}

/** The course of the fleet or a team as a picture as wide as there is room. */
function drawCourse() {
  const box = at("chart");
  const { days } = policy();
  const [, points, validated] = group().course;
  const rows = [["points-line", points], ["valid-line", validated]];
  const legend = rows.map(([name], place) =>
    make("li", {}, draw("svg", { class: `l${place}`, viewBox: "0 0 24 8", "aria-hidden": "true" },
      draw("line", { x1: 0, x2: 24, y1: 4, y2: 4 })), say(name)));
  at("legend").replaceChildren(...legend);
  at("one-day").hidden = days.length > 1;
  const wide = Math.max(280, box.clientWidth);
  const x = (place) => 44 + ((wide - 60) * place) / Math.max(1, days.length - 1);
  const y = (value) => CHART - 28 - ((CHART - 40) * value) / 1000;
  const parts = [];
  for (const value of [0, 250, 500, 750, 1000]) {
    parts.push(draw("line", { class: "g", x1: 44, x2: wide - 16, y1: y(value), y2: y(value) }));
    parts.push(draw("text", { x: 38, y: y(value) + 4, "text-anchor": "end" }, percent(value)));
  }
  const count = Math.min(days.length, Math.max(2, Math.floor(wide / 130)));
  for (let mark = 0; mark < count; mark += 1) {
    const place = Math.round(((days.length - 1) * mark) / Math.max(1, count - 1));
    const end = count === 1 ? "start" : mark === 0 ? "start" : mark === count - 1 ? "end" : "middle";
    parts.push(draw("text", { x: x(place), y: CHART - 6, "text-anchor": end }, dated(days[place])));
  }
  rows.forEach(([, values], line) => {
    for (const part of strokes(values, x, y)) {
      parts.push(draw("polyline", { class: `l${line}`, points: part.join(" ") }));
    }
    const last = values[values.length - 1];
    if (last !== null) {
      parts.push(draw("circle", { class: `l${line}`, cx: x(days.length - 1), cy: y(last), r: 4 }));
    }
  });
  const label = rows.map(([name, values]) => told(say(name), values, days)).join("; ");
  const shape = { viewBox: `0 0 ${wide} ${CHART}`, role: "img", "aria-label": label };
  box.replaceChildren(draw("svg", { ...shape, width: wide, height: CHART }, ...parts));
}

function drawSums() {
  const found = group();
  const pack = policy();
  const of = (n, whole) => say("of", { n: number(n), whole: number(whole) });
  const points = (n) => (n === null ? "–" : of(n, pack.total));
  const faults = faultsHere().length;
  const tiles = [
    ["scored", of(found.scored, found.repositories)],
    ["validated", found.scored ? of(found.validated, found.scored) : "–"],
    ["median", points(found.median)],
    ["mean", points(found.mean)],
    ["least", points(found.least)],
    ["failing", number(faults)],
  ];
  const items = tiles.map(([name, value]) => make("li", {}, say(name), make("b", {}, value)));
  at("sums").replaceChildren(...items);
}

function faultsHere() {
  const team = group().team;
  return DATA.failures.filter((one) => team === null || DATA.repositories[one[0]][3] === team);
}

function drawTeams() {
  const { days, groups, total } = policy();
  const share = (one) => (one.scored ? one.mean / total : 2);
  const teams = groups.slice(1).sort((one, other) => share(one) - share(other));
  at("teams").hidden = teams.length < 2;
  folded(at("team-rows"), teams, 15, (one) => {
    const name = teamName(one.team);
    const look = () => change({ team: String(one.team) });
    const button = make("button", { type: "button", class: "plain", click: look }, name);
    const valid = one.scored ? Math.round((1000 * one.validated) / one.scored) : null;
    return make("tr", {},
      make("th", { scope: "row" }, button),
      make("td", { class: "n" }, number(one.repositories)),
      make("td", { class: "n" }, number(one.mean)),
      make("td", { class: "n" }, number(one.median)),
      make("td", { class: "n" }, number(one.least)),
      make("td", { class: "n" }, percent(valid)),
      make("td", { class: "n" }, changed(one.course[1], days)),
      make("td", {}, spark(name, one.course[1], days)));
  });
}

/** A share as a bar. */
function bar(share) {
  return draw("svg", { class: "bar", width: "100%", height: 10, "aria-hidden": "true" },
    draw("rect", { class: "missing", width: "100%", height: 10 }),
    draw("rect", { class: "proven", width: `${(100 * share).toFixed(1)}%`, height: 10 }));
}

function drawWeakest() {
  const { days, criteria } = policy();
  const found = group();
  const known = new Map(criteria.map((one) => [one.id, one]));
  folded(at("weak-rows"), found.weakest, 30, ([id, mean, , none, full]) => {
    const one = known.get(id);
    const share = one.points > 0 ? mean / one.points : 0;
    const course = found.criteria[id];
    return make("tr", {},
      make("th", { scope: "row" }, make("span", { class: "id" }, id), ` ${spoken(one.title)}`),
      make("td", { class: "n" }, say("of", { n: number(mean), whole: number(one.points) })),
      make("td", { class: "share" }, bar(share), ` ${percent(1000 * share)}`),
      make("td", { class: "n" }, number(none)),
      make("td", { class: "n" }, number(full)),
      make("td", { class: "n" }, changed(course, days)),
      make("td", {}, spark(id, course, days)));
  });
}

function drawRemedies() {
  const all = checks(policy());
  folded(at("gain-rows"), group().gains, 10, ([place, count, points, minutes, validates]) => {
    const check = all[place];
    const after = check.needs.map((need) => all[need].id).join(", ");
    const show = () => {
      change({ check: check.id, verdict: "missing", standing: "", from: "", to: "", q: "" });
      at("repositories").scrollIntoView();
    };
    return make("tr", {},
      make("th", { scope: "row" }, spoken(check.remedy) || spoken(check.title),
        make("p", { class: "id" }, check.id, after ? ` · ${say("after", { names: after })}` : "")),
      make("td", { class: "n" }, make("b", {}, `+${number(points)}`)),
      make("td", { class: "n" }, number(count), " ",
        make("button", { type: "button", click: show,
          "aria-label": `${say("show")}: ${check.id}` }, say("show"))),
      make("td", { class: "n" }, minutes ? say("hours", { n: number(minutes / 60, 1) }) : "–"),
      make("td", { class: "n" }, minutes ? number((60 * points) / minutes, 1) : "–"),
      make("td", { class: "n" }, number(validates)));
  });
  at("no-gain").hidden = group().gains.length > 0;
}

function drawFreshness() {
  const team = group().team;
  const rows = rowsOf(policy()).filter((row) => team === null || row.team === team);
  const now = Date.now() / 1000;
  const bounds = [["day", 1], ["week", 7], ["month", 30], ["older", Infinity]];
  const counts = new Map([...bounds.map(([name]) => [name, 0]), ["never", 0]]);
  for (const { seen } of rows) {
    const old = seen === null ? null : (now - seen) / DAY;
    const name = old === null ? "never" : bounds.find(([, most]) => old <= most)[0];
    counts.set(name, counts.get(name) + 1);
  }
  const lines = [...counts].map(([name, count]) =>
    make("tr", {}, make("th", { scope: "row" }, say(name)),
      make("td", { class: "n" }, number(count)),
      make("td", { class: "share" }, bar(rows.length ? count / rows.length : 0))));
  at("fresh-rows").replaceChildren(...lines);
}

/** What no inventory names any more, whatever the team. */
function drawUnlisted() {
  const found = DATA.unlisted;
  at("unlisted").hidden = !found.length;
  at("unlisted-count").textContent = say("unlisted", { n: number(found.length) });
  folded(at("unlisted-rows"), found, 50, ([repository, since]) =>
    make("li", {}, named(repository), ` · ${say("since-day", { day: day(since) })}`));
}

function drawFailures() {
  const found = faultsHere();
  at("failure-table").hidden = !found.length;
  at("no-failure").hidden = found.length > 0;
  folded(at("failure-rows"), found, 50, ([place, , reason, runs, first]) => {
    const repository = DATA.repositories[place];
    return make("tr", {},
      make("th", { scope: "row" }, named(repository)),
      make("td", {}, DATA.teams[repository[3]]),
      make("td", {}, spoken(reason)),
      make("td", { class: "n" }, number(runs)),
      make("td", { class: "n" }, day(first)));
  });
}
