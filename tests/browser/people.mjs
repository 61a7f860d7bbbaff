// People at the browser: signing in, with and without a second factor.

import { createHmac } from "node:crypto";

import { PASSWORD } from "./house.mjs";

/** The code of a second factor at an instant (RFC 6238, SHA-1, 6 digits, 30 seconds). */
export function totp(secret, at = Date.now()) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replaceAll(" ", "")].map((c) => alphabet.indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const digest = createHmac("sha1", key).update(counter).digest();
  const number = digest.readUInt32BE(digest[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** Types name and password; stays on whatever page follows. */
export async function typePassword(page, base, user) {
  await page.goto(`${base}/sign-in`);
  await page.fill("#login", user);
  await page.fill("#password", PASSWORD);
  await page.click("main button.primary");
}

/** A fresh context in which somebody is signed in. */
export async function signedIn(browser, base, user, options = {}) {
  const context = await browser.newContext({ locale: "ja-JP", ...options });
  const page = await context.newPage();
  await typePassword(page, base, user);
  await page.waitForURL(/second-factor|mine|approve/);
  return { context, page };
}

/** Loads a page again until something is on it. */
export async function until(page, url, selector, tries = 360) {
  for (let at = 0; at < tries; at++) {
    await page.goto(url);
    if (await page.locator(selector).count()) {
      return page.locator(selector).first();
    }
    await page.waitForTimeout(500);
  }
  throw new Error(`${selector} did not come up on ${url}: ${await page.locator("main").innerText()}`);
}
