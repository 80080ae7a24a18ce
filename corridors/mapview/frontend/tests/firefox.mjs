/**
 * The map in Firefox: what a visitor does, in a real window. Prints a line for each check; ends with 1 if one fails.
 *
 *   apt-get install firefox-esr xvfb libgl1-mesa-dri
 *   (mkdir -p /tmp/ff && cd /tmp/ff && npm init -y && npm install --no-save puppeteer-core)
 *   corridors serve --port 8700 &
 *   PUPPETEER=/tmp/ff node corridors/mapview/frontend/tests/firefox.mjs http://localhost:8700 /tmp/ff/out
 *
 * PUPPETEER is the folder in which puppeteer-core was installed (default: the current one); it is no dependency of the
 * project. FIREFOX is the browser (default: firefox-esr). Screenshots go to the folder that is the second argument.
 */
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [ADDRESS, OUT] = process.argv.slice(2);
const WINDOW = { width: 1366, height: 768 };
const PATIENCE_MS = 30_000;
const SEGMENTS = 253;
const MAP = "[data-testid=corridor-map]";
/** Long enough for a flight (700 ms) and for the camera to be told (180 ms). */
const REST_MS = 1100;
const HUB = "chabahar-port";
/** Lines alone on their courses, seen from where no sign of the kind stands on them (SIGNS_FROM_ZOOM in overlay.ts). */
const DASHED = { segment: "tapi-gas--chaman-multan-border", map: "70.3,30.6,5.3", status: "proposed" };
const SOLID = { segment: "btc-oil--turkey", map: "36.2,38.4,5.3", status: "operating" };

const say = (line) => process.stdout.write(`${line}\n`);
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

function expect(holds, words) {
  if (!holds) throw new Error(words);
}

async function loadPuppeteer() {
  const from = createRequire(join(resolve(process.env.PUPPETEER ?? "."), "package.json"));
  return (await import(pathToFileURL(from.resolve("puppeteer-core")).href)).default;
}

/** A screen for Firefox, which has no WebGL when it is headless. It says its number once it is there. */
async function openScreen() {
  if (process.env.DISPLAY) return { display: process.env.DISPLAY, close: () => undefined };
  const options = ["-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp"];
  const server = spawn("Xvfb", options, { stdio: ["ignore", "pipe", "ignore"] });
  const number = await new Promise((done, fail) => {
    server.stdout.once("data", (data) => done(`${data}`.trim()));
    server.once("error", fail);
    server.once("exit", () => fail(new Error("Xvfb ended at once")));
  });
  return { display: `:${number}`, close: () => server.kill() };
}

/** One Firefox and one page in it, which notes what no visit may cause. */
class Visit {
  constructor(browser, page, faults) {
    Object.assign(this, { browser, page, faults });
  }

  static async start(puppeteer, display, { theme = "light", webgl = true }) {
    const browser = await puppeteer.launch({
      browser: "firefox",
      executablePath: process.env.FIREFOX ?? "/usr/bin/firefox-esr",
      headless: false,
      env: { ...process.env, DISPLAY: display },
      defaultViewport: WINDOW,
      extraPrefsFirefox: {
        "webgl.force-enabled": webgl,
        "webgl.disabled": !webgl,
        // What the system says of its theme.
        "layout.css.prefers-color-scheme.content-override": theme === "dark" ? 0 : 1,
      },
    });
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const faults = { console: [], script: [], stranger: [] };
    const own = new URL(ADDRESS).host;
    page.on("console", (line) => line.type() === "error" && faults.console.push(line.text()));
    page.on("pageerror", (error) => faults.script.push(error.message));
    page.on("request", (request) => {
      const { protocol, host } = new URL(request.url());
      if (!["data:", "blob:", "about:"].includes(protocol) && host !== own) faults.stranger.push(request.url());
    });
    return new Visit(browser, page, faults);
  }

  /** Open a view anew and wait until its map is drawn and at rest. */
  async open(query = "") {
    await this.page.goto(`${ADDRESS}/?${query}`);
    await this.page.waitForSelector(`${MAP}[data-ready="true"]`);
    await wait(REST_MS);
  }

  /** Wait until something holds in the page. */
  async until(words, holds, ...values) {
    await this.page.waitForFunction(holds, { timeout: 8000, polling: 50 }, ...values).catch(() => {
      throw new Error(`not within 8 s: ${words}`);
    });
  }

  told(name) {
    return this.page.$eval(MAP, (map, key) => map.dataset[key] ?? "", name);
  }

  async visible() {
    return Number(await this.told("visible"));
  }

  async untilVisible(number) {
    await this.until(
      `${number} segments`,
      (map, count) => Number(document.querySelector(map).dataset.visible) === count,
      MAP,
      number,
    );
  }

  async untilCard() {
    await this.until("the card", () => document.querySelector(".st-key-card h2") !== null);
    await this.until("corridor= in the address", () => location.search.includes("corridor="));
    const title = await this.page.$eval(".st-key-card h2", (heading) => heading.textContent);
    return { title, address: await this.page.evaluate(() => location.search) };
  }

  /** What the server gave the map to draw. */
  data() {
    return this.page.evaluate(async () => {
      const files = performance.getEntriesByType("resource").map((entry) => entry.name);
      return (await fetch(files.find((name) => /\/media\/.*\.json$/.test(name)))).json();
    });
  }

  /** A function from a position to px in the window, for the camera of this moment. */
  async projection() {
    const [lon, lat, zoom] = (await this.told("view")).split(",").map(Number);
    const box = await this.page.$eval(MAP, (map) => {
      const { left, top, width, height } = map.getBoundingClientRect();
      return { left, top, width, height };
    });
    const scale = 512 * 2 ** zoom;
    const world = ([x, y]) => [(x / 360) * scale, (-Math.asinh(Math.tan((y * Math.PI) / 180)) / (2 * Math.PI)) * scale];
    const [cx, cy] = world([lon, lat]);
    return (at) => {
      const [x, y] = world(at);
      return [box.left + box.width / 2 + x - cx, box.top + box.height / 2 + y - cy];
    };
  }

  /** The colours on the screen at these px. */
  async colours(points) {
    const shot = await this.page.screenshot({ encoding: "base64" });
    return this.page.evaluate(
      async (text, places) => {
        const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
        const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
        const context = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
        context.drawImage(picture, 0, 0);
        const { data, width } = context.getImageData(0, 0, picture.width, picture.height);
        return places.map(([x, y]) => [...data.slice((y * width + x) * 4, (y * width + x) * 4 + 3)]);
      },
      shot,
      points.map(([x, y]) => [Math.round(x), Math.round(y)]),
    );
  }

  shoot(name) {
    return this.page.screenshot({ path: join(OUT, `${name}.png`) });
  }
}

/** Points at every `step` px along a line. */
function walk(line, step) {
  const points = [];
  let left = 0;
  for (let index = 1; index < line.length; index++) {
    const [[x0, y0], [x1, y1]] = [line[index - 1], line[index]];
    const length = Math.hypot(x1 - x0, y1 - y0);
    for (; left < length; left += step)
      points.push([x0 + ((x1 - x0) * left) / length, y0 + ((y1 - y0) * left) / length]);
    left -= length;
  }
  return points;
}

const apart = (one, other) => Math.hypot(...one.map((value, index) => value - other[index]));

/** The share of a line that has its colour, and the number of strokes it is cut into: lines that cross it cut it, too. */
async function strokes(visit, { segment, map, status }) {
  await visit.open(`map=${map}&labels=off&theme=light`);
  const data = await visit.data();
  const project = await visit.projection();
  const [strand] = data.strands
    .filter((row) => row.segment === segment && row.beside.length === 1)
    .sort((one, other) => other.path.length - one.path.length);
  expect(strand, `${segment} has no course of its own any more`);
  const own = data.segments.find((row) => row.id === segment);
  const kind = data.corridors.find((row) => row.id === own.corridor).kind;
  expect(own.status === status, `${segment} is ${own.status} now`);
  const style = data.style.statuses.find((row) => row.id === status);
  const points = walk(strand.path.map(project), 1);
  const found = await visit.colours(points);
  const on = found.map((colour) => apart(colour, style.color.light[kind]) < 90);
  const count = on.filter((is, index) => is && !on[index - 1]).length;
  return { share: on.filter(Boolean).length / on.length, count, px: points.length, dash: style.dash };
}

/** The shares of a symbol's disc that are white (the casings of lines are, too), and dark. */
async function symbol(visit, at) {
  const offsets = Array.from({ length: 21 }, (_, index) => index - 10);
  const inside = offsets.flatMap((dx) => offsets.filter((dy) => Math.hypot(dx, dy) < 10).map((dy) => [dx, dy]));
  const found = await visit.colours(inside.map(([dx, dy]) => [at[0] + dx, at[1] + dy]));
  const white = found.filter((colour) => apart(colour, [255, 255, 255]) < 8).length / found.length;
  const dark = found.filter((colour) => apart(colour, [35, 35, 35]) < 90).length / found.length;
  return { white, dark };
}

const percent = (share) => `${Math.round(share * 100)} %`;
const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];

/** Each opens a view of its own and gives what it found; it throws when something is wrong. */
const CHECKS = {
  "the map has WebGL and draws everything": async (visit) => {
    await visit.open();
    const count = await visit.visible();
    await visit.shoot("light");
    expect(count === SEGMENTS, `${count} segments, not ${SEGMENTS}`);
    return `${count} segments`;
  },
  "a legend entry switches railways off, key 0 brings all back": async (visit) => {
    await visit.open();
    const entry = '.cm-legend button[aria-label^="Railways"]';
    await visit.page.click(entry);
    await visit.until("aria-pressed is false", (name) => document.querySelector(name).ariaPressed === "false", entry);
    await visit.until(
      "fewer segments",
      (map, all) => Number(document.querySelector(map).dataset.visible) < all,
      MAP,
      SEGMENTS,
    );
    const fewer = await visit.visible();
    await visit.page.keyboard.press("0");
    await visit.untilVisible(SEGMENTS);
    return `${fewer} segments, then ${SEGMENTS}`;
  },
  "a long press on a legend entry shows its kind alone": async (visit) => {
    await visit.open();
    await visit.page.click('.cm-legend button[aria-label^="Railways"]', { delay: 900 });
    await wait(REST_MS);
    const on = await visit.page.$$eval(".cm-legend ul:first-of-type button[aria-pressed=true]", (all) =>
      all.map((button) => button.getAttribute("aria-label")),
    );
    expect(on.length === 1 && on[0].startsWith("Railways"), `left on: ${on.join("; ")}`);
    return on[0];
  },
  "+ zooms in, H returns": async (visit) => {
    await visit.open();
    const home = await visit.told("view");
    await visit.page.keyboard.press("+");
    await wait(REST_MS);
    const near = await visit.told("view");
    expect(near !== home, "the camera stayed");
    await visit.page.keyboard.press("h");
    await wait(REST_MS);
    const back = await visit.told("view");
    expect(back === home, `back at ${back}, not ${home}`);
    return `${home} to ${near} and back`;
  },
  "the wheel zooms, dragging moves": async (visit) => {
    await visit.open();
    const home = await visit.told("view");
    await visit.page.mouse.move(900, 200);
    await visit.page.mouse.wheel({ deltaY: -240 });
    await wait(REST_MS);
    const near = await visit.told("view");
    expect(Number(near.split(",")[2]) > 3.2, `the wheel left the camera at ${near}`);
    await visit.page.mouse.down();
    await visit.page.mouse.move(1000, 260, { steps: 12 });
    await visit.page.mouse.up();
    await wait(REST_MS);
    const aside = await visit.told("view");
    expect(Number(aside.split(",")[0]) < Number(near.split(",")[0]), `dragging left the camera at ${aside}`);
    return `${home} to ${near} to ${aside}`;
  },
  "a click on a hub opens its card": async (visit) => {
    await visit.open();
    const hub = (await visit.data()).segments.find((row) => row.corridor === HUB);
    const [x, y] = (await visit.projection())(hub.at);
    await visit.page.mouse.click(x, y);
    const { title, address } = await visit.untilCard();
    await wait(REST_MS);
    await visit.shoot("card");
    expect(address.includes(`corridor=${HUB}`), `the address is ${address}`);
    return `${title}, ${address}`;
  },
  "hovering a line names it, a click opens its card": async (visit) => {
    await visit.open(`map=${DASHED.map}`);
    const strands = (await visit.data()).strands.filter((row) => row.segment === DASHED.segment);
    const project = await visit.projection();
    const { path } = strands.find((row) => row.beside.length === 1);
    const [x, y] = project(path[Math.floor(path.length / 2)]);
    await visit.page.mouse.move(x - 30, y - 60);
    await visit.page.mouse.move(x, y, { steps: 4 });
    await visit.until("the tip", () => document.querySelector(".cm-tip")?.hidden === false);
    const tip = await visit.page.$eval(".cm-tip b", (name) => name.textContent);
    await visit.shoot("hover");
    await visit.page.mouse.click(x, y);
    const { title, address } = await visit.untilCard();
    expect(address.includes("corridor=tapi"), `the address is ${address}`);
    return `tip "${tip}", card "${title}"`;
  },
  "F fills the screen, Escape leaves": async (visit) => {
    await visit.open();
    const home = await visit.told("view");
    await visit.page.keyboard.press("f");
    await visit.until("class cm-full", (map) => document.querySelector(map).classList.contains("cm-full"), MAP);
    await wait(2 * REST_MS);
    const size = await visit.page.$eval(MAP, (map) => `${map.clientWidth} x ${map.clientHeight}`);
    const native = await visit.page.evaluate((map) => document.fullscreenElement === document.querySelector(map), MAP);
    await visit.shoot("full");
    await visit.page.keyboard.press("Escape");
    await visit.until("no class cm-full", (map) => !document.querySelector(map).classList.contains("cm-full"), MAP);
    await wait(2 * REST_MS);
    expect(await visit.page.evaluate(() => document.fullscreenElement === null), "the element still fills the screen");
    const back = await visit.told("view");
    expect(back === home, `back at ${back}, not ${home}`);
    return `${size}, ${native ? "the browser's own full screen" : "the whole window"}, back at ${back}`;
  },
  "F and Escape at once leave the page as it was": async (visit) => {
    await visit.open();
    // A key of its own first: without a gesture the browser refuses.
    await visit.page.keyboard.press("l");
    await visit.page.evaluate(() => {
      // In one task, that is before the browser has answered the first.
      for (const key of ["f", "Escape"])
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    });
    await wait(3 * REST_MS);
    const [styled, native] = await visit.page.$eval(MAP, (map) => [
      map.classList.contains("cm-full"),
      document.fullscreenElement === map,
    ]);
    if (native) await visit.page.evaluate(() => document.exitFullscreen());
    await wait(REST_MS);
    expect(!(styled || native), `class cm-full: ${styled}; the browser's full screen: ${native}`);
    return "left";
  },
  "symbols of sites are drawn": async (visit) => {
    await visit.open("theme=light&labels=off");
    const hub = (await visit.data()).segments.find((row) => row.corridor === HUB);
    const at = (await visit.projection())(hub.at);
    const on = await symbol(visit, at);
    await visit.page.click('.cm-legend button[aria-label^="Ports"]');
    await visit.until(
      "fewer segments",
      (map, all) => Number(document.querySelector(map).dataset.visible) < all,
      MAP,
      SEGMENTS,
    );
    await wait(REST_MS);
    const off = await symbol(visit, at);
    const words = `white ${percent(on.white)}, dark ${percent(on.dark)}; switched off ${percent(off.white)}, ${percent(off.dark)}`;
    expect(on.white > off.white + 0.2 && on.dark > off.dark + 0.05, words);
    return words;
  },
  "a proposed line is dashed, an operating one is not": async (visit) => {
    const dashed = await strokes(visit, DASHED);
    await visit.shoot("dashed");
    const solid = await strokes(visit, SOLID);
    await visit.shoot("solid");
    const [dash, gap] = dashed.dash;
    const tell = ({ share, count, px }) => `${count} strokes on ${px} px, ${percent(share)} covered`;
    const words = `dashed: ${tell(dashed)} (meant: ${percent(dash / (dash + gap))}); solid: ${tell(solid)}`;
    expect(dashed.count > 12 && Math.abs(dashed.share - dash / (dash + gap)) < 0.15, words);
    expect(solid.count <= 6 && solid.share > 0.9, words);
    return words;
  },
  "a toggle is painted": async (visit) => {
    await visit.open();
    const taken = [];
    for (let turn = 0; turn < 10; turn++) {
      await visit.page.evaluate(() => performance.clearMarks());
      await visit.page.keyboard.press("3");
      await visit.until("the frame", () => performance.getEntriesByName("corridors:painted").length > 0);
      const [change, painted] = await visit.page.evaluate(() =>
        ["corridors:change", "corridors:painted"].map((name) => performance.getEntriesByName(name)[0].startTime),
      );
      taken.push(painted - change);
      await wait(600);
    }
    const ms = taken.map(Math.round);
    return `median ${median(ms)} ms from change to painted, ${Math.min(...ms)} to ${Math.max(...ms)} ms, on a software rasteriser`;
  },
};

async function run(name, check) {
  try {
    say(`ok    ${name}: ${await check()}`);
    return true;
  } catch (error) {
    say(`FAIL  ${name}: ${error.message}`);
    return false;
  }
}

function quiet({ console, script, stranger }, kind) {
  const none = (found) => async () => {
    expect(found.length === 0, [...new Set(found)].join(" | "));
    return "none";
  };
  return {
    [`console errors (${kind})`]: none(console),
    [`script errors (${kind})`]: none(script),
    [`requests to another host (${kind})`]: none(stranger),
  };
}

async function visitWith(puppeteer, display, kind, options, checks) {
  const visit = await Visit.start(puppeteer, display, options);
  const results = [];
  try {
    for (const [name, check] of Object.entries(checks)) results.push(await run(name, () => check(visit)));
    for (const [name, check] of Object.entries(quiet(visit.faults, kind))) results.push(await run(name, check));
  } finally {
    await visit.browser.close();
  }
  return results;
}

const DARK = {
  "a dark system gets the dark map": async (visit) => {
    await visit.open();
    await visit.shoot("dark");
    const theme = await visit.told("theme");
    expect(theme === "dark", `the theme is ${theme}`);
    return `${await visit.visible()} segments`;
  },
};

const WITHOUT_WEBGL = {
  "a browser without WebGL gets a message and a list": async (visit) => {
    await visit.open();
    await visit.shoot("without-webgl");
    const [words, rows] = await visit.page.$eval(MAP, (map) => [
      map.querySelector(".cm-notice-map p")?.textContent ?? "",
      map.querySelectorAll(".cm-notice-map tbody tr").length,
    ]);
    expect(words.includes("WebGL") && rows > 0, `it says "${words}" and lists ${rows} corridors`);
    return `"${words}", ${rows} corridors`;
  },
};

async function main() {
  if (!ADDRESS || !OUT) throw new Error("usage: node firefox.mjs ADDRESS OUTPUT_FOLDER");
  mkdirSync(OUT, { recursive: true });
  const puppeteer = await loadPuppeteer();
  const screen = await openScreen();
  try {
    const results = [
      ...(await visitWith(puppeteer, screen.display, "light", {}, CHECKS)),
      ...(await visitWith(puppeteer, screen.display, "dark", { theme: "dark" }, DARK)),
      ...(await visitWith(puppeteer, screen.display, "without WebGL", { webgl: false }, WITHOUT_WEBGL)),
    ];
    process.exitCode = results.every(Boolean) ? 0 : 1;
  } finally {
    screen.close();
  }
}

await main();
