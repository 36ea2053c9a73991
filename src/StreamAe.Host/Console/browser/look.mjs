// Opens every page of the console in Chromium, with made-up figures: light and dark, wide and as on a phone. Says what axe-core finds,
// what the browser complains of, what is wider than the screen, and how fast a chart of 100,000 rows moves.
//   npm run fixtures -- --port 8300 &      (in the folder above)
//   npm ci && npm run look -- [--url http://127.0.0.1:8300] [--chromium /usr/bin/chromium] [--shots FOLDER]
// Ends with 1 where axe-core finds something serious, or anything else is wrong.
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const url = option("url", "http://127.0.0.1:8300");
const executablePath = option("chromium", "/usr/bin/chromium");
const shots = option("shots", null);

const PAGES = {
  overview: "/",
  alerts: "/alerts",
  entities: "/entities?monitor=pumps",
  entity: "/entity?monitor=pumps&key=pump-017",
  thresholds: "/thresholds?monitor=pumps",
  models: "/models?monitor=pumps&key=pump-017",
  sources: "/sources",
  monitors: "/monitors?monitor=pumps",
  audit: "/audit",
  unknown: "/nowhere",
};
const WIDTHS = [1280, 390, 360];
const SETTLED_MS = 1500;
const SMOOTH_MS = 16;

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
let wrong = 0;
const say = (isWrong, text) => {
  if (isWrong) wrong++;
  console.log(`${isWrong ? "WRONG" : "     "} ${text}`);
};

async function look(name, path, theme, width) {
  const context = await browser.newContext({ viewport: { width, height: 860 }, colorScheme: theme, reducedMotion: "reduce" });
  const page = await context.newPage();
  const label = `${name} ${theme} ${width}`;
  page.on("console", (message) => message.type() === "error" && say(true, `${label}: ${message.text()}`));
  page.on("pageerror", (error) => say(true, `${label}: ${error.message}`));
  await page.goto(url + path);
  await page.waitForTimeout(SETTLED_MS);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (over > 0) say(true, `${label}: ${over} pixels wider than the screen`);
  // Evaluated, since the page's policy refuses a script that is added.
  await page.evaluate(`${axe};0`);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  for (const violation of violations) {
    say(["serious", "critical"].includes(violation.impact), `${label}: axe ${violation.impact} ${violation.id}: ${violation.nodes.map((n) => n.target.join(" ")).slice(0, 3).join(" | ")}`);
  }
  if (shots) await page.screenshot({ path: `${shots}/${name}-${theme}-${width}.png`, fullPage: true });
  await context.close();
}

async function move() {
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  await page.goto(`${url}/entity?monitor=pumps&key=pump-100`);
  await page.getByRole("radio", { name: "all" }).check();
  await page.getByTestId("every-row").check();
  await page.getByText("drawn by 100,000 points").waitFor();
  const times = await page.evaluate(async () => {
    const place = document.querySelector("[data-testid=score-chart] .plot");
    const canvas = place.querySelector("canvas").getContext("2d");
    const press = async (key) => {
      const start = performance.now();
      place.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      await Promise.resolve();
      await Promise.resolve();
      // Reading a pixel waits until all is drawn.
      canvas.getImageData(0, 0, 1, 1);
      return performance.now() - start;
    };
    await press("+");
    const measured = [];
    for (let i = 0; i < 120; i++) {
      measured.push(await press(i % 2 ? "PageUp" : "PageDown"));
      await new Promise(requestAnimationFrame);
    }
    return measured.sort((a, b) => a - b);
  });
  const median = times[60];
  say(median >= SMOOTH_MS, `a chart of 100,000 rows moves in ${median.toFixed(1)} ms (median of 120; 95 % below ${times[114].toFixed(1)} ms)`);
  await page.close();
}

if (shots) await mkdir(shots, { recursive: true });
await move();
for (const [name, path] of Object.entries(PAGES)) {
  for (const theme of ["light", "dark"]) for (const width of WIDTHS) await look(name, path, theme, width);
}
await browser.close();
say(false, wrong === 0 ? `${Object.keys(PAGES).length} pages, light and dark, ${WIDTHS.join(", ")} pixels wide: nothing serious` : `${wrong} found`);
process.exitCode = wrong === 0 ? 0 : 1;
