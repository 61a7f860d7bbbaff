// Where a second factor is asked for: the only page of who has none, looked at in both languages and at both widths, used
// by keyboard, and the letter's page once it is done.

import assert from "node:assert/strict";

import { openHouse } from "./house.mjs";
import { WIDTHS, inspect } from "./looks.mjs";
import { totp, typePassword } from "./people.mjs";

export async function secondFactor(t, { browser }) {
  const house = await openHouse({ secondFactor: "required" });
  try {
    for (const [user, width] of [["tanaka", WIDTHS[0]], ["smith", WIDTHS[1]], ["suzuki", WIDTHS[1]], ["smith", WIDTHS[0]]]) {
      await t.test(`${user} ${width}`, () => newcomer(browser, house, user, width));
    }
    await t.test("it is set up and everything is open", () => setUp(browser, house));
  } finally {
    await house.close();
  }
}

async function newcomer(browser, house, user, width) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, locale: "ja-JP" });
  const page = await context.newPage();
  await typePassword(page, house.base, user);
  await page.waitForURL(/\/second-factor$/);
  assert.equal(await page.locator("html").getAttribute("lang"), user === "smith" ? "en" : "ja");
  await inspect(page, "/second-factor");
  await page.goto(`${house.base}/mine`);
  await page.waitForURL(/\/second-factor$/);
  await page.fill("#code", "abcdef");
  await page.press("#code", "Enter");
  await page.locator('.note.bad[role="alert"]').waitFor();
  await inspect(page, "/second-factor");
  await page.click('form[action="/sign-out"] button');
  await page.waitForURL(/\/sign-in/);
  await context.close();
}

async function setUp(browser, house) {
  const context = await browser.newContext({ locale: "ja-JP" });
  const page = await context.newPage();
  await typePassword(page, house.base, "suzuki");
  await page.waitForURL(/\/second-factor$/);
  await page.click("details summary");
  await page.fill("#code", totp(await page.locator(".secret code").innerText()));
  await page.press("#code", "Enter");
  await page.waitForURL(/\/(mine|approve)$/);
  await page.goto(`${house.base}/account`);
  assert.equal(await page.locator('form[action="/account/second-factor/remove"]').count(), 0);
  await inspect(page, "/account");
  await context.close();
}
