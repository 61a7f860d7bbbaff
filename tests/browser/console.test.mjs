// The console in Chromium. One house for all; the flow fills it, the pages are looked at afterwards.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { chromium } from "playwright-core";

import { attack } from "./attack.mjs";
import { campaign } from "./campaign.mjs";
import { campaignRows } from "./campaign_rows.mjs";
import { flow } from "./flow.mjs";
import { openHouse } from "./house.mjs";
import { PATIENCE, unseen } from "./looks.mjs";
import { pages } from "./pages.mjs";
import { secondFactor } from "./second_factor.mjs";

const stage = {};

before(async () => {
  stage.house = await openHouse();
  stage.browser = patient(await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"], timeout: PATIENCE }));
});

/** The browser, whose pages wait as long for what they are asked for as everything here does. */
function patient(browser) {
  const open = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await open(options);
    context.setDefaultTimeout(PATIENCE);
    return context;
  };
  return browser;
}

after(async () => {
  await stage.browser?.close();
  await stage.house?.close();
});

test("a letter's whole road: sign-in, second factor, held, review, approval, delivery, download", (t) => flow(t, stage));
test("hostile letters run nothing", (t) => attack(t, stage));
test("a campaign's whole way: files, differences, template, checks, approval, progress", (t) => campaign(t, stage));
test("a campaign's rows: waiver, schedule, first rows, unknown and refused ones, a complaint, the certificate", (t) => campaignRows(t, stage));
test("a second factor that is asked for", (t) => secondFactor(t, stage));
test("every page at two widths", (t) => pages(t, stage));
test("no page of the router was left out", () => assert.deepEqual(unseen(), []));
test("the log holds no address, subject or token", () => {
  const log = stage.house.log();
  for (const text of ["partner.example.net", "名簿", "/notice/", "/download/", "correct horse", "member7@"]) {
    assert.ok(!log.includes(text), `the log holds ${text}`);
  }
});
