import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

export const pages = process.env.IRISAN_PAGES;
export const axe = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

// Debian's chromium as root needs no sandbox of its own; the pages are ours.
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
export const close = () => browser.close();

/** Opens a page without a network; `faults` gathers what went wrong and what was asked for. */
export async function open(file, fragment = "", options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, offline: true, ...options });
  const page = await context.newPage();
  page.faults = [];
  page.on("pageerror", (e) => page.faults.push(`error: ${e.message}`));
  page.on("console", (m) => ["error", "warning"].includes(m.type()) && page.faults.push(`console: ${m.text()}`));
  page.on("dialog", (d) => d.dismiss());
  page.on("request", (r) => {
    if (!r.url().startsWith(`file://${pages}/`) && !r.url().startsWith("blob:")) page.faults.push(`asked: ${r.url()}`);
  });
  await page.addInitScript(() => {
    window.tasks = [];
    new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((e) => [e.startTime, e.duration]))).observe({
      type: "longtask",
      buffered: true,
    });
  });
  await page.goto(`file://${pages}/${file}#${fragment}`);
  if (options.javaScriptEnabled !== false) await page.waitForSelector("nav");
  return page;
}

export const shut = (page) => page.context().close();

export const keep = (page, name) => page.screenshot({ path: `${pages}/${name}.png`, fullPage: true });

/** What a download holds. */
export async function downloaded(page, press) {
  const [download] = await Promise.all([page.waitForEvent("download"), press()]);
  return [download.suggestedFilename(), readFileSync(await download.path(), "utf8")];
}
