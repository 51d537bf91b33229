// What the reader does, and what is drawn anew for it.

const CONTROLS = ["policy", "team", "q", "standing", "from", "to", "check", "verdict"];
const SCOPE = ["lang", "policy", "team"]; // choices that more than the table depends on

/** Take choices of the reader and draw what they touch. */
function change(choices) {
  const wider = SCOPE.some((name) => name in choices && choices[name] !== state[name]);
  Object.assign(state, choices);
  if (state.check && !checks(policy()).some((one) => one.id === state.check)) state.check = "";
  remember();
  drawControls(wider);
  drawHeads();
  drawTable();
  if (wider) drawRest();
}

/** The words of the page itself. */
function drawWords() {
  document.documentElement.lang = state.lang;
  const places = [["say", null], ["label", "aria-label"], ["hint", "placeholder"]];
  for (const [name, attribute] of places) {
    for (const node of document.querySelectorAll(`[data-${name}]`)) {
      if (attribute) node.setAttribute(attribute, say(node.dataset[name]));
      else node.textContent = say(node.dataset[name]);
    }
  }
  at("made").textContent = say("made", { day: day(DATA.made) });
  at("language").lang = state.lang === "fr" ? "en" : "fr";
  document.title = `${say("title")} · ${day(DATA.made)}`;
  const { days } = policy();
  const since = say("since", { day: dated(days[before(days)]) });
  for (const node of document.querySelectorAll(".change")) node.title = since;
  for (const node of document.querySelectorAll("[data-file]")) {
    node.href = node.dataset.file.replace("{lang}", state.lang);
  }
}

function options(select, pairs) {
  select.replaceChildren(...pairs.map(([value, said]) => make("option", { value }, said)));
}

/** The controls as the choices are; their lists where those may be others. */
function drawControls(wider) {
  if (wider) {
    const teams = policy().groups.slice(1).map(({ team }) => [String(team), teamName(team)]);
    options(at("policy"), DATA.policies.map((one) => [one.id, `${spoken(one.title)} ${one.version}`]));
    options(at("team"), [["", say("whole")], ...teams]);
    options(at("standing"), ["", "yes", "near", "no", "unread", "fails"].map((name) =>
      [name, say(name || "any")]));
    options(at("verdict"), ["missing", "p", "h", "f", "u", "w"].map((name) => [name, say(name)]));
    const groups = policy().criteria.map((one) =>
      make("optgroup", { label: `${one.id} ${spoken(one.title)}` },
        ...one.checks.map((check) => make("option", { value: check.id }, spoken(check.title)))));
    at("check").replaceChildren(make("option", { value: "" }, say("any")), ...groups);
  }
  for (const name of CONTROLS) {
    const value = name === "verdict" ? state.verdict || "missing" : state[name];
    if (at(name).value !== value) at(name).value = value;
  }
  at("verdict").disabled = state.check === "";
}

function drawRest() {
  drawWords();
  drawSums();
  drawCourse();
  drawTeams();
  drawWeakest();
  drawRemedies();
  drawFreshness();
  drawUnlisted();
  drawFailures();
}

/** Everything, as the choices are. */
function drawAll() {
  drawWords();
  drawControls(true);
  drawHeads();
  drawTable();
  drawRest();
}

function listen() {
  for (const name of CONTROLS) {
    const kind = at(name).tagName === "SELECT" ? "change" : "input";
    at(name).addEventListener(kind, () => change({ [name]: at(name).value }));
  }
  const first = ["team", "q", "standing", "from", "to", "check", "verdict"];
  at("reset").addEventListener("click", () =>
    change(Object.fromEntries(first.map((name) => [name, ""]))));
  at("language").addEventListener("click", () =>
    change({ lang: state.lang === "fr" ? "en" : "fr" }));
  at("filters").addEventListener("submit", (event) => event.preventDefault());
  let waiting = 0;
  const soon = () => {
    waiting ||= requestAnimationFrame(() => {
      waiting = 0;
      drawRows();
    });
  };
  at("scroll").addEventListener("scroll", soon, { passive: true });
  new ResizeObserver(() => {
    view.high = at("scroll").clientHeight;
    soon();
  }).observe(at("scroll"));
  let wide = innerWidth;
  addEventListener("resize", () => {
    if (wide !== innerWidth) {
      drawHeads();
      drawCourse();
    }
    wide = innerWidth;
  });
  addEventListener("beforeprint", () => drawRows(true));
  addEventListener("afterprint", () => drawRows());
  addEventListener("hashchange", () => recall() && drawAll());
}

recall();
view.high = at("scroll").clientHeight;
drawAll();
listen();
