// Every page that has an address, as different people see it, on a phone and on a desk; those that come after a step are
// in steps.mjs.

import assert from "node:assert/strict";

import { decoded, waitFor } from "./flow.mjs";
import { roll } from "./house.mjs";
import { WIDTHS, inspect, says } from "./looks.mjs";
import { signedIn, until } from "./people.mjs";
import { speak, steps } from "./steps.mjs";

/** Bytes of a first visit. */
const LIGHT = 100_000;

const PAGES = {
  "": ["/sign-in", "/sign-in?next=/mine", "/nothing", "/notice/spent", "(download)", "(invitation)"],
  tanaka: ["/mine", "/history", "/search", "/mis-sent", "/account"],
  suzuki: ["/mine", "/approve", "/account/second-factor", "(letter)", "(letter)/outgoing/0", "(letter)/recipients", "/evidence"],
  admin: ["/held", "/deliveries", "/evidence", "/policy", "/accounts", "/lists", "(letter)"],
  audit: ["/deliveries", "/evidence", "/policy", "/lists", "/mine"],
  kato: ["/lists"],
};

export async function pages(t, stage) {
  const { house, browser } = stage;
  const letter = await suzukiLetter(house, browser);
  const invitation = await invited(house, browser);
  for (const [user, paths] of Object.entries(PAGES)) {
    const state = user && (await sessionOf(house, browser, user));
    for (const path of paths) {
      const at = path.replace("(letter)", letter).replace("(invitation)", invitation).replace("(download)", house.download?.replace(house.base, "") ?? "/download/none");
      for (const width of WIDTHS) {
        for (const locale of ["ja-JP", "en-GB"]) {
          if (user && locale === "en-GB") {
            continue;
          }
          await t.test(`${user || "nobody"} ${path} ${width} ${locale}`, () => look(stage, { state, path: at, width, locale }));
        }
      }
    }
  }
  await t.test("pages that come after a step", (t) => steps(t, { house, browser, letter }));
  await t.test("the same in English", async (t) => {
    const state = await english(house, browser);
    for (const path of ["/mine", letter, `${letter}/outgoing/0`, "/account", "/policy", "/evidence", "/deliveries", "/accounts", "/lists", "/mis-sent"]) {
      for (const width of WIDTHS) {
        await t.test(`${path} ${width}`, () => look(stage, { state, path, width, locale: "en-GB" }));
      }
    }
  });
}

/** A letter of somebody who also approves, so that both sides are on one page. */
async function suzukiLetter(house, browser) {
  const long = "とても長い件名でも画面からはみ出さずに読めることを確かめるためのメールです".repeat(3);
  await house.submit({ from: "suzuki", to: ["ren.sato@partner.example.net", "soumu@yamabuki.example"], hidden: ["x".repeat(60) + "@mail.example.com"], subject: long, text: roll(12) });
  const { context, page } = await signedIn(browser, house.base, "suzuki");
  const link = await until(page, `${house.base}/mine`, 'a:has-text("とても長い件名")');
  const path = await link.getAttribute("href");
  await context.close();
  return path;
}

/** Invites somebody at the counter; the path of the page in the mail. */
async function invited(house, browser) {
  const { context, page } = await signedIn(browser, house.base, "admin");
  await page.goto(`${house.base}/accounts`);
  await page.fill("#user", "abe");
  await page.fill("#name", "阿部 翔");
  await page.fill("#address", "abe@yamabuki.example");
  await page.check('form[action="/accounts"] input[value="auditor"]');
  await page.click('form[action="/accounts"] button.primary');
  await says(page.locator(".note.good"), /案内メールを送りました/);
  await context.close();
  const path = /\/invitation\/[A-Za-z0-9]+/;
  const find = () => {
    const mail = house.mails.find((mail) => mail.recipients.includes("abe@yamabuki.example"));
    return mail && path.exec(decoded(mail.text))?.[0];
  };
  return waitFor(find, "no invitation came");
}

async function sessionOf(house, browser, user) {
  if (user === "tanaka" && house.tanaka) {
    return house.tanaka;
  }
  const { context } = await signedIn(browser, house.base, user);
  const state = await context.storageState();
  await context.close();
  return state;
}

async function english(house, browser) {
  const { context, page } = await signedIn(browser, house.base, "admin");
  await speak(page, house.base, "en");
  const state = await context.storageState();
  await context.close();
  return state;
}

async function look({ house, browser }, { state, path, width, locale }) {
  const height = width < 500 ? 844 : 900;
  const context = await browser.newContext({ viewport: { width, height }, locale, storageState: state || undefined });
  const page = await context.newPage();
  const [problems, sizes] = [[], []];
  page.on("console", (message) => problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("response", async (answer) => sizes.push(Number((await answer.allHeaders())["content-length"] ?? 0)));
  const answer = await page.goto(house.base + path, { waitUntil: "networkidle" });
  const failed = answer.status() >= 400;
  assert.deepEqual(problems.filter((text) => !(failed && text.includes("status of"))), []);
  assert.ok(sizes.reduce((sum, size) => sum + size, 0) < LIGHT, `${sizes.join(" + ")} bytes`);
  await inspect(page, path);
  await context.close();
}
