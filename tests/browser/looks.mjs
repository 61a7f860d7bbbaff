// Looking at a page as its readers would: accessible, inside its width, big enough to tap, without errors, light. What
// was looked at is remembered, and a page of the router that nobody looked at is an error.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { AxeBuilder } from "@axe-core/playwright";

export const WIDTHS = [390, 1280];
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** Pixels of anything one taps with a finger, and of what one points at with a mouse (WCAG 2.2, 2.5.8). */
const TAP = 44;
const POINT = 24;
const ROUTER = new URL("../../crates/console/src/router.rs", import.meta.url);

/** Addresses that answer with a file, lead on to another page or draw one of another address again, and the frame that
 * attack.mjs looks at. */
const NO_PAGE = [
  "/",
  "/accounts/change",
  "/campaigns/{id}",
  "/campaigns/{id}/act",
  "/campaigns/{id}/certificate",
  "/campaigns/{id}/check",
  "/campaigns/{id}/columns",
  "/campaigns/{id}/differences/{form}",
  "/campaigns/{id}/letters/{row}/html",
  "/campaigns/{id}/letters/{row}/raw",
  "/campaigns/{id}/makers",
  "/campaigns/{id}/parts",
  "/campaigns/{id}/parts/remove",
  "/campaigns/{id}/plan",
  "/campaigns/{id}/complaints",
  "/campaigns/{id}/rest",
  "/campaigns/{id}/rows/again",
  "/campaigns/{id}/rows/settle",
  "/campaigns/{id}/rows/settle-all",
  "/campaigns/{id}/rows/{form}",
  "/campaigns/{id}/sending",
  "/campaigns/{id}/tables",
  "/campaigns/{id}/trial",
  "/campaigns/{id}/waivers",
  "/download/{token}/file/{index}",
  "/evidence/export",
  "/language",
  "/letters/{parcel}/act",
  "/letters/{parcel}/links/{link}/lock",
  "/letters/{parcel}/outgoing/{number}/html",
  "/letters/{parcel}/outgoing/{number}/raw",
  "/sign-out",
  "/static/{digest}/{name}",
];

const looked = new Set();

/** How long, in ms, anything may take that comes for certain; the machine may have much else to do. */
export const PATIENCE = 180_000;

/** Waits until these words stand there. */
export async function says(place, words) {
  const end = Date.now() + PATIENCE;
  let found = await place.innerText();
  while (!words.test(found) && Date.now() < end) {
    await new Promise((done) => setTimeout(done, 100));
    found = await place.innerText();
  }
  assert.match(found, words);
}

/** One page as it stands, at the width it has. */
export async function inspect(page, name) {
  await page.waitForLoadState();
  const { width } = page.viewportSize();
  looked.add(new URL(page.url()).pathname);
  if (process.env.SHOTS) {
    const lang = await page.locator("html").getAttribute("lang");
    const file = `${name.replaceAll(/[^a-z0-9]+/gi, "-")}-${width}-${lang}.png`;
    await page.screenshot({ path: `${process.env.SHOTS}/${file}`, fullPage: true });
  }
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${name} is wider than the screen`);
  assert.deepEqual(await tooSmall(page, width < 1024 ? TAP : POINT), [], `${name}: too small to tap`);
  // The frame of a letter's HTML allows no script, not even that of axe; it is looked at in attack.mjs.
  await page.evaluate(() => document.querySelectorAll("iframe").forEach((frame) => frame.remove()));
  const found = await new AxeBuilder({ page }).withTags(RULES).analyze();
  assert.deepEqual(found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`), [], name);
  assert.ok(found.passes.length > 10, "axe looked at nothing");
}

/** The same at both widths, for a page that can be reached only once. */
export async function inspectBoth(page, name) {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width < 500 ? 844 : 900 });
    await inspect(page, name);
  }
}

/** Pages of the console's router that nobody looked at. */
export function unseen() {
  const routes = [...readFileSync(ROUTER, "utf8").matchAll(/\.route\(\s*"([^"]+)"/g)].map((found) => found[1]);
  assert.ok(routes.length > 35, "the router is not where it was");
  const seen = (route) => {
    const pattern = new RegExp(`^${route.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
    return [...looked].some((path) => pattern.test(path));
  };
  assert.deepEqual(NO_PAGE.filter((route) => !routes.includes(route)), [], "no longer in the router");
  return routes.filter((route) => !NO_PAGE.includes(route) && !seen(route));
}

function tooSmall(page, least) {
  return page.evaluate((tap) => {
    const kinds = ".btn, input:not([type=hidden]):not([type=checkbox]), select, textarea, summary, nav a, .checks label";
    const visible = (element) => element.checkVisibility() && element.getClientRects().length > 0;
    const small = (element) => element.getBoundingClientRect().height < tap;
    const shown = [...document.querySelectorAll(kinds)].filter((element) => visible(element) && small(element));
    return shown.map((element) => element.outerHTML.slice(0, 100));
  }, least);
}
