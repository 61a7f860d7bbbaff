// A campaign from its files to its letters, with every person at the browser: a list that slid is refused with its rows
// named, the right one is approved by somebody else and released by a third.

import assert from "node:assert/strict";

import { waitFor } from "./flow.mjs";
import { inspectBoth, says } from "./looks.mjs";
import { until } from "./people.mjs";
import { seated, speak } from "./steps.mjs";

const ID = "spring-2026";
const PEOPLE = 40;
const SLIDES = 12;

export async function campaign(t, { house, browser }) {
  const at = (step) => `${house.base}/campaigns/${ID}/${step}`;
  const context = await browser.newContext({ storageState: house.tanaka, locale: "ja-JP" });
  const page = await context.newPage();

  await t.test("a name, files, tables, columns", async () => {
    await page.goto(`${house.base}/campaigns`);
    await inspectBoth(page, "campaigns-empty");
    await page.fill("#id", "Spring 2026");
    await page.click("form[action='/campaigns'] button");
    await inspectBoth(page, "campaigns-wrong-name");
    await page.fill("#id", ID);
    await page.click("form[action='/campaigns'] button");
    await page.waitForURL(at("sources"));
    await inspectBoth(page, "campaign-sources-empty");
    await put(page, { "list.csv": list(SLIDES), "master.csv": master() });
    await page.selectOption("#list", "list.csv");
    await page.selectOption("#master", "master.csv");
    await page.click("form[action$='/tables'] button");
    await page.waitForURL(at("sources"));
    assert.equal(await page.locator("#key").inputValue(), "会員番号");
    assert.equal(await page.locator("#address").inputValue(), "メールアドレス");
    await page.click("form[action$='/columns'] button");
    await page.waitForURL(at("sources"));
    await inspectBoth(page, "campaign-sources");
  });

  await t.test("the letter, mistyped and written", async () => {
    await page.goto(at("template"));
    await page.fill("#subject", "{{ 氏名 }} 様 ご予約の確認");
    await page.fill("#text", "{{ 氏名 }} 様\n\nご予約を承りました。\n会員番号: {{ 会員番号 }}\n");
    await page.fill("#recipient", "{{ 氏名 }}");
    await page.fill("#sender", " ".repeat(3));
    await page.evaluate(() => document.getElementById("from").setAttribute("type", "text"));
    await page.fill("#from", "tanaka@");
    await page.click("form[action$='/letter'] button.primary");
    await says(page.locator("[role='alert']"), /差出人のアドレスが正しくありません/);
    assert.match(await page.locator("#text").inputValue(), /ご予約を承りました/);
    await inspectBoth(page, "campaign-template-mistyped");
    await page.fill("#sender", "山吹市役所");
    await page.fill("#from", "tanaka@yamabuki.example");
    await page.click("form[action$='/letter'] button.primary");
    await page.waitForURL(at("template"));
    await inspectBoth(page, "campaign-template");
  });

  await t.test("a list that slid is refused, and its rows are named", async () => {
    await check(page, at);
    await says(page.locator("main"), /このままでは送信できません/);
    await inspectBoth(page, "campaign-checks-open");
    await page.goto(at("differences"));
    await says(page.locator("main"), new RegExp(`${SLIDES}〜${PEOPLE}行目: 宛先の列が1行後ろ`));
    await inspectBoth(page, "campaign-differences");
    const [file] = await Promise.all([page.waitForEvent("download"), page.click("a[href$='/differences/csv']")]);
    assert.match(file.suggestedFilename(), /differences\.csv$/);
    await page.goto(at("approval"));
    assert.equal(await page.locator("button[value='propose']").count(), 0, "what is open can be laid before approvers");
    await inspectBoth(page, "campaign-approval-not-yet");
  });

  await t.test("the right list is ready, and its letters can be looked at", async () => {
    await page.goto(at("sources"));
    await put(page, { "list.csv": list() });
    await page.goto(at("checks"));
    await inspectBoth(page, "campaign-checks-changed");
    await check(page, at);
    await says(page.locator("main"), new RegExp(`${PEOPLE} 通を送信できます`));
    await inspectBoth(page, "campaign-checks-ready");
    await page.goto(at("differences"));
    await inspectBoth(page, "campaign-differences-none");
    await page.goto(`${at("letters")}/7`);
    await says(page.locator("pre.mail"), /会員7郎 様/);
    await inspectBoth(page, "campaign-letter");
    await page.goto(at("approval"));
    await inspectBoth(page, "campaign-approval-ready");
    await page.click("button[value='propose']");
    await page.waitForURL(at("approval"));
    assert.equal(await page.locator("button[value='approve']").count(), 0, "a maker can approve");
    await inspectBoth(page, "campaign-approval-proposed");
  });

  await t.test("somebody else approves, in both languages", async () => {
    for (const locale of ["en-GB", "ja-JP"]) {
      const { context, page } = await seated(browser, house.base, "suzuki", locale);
      await page.goto(`${house.base}/campaigns`);
      await inspectBoth(page, "campaigns");
      for (const step of ["sources", "differences", "template", "checks", "approval", "progress"]) {
        await page.goto(at(step));
        await inspectBoth(page, `campaign-${step}-approver`);
      }
      if (locale === "ja-JP") {
        await page.goto(at("approval"));
        await page.click("button[value='approve']");
        await page.waitForURL(at("approval"));
        await says(page.locator("main"), /承認しました/);
        await inspectBoth(page, "campaign-approved");
      }
      await context.close();
    }
  });

  await t.test("a third person releases, and the letters leave", async () => {
    const { context, page } = await seated(browser, house.base, "kato", "ja-JP");
    await page.goto(at("approval"));
    const root = await page.locator("input[name='root']").first().inputValue();
    await page.click("button[value='release']");
    await page.waitForURL(at("progress"));
    await until(page, at("progress"), "progress[max]");
    await stand(page);
    await page.locator("progress[max]").waitFor();
    await inspectBoth(page, "campaign-progress");
    await waitFor(() => house.mails.filter(isOurs).length >= PEOPLE, "the letters did not leave");
    const ours = house.mails.filter(isOurs);
    assert.equal(new Set(ours.map((mail) => mail.recipients.join())).size, PEOPLE, "not everybody got one");
    assert.equal(ours.length, PEOPLE, "somebody got two");
    await page.goto(at("progress"));
    await stand(page);
    await inspectBoth(page, "campaign-progress-done");
    await page.goto(at("rows"));
    await inspectBoth(page, "campaign-rows");
    await speak(page, house.base, "en");
    for (const step of ["progress", "rows", "letters/7"]) {
      await page.goto(at(step));
      await stand(page);
      await inspectBoth(page, `campaign-${step}-done`);
    }
    await speak(page, house.base, "ja");
    // The policy of the page forbids its scripts to fetch; the browser's own session asks.
    const origin = { origin: house.base, "sec-fetch-site": "same-origin" };
    const late = await page.request.post(at("act"), { form: { action: "approve", root }, headers: origin, maxRedirects: 0 });
    assert.equal(late.status(), 409, "an approval after the release was taken");
    await context.close();
  });

  await context.close();
}

const isOurs = (mail) => mail.recipients.some((address) => /^member\d+@/.test(address));

/** A page that loads itself again stands still while it is looked at. */
export const stand = (page) => page.evaluate(() => window.stop());

export async function put(page, files) {
  const all = Object.entries(files).map(([name, text]) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) }));
  await page.setInputFiles("#file", all);
  await page.click("form[action$='/parts'] button");
  await page.locator(".note.good").waitFor();
}

export async function check(page, at) {
  await page.goto(at("checks"));
  await page.click("form[action$='/check'] button");
  await page.waitForURL(at("checks"));
  for (let tries = 0; tries < 360 && (await page.locator("progress").count()); tries++) {
    await page.waitForTimeout(500);
    await page.goto(at("checks"));
  }
}

const number = (n) => String(n).padStart(5, "0");
export const people = Array.from({ length: PEOPLE }, (_, n) => n + 1);

export function master() {
  const row = (n) => `${number(n)},会員${n}郎,カイイン${n},member${n}@mail${n}.example.com,090-${1000 + n}-${2000 + n}`;
  return ["会員番号,氏名,フリガナ,メールアドレス,電話番号", ...people.map(row), ""].join("\n");
}

/** From this row on, the address is the one of the row before. */
export function list(slides = Infinity) {
  const of = (n) => (n >= slides ? n - 1 : n);
  const row = (n) => `${number(n)},会員${n}郎,member${of(n)}@mail${of(n)}.example.com`;
  return ["会員番号,氏名,メールアドレス", ...people.map(row), ""].join("\n");
}
