// Pages that come only after a step: what a form answers, in both languages and at both widths.

import assert from "node:assert/strict";

import { decoded, waitFor } from "./flow.mjs";
import { openHouse, roll } from "./house.mjs";
import { inspectBoth, says } from "./looks.mjs";
import { signedIn, typePassword, until } from "./people.mjs";

const LOCALES = ["ja-JP", "en-GB"];

export async function steps(t, { house, browser, letter }) {
  const { base } = house;
  for (const locale of LOCALES) {
    const say = (name) => `${name} ${locale.slice(0, 2)}`;
    await t.test(say("the code of a sign-in, and a wrong one"), async () => {
      const context = await browser.newContext({ locale });
      const page = await context.newPage();
      await typePassword(page, base, "tanaka");
      await inspectBoth(page, "sign-in-code");
      await page.fill("#code", "12");
      await page.click("main button.primary");
      await page.locator("[role='alert']").waitFor();
      await inspectBoth(page, "sign-in-code-wrong");
      await context.close();
    });

    await t.test(say("what a head of a department finds, reveals and mistypes"), async () => {
      const { context, page } = await seated(browser, base, "suzuki", locale);
      await page.goto(`${base}/search`);
      await page.fill("#q", "とても長い件名");
      await page.click("main button.primary");
      assert.ok((await page.locator("main a[href^='/letters/']").count()) > 0);
      await inspectBoth(page, "search-found");
      await page.goto(base + letter);
      await page.locator("form[action*='/reveal/'] button").first().click();
      await inspectBoth(page, "letter-revealed");
      await page.goto(`${base + letter}/recipients`);
      await page.fill("#add", "ren.sato@");
      await page.click("main button.primary");
      await page.locator("[role='alert']").waitFor();
      await inspectBoth(page, "recipients-wrong");
      await context.close();
    });

    await t.test(say("what an administrator tries on the past, and a mistake in it"), async () => {
      const { context, page } = await seated(browser, base, "admin", locale);
      await page.goto(`${base}/policy`);
      await page.fill("#source", '[[rule]]\nid = "all"\ndescription = "stop everything"\nreason = "a try"\nmode = "enforce"\nwhen.recipients.at_least = 1\nthen = "approve"\n');
      await page.click("form[action='/policy/try'] button");
      await inspectBoth(page, "policy-mistake");
      await page.fill("#source", '[wait]\noutside = "1h"\nreason = "a try"\n');
      await page.click("form[action='/policy/try'] button");
      await page.locator("dl.numbers").waitFor();
      await inspectBoth(page, "policy-tried");
      await context.close();
    });

    await t.test(say("an auditor verifies the chain"), async () => {
      const { context, page } = await seated(browser, base, "audit", locale);
      await page.goto(`${base}/evidence`);
      await page.click("form[action='/evidence/verify'] button");
      await page.locator("[role='status']").waitFor();
      await inspectBoth(page, "evidence-verified");
      await context.close();
    });

    await t.test(say("the own account, mistyped"), async () => {
      const { context, page } = await seated(browser, base, "kato", locale);
      await page.goto(`${base}/account`);
      await page.fill("#old", "not the password");
      await page.fill("#new", "a quite new and long password");
      await page.click("form[action='/account/password'] button");
      await inspectBoth(page, "account-mistyped");
      await context.close();
    });
  }

  await t.test("a recipient inside is asked, looks, and stops the copies to outside", async () => {
    for (const [user, subject] of [["ito", "先月の参加者名簿"], ["smith", "The list of last month"]]) {
      const to = [`${user}@yamabuki.example`, "ren.sato@partner.example.net"];
      await house.submit({ from: "suzuki", to, subject, text: roll(12) });
      const url = await waitFor(() => noticeTo(house, to[0]), `no notice to ${user}`);
      const context = await browser.newContext({ locale: "ja-JP" });
      const page = await context.newPage();
      await page.goto(url);
      await inspectBoth(page, "notice-stop");
      await page.locator("details.second > summary").last().click();
      await inspectBoth(page, "notice-stop-open");
      await page.click("button[value='stop']");
      await inspectBoth(page, "notice-stopped");
      await context.close();
    }
  });

  await t.test("a link that has expired", async () => {
    const short = await openHouse({ linkDays: 0 });
    try {
      const [to, file] = ["ren.sato@partner.example.net", { name: "名簿.csv", mime: "text/csv", bytes: roll(12) }];
      await short.submit({ from: "tanaka", to: [to], subject: "名簿", text: "名簿をお送りします。\n", file });
      const sender = await signedIn(browser, short.base, "tanaka");
      await (await until(sender.page, `${short.base}/mine`, "main a[href^='/letters/']")).click();
      if (await sender.page.locator("button[value='review']").count()) {
        await sender.page.click("button[value='review']");
      }
      await sender.context.close();
      const url = await waitFor(() => noticeTo(short, "suzuki@yamabuki.example"), "no notice");
      const context = await browser.newContext({ locale: "ja-JP" });
      const page = await context.newPage();
      await page.goto(url);
      await page.click("button[value='approve']");
      await inspectBoth(page, "notice-approved");
      const mail = await waitFor(() => short.mails.find((mail) => mail.recipients.includes(to)), "the letter did not arrive");
      const link = decoded(mail.text).match(/http:\/\/\S+\/download\/\w+/)[0];
      for (const locale of LOCALES) {
        const outside = await browser.newContext({ locale });
        const tab = await outside.newPage();
        await tab.goto(link);
        await says(tab.locator("main"), /期限が過ぎました|can no longer be fetched/);
        await inspectBoth(tab, "download-expired");
        await outside.close();
      }
      await context.close();
    } finally {
      await short.close();
    }
  });

  await t.test("who has a second factor mistypes when switching it off", async () => {
    const context = await browser.newContext({ storageState: house.tanaka, locale: "ja-JP" });
    const page = await context.newPage();
    for (const lang of ["ja", "en"]) {
      await speak(page, base, lang);
      await page.goto(`${base}/account`);
      await page.locator("details.second > summary").click();
      await page.fill("#remove-password", "not the password");
      await page.fill("#remove-code", "1");
      await page.click("form[action$='/remove'] button");
      await page.locator("[role='alert']").waitFor();
      await inspectBoth(page, "second-factor-remove-wrong");
    }
    await speak(page, base, "ja");
    await context.close();
  });
}

/** Somebody at the counter in a language. */
export async function seated(browser, base, user, locale) {
  const { context, page } = await signedIn(browser, base, user, { locale });
  await speak(page, base, locale.slice(0, 2));
  return { context, page };
}

/** Chooses the language of the account. */
export async function speak(page, base, lang) {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(`${base}/mine`);
  if ((await page.locator("html").getAttribute("lang")) !== lang) {
    await page.click(".foot .language button");
  }
  await page.locator(`html[lang="${lang}"]`).waitFor({ state: "attached" });
}

function noticeTo(house, address) {
  const mail = house.mails.findLast((mail) => mail.recipients.includes(address) && /\/notice\//.test(decoded(mail.text)));
  return mail && decoded(mail.text).match(/http:\/\/\S+\/notice\/\w+/)[0];
}
