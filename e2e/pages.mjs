// Opens Sanad's pages in a browser and checks them as a reader would meet them. Usage:
//   node pages.mjs PLAN.json
// The plan is {"base": URL, "pages": [{"name","path","status","brief","whole"}], "keyboard": PATH, "shots":
// FOLDER or ""}; a brief page is opened in two of the four ways.
// Each check is one line of JSON on standard output: {"name","ok","detail"}.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { launch } from "./browser.mjs";

const axeSource = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const plan = JSON.parse(await readFile(process.argv[2], "utf8"));
const widths = [{ name: "phone", width: 390, height: 844 }, { name: "wide", width: 1280, height: 900 }];

function report(name, ok, detail = "") {
  console.log(JSON.stringify({ name, ok, detail }));
}

// watch collects what a page must not do: errors, blocked loads, requests elsewhere.
function watch(page, status) {
  const seen = [];
  page.on("console", (m) => {
    const expected = status >= 400 && m.text().includes(`status of ${status}`);
    if (["error", "warning"].includes(m.type()) && !expected) seen.push(`console: ${m.text()}`);
  });
  page.on("pageerror", (e) => seen.push(`script: ${e.message}`));
  page.on("request", (r) => {
    if (!r.url().startsWith(plan.base) && !r.url().startsWith("data:")) seen.push(`request elsewhere: ${r.url()}`);
  });
  page.on("dialog", (d) => { seen.push(`dialog: ${d.message()}`); d.dismiss(); });
  return seen;
}

// axe is brought in over the debugging protocol, so that the page's own policy stays as it is.
async function axe(page) {
  await page.evaluate(axeSource);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return found.violations
    .filter((v) => ["serious", "critical"].includes(v.impact))
    .map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target.join(" ")} (${n.any[0]?.message ?? n.failureSummary})`).join("; ")}`);
}

// contextFor keeps one context for each way of looking: a new one for each page takes longer than the page.
const contexts = new Map();
async function contextFor(browser, size, scheme) {
  const key = `${size.name}/${scheme}`;
  if (!contexts.has(key)) {
    contexts.set(key, await browser.newContext({ viewport: { width: size.width, height: size.height }, colorScheme: scheme, reducedMotion: "reduce" }));
  }
  return contexts.get(key);
}

async function look(browser, target, size, scheme) {
  const name = `${target.name}/${size.name}/${scheme}`;
  const page = await (await contextFor(browser, size, scheme)).newPage();
  const problems = watch(page, target.status);
  let bytes = 0;
  page.on("response", async (r) => { bytes += Number(r.headers()["content-length"] ?? 0); });
  const answer = await page.goto(plan.base + target.path, { waitUntil: "load" });
  if (answer.status() !== target.status) problems.push(`status ${answer.status()}, want ${target.status}`);
  if (bytes > 100_000) problems.push(`first load of ${bytes} bytes`);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (overflow > 0) problems.push(`scrolls sideways by ${overflow} px`);
  if (plan.shots) {
    const file = join(plan.shots, name.replaceAll("/", "-") + ".png");
    await page.screenshot({ path: file, fullPage: target.whole ?? false });
  }
  problems.push(...(await axe(page)));
  report(name, problems.length === 0, problems.join("\n"));
  await page.close();
}

// keyboard goes from the list to a marked sentence with Tab and Enter alone.
async function keyboard(browser) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  const problems = watch(page, 200);
  const focused = () => page.evaluate(() => ({ href: document.activeElement?.getAttribute("href") ?? "", id: document.activeElement?.id ?? "" }));
  const tabTo = async (wanted) => {
    for (let i = 0; i < 120; i++) {
      await page.keyboard.press("Tab");
      const at = await focused();
      if (wanted(at)) return at;
    }
    throw new Error(`no Tab leads there from ${page.url()}`);
  };
  try {
    await page.goto(plan.base + plan.keyboard);
    await page.keyboard.press("Tab");
    if ((await focused()).href !== "#main") problems.push("the first Tab is not the skip link");
    await page.keyboard.press("/");
    if ((await focused()).id !== "q") problems.push("/ does not move to the search box");
    const claim = await tabTo((at) => /^\/claims\/[0-9a-f]+$/.test(at.href));
    await Promise.all([page.waitForURL("**" + claim.href), page.keyboard.press("Enter")]);
    const wanted = await page.textContent(".said mark");
    const link = await tabTo((at) => at.href.startsWith("/documents/") && at.href.includes("?claim="));
    await Promise.all([page.waitForURL("**" + link.href), page.keyboard.press("Enter")]);
    const marked = await page.$$eval(".text .seg.on", (all) => all.map((e) => [...e.childNodes].filter((n) => n.nodeName !== "SUP").map((n) => n.textContent).join("")).join(""));
    if (marked !== wanted) problems.push(`marked ${JSON.stringify(marked)}, want ${JSON.stringify(wanted)}`);
    const visible = await page.$eval("#selected", (e) => { const r = e.getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight; });
    if (!visible) problems.push("the marked sentence is out of view");
  } catch (error) {
    problems.push(String(error));
  }
  report("keyboard", problems.length === 0, problems.join("\n"));
  await context.close();
}

// scriptless reads the same marked sentence with JavaScript off.
async function scriptless(browser) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const problems = [];
  try {
    await page.goto(plan.base + plan.keyboard);
    await page.click(".claim .meta a[href*='?claim=']");
    await page.waitForSelector(".text .seg.on", { timeout: 5000 });
  } catch (error) {
    problems.push(String(error));
  }
  report("without-javascript", problems.length === 0, problems.join("\n"));
  await context.close();
}

const browser = await launch();
try {
  for (const target of plan.pages) {
    for (const size of widths) {
      const schemes = target.brief ? [size.name === "phone" ? "dark" : "light"] : ["light", "dark"];
      for (const scheme of schemes) await look(browser, target, size, scheme);
    }
  }
  await keyboard(browser);
  await scriptless(browser);
} finally {
  await browser.close();
}
