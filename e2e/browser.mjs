// Finds a browser that runs without root and starts it: the one that SANAD_CHROMIUM names, else the one
// that comes as an npm package.
import chromium from "@sparticuz/chromium";
import { chromium as playwright } from "playwright-core";

export async function launch() {
  const own = process.env.SANAD_CHROMIUM;
  const executablePath = own || (await chromium.executablePath());
  const args = own
    ? ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    : chromium.args.filter((arg) => arg !== "--single-process" && arg !== "--disable-web-security");
  return playwright.launch({ executablePath, args, headless: true });
}
