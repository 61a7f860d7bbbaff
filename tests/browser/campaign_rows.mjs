// What comes after a list and its letters are made: a second list made by somebody else, a difference that somebody
// answers for, when and how fast letters leave, first rows that go ahead, rows that fail or that nobody knows about, a
// complaint, a row once more, the certificate.

import assert from "node:assert/strict";

import { check, list, master, people, put, stand } from "./campaign.mjs";
import { waitFor } from "./flow.mjs";
import { inspectBoth, says } from "./looks.mjs";
import { seated } from "./steps.mjs";

const ID = "winter-2026";
const REFUSED = 1;
const LOST = [2, 3, 4];

export async function campaignRows(t, { house, browser }) {
  const at = (step) => `${house.base}/campaigns/${ID}/${step}`;
  const before = house.mails.length;
  const arrived = () => house.mails.slice(before).filter(isOurs);
  const context = await browser.newContext({ storageState: house.tanaka, locale: "ja-JP" });
  const page = await context.newPage();

  await t.test("a list, and the same list by somebody else", async () => {
    await page.goto(`${house.base}/campaigns`);
    await page.fill("#id", ID);
    await page.click("form[action='/campaigns'] button");
    await page.waitForURL(at("sources"));
    await page.fill("#user", "nobody");
    await page.click("form[action$='/makers'] button");
    await says(page.locator("[role='alert']"), /その利用者名のアカウントはありません/);
    for (const user of ["smith", "ito"]) {
      await page.fill("#user", user);
      await page.click("form[action$='/makers'] button");
      await page.waitForURL(at("sources"));
    }
    await put(page, { "list.csv": list(), "master.csv": master() });
    const other = await seated(browser, house.base, "smith", "en-GB");
    await other.page.goto(at("sources"));
    await put(other.page, { "second.csv": list().replace("会員3郎", "會員3郎") });
    await other.context.close();
    await page.goto(at("sources"));
    for (const [table, file] of [["list", "list.csv"], ["second", "second.csv"], ["master", "master.csv"]]) {
      await page.selectOption(`#${table}`, file);
    }
    await page.click("form[action$='/tables'] button");
    await page.waitForURL(at("sources"));
    await page.click("form[action$='/columns'] button");
    await page.waitForURL(at("sources"));
    await inspectBoth(page, "campaign-sources-second");
    await page.goto(at("template"));
    await page.fill("#subject", "{{ 氏名 }} 様 冬のご案内");
    await page.fill("#text", "{{ 氏名 }} 様\n\n冬の催しのご案内です。\n");
    await page.fill("#from", "tanaka@yamabuki.example");
    await page.click("form[action$='/letter'] button.primary");
    await page.waitForURL(at("template"));
  });

  await t.test("when and how fast it leaves, mistyped and written", async () => {
    await page.fill("#hours_from", "00:00");
    await page.fill("#canary", "2");
    await page.fill("#per_minute", "6000");
    await page.click("form[action$='/sending'] button");
    await says(page.locator("[role='alert']"), /送る時間帯が正しくありません/);
    assert.equal(await page.locator("#canary").inputValue(), "2", "what was typed is gone");
    await inspectBoth(page, "campaign-sending-mistyped");
    await page.fill("#hours_to", "00:00");
    await page.fill("#not_before", "2026-01-05T09:00");
    await page.fill("#per_minute_domain", "300");
    await page.click("form[action$='/sending'] button");
    await page.waitForURL(at("template"));
    assert.equal(await page.locator("#not_before").inputValue(), "2026-01-05T09:00");
    assert.equal(await page.locator("#per_minute_domain").inputValue(), "300");
    await inspectBoth(page, "campaign-sending");
  });

  await t.test("a difference is answered for, by its number and with a reason", async () => {
    await check(page, at);
    await says(page.locator("main"), /このままでは送信できません/);
    await page.goto(at("differences"));
    await waive(page);
    await says(page.locator("[role='alert']"), /リストを作った人は、その違いを認められません/);
    await inspectBoth(page, "campaign-waiver-own");
    const other = await seated(browser, house.base, "ito", "ja-JP");
    await other.page.goto(at("differences"));
    await waive(other.page);
    await other.page.waitForURL(at("checks"));
    await other.context.close();
    await check(page, at);
    await says(page.locator("main"), new RegExp(`${people.length} 通を送信できます`));
    await page.goto(at("approval"));
    await says(page.locator("main"), /異体字の違いだけ/);
    await page.click("button[value='propose']");
    await page.waitForURL(at("approval"));
    await inspectBoth(page, "campaign-approval-waived");
  });

  await t.test("the approver sees when it leaves, and fetches the certificate", async () => {
    const { context, page } = await seated(browser, house.base, "suzuki", "ja-JP");
    await page.goto(at("approval"));
    const text = await page.locator("main").innerText();
    for (const line of [/2026年1月5日/, /1 分あたり 6,?000 通まで/, /先行配信 2 件/]) {
      assert.match(text, line);
    }
    await page.click("button[value='approve']");
    await page.waitForURL(at("approval"));
    const [file] = await Promise.all([page.waitForEvent("download"), page.click("a[href$='/certificate']")]);
    assert.match(file.suggestedFilename(), /\.pdf$/);
    const bytes = await bytesOf(file);
    assert.equal(bytes.subarray(0, 5).toString("latin1"), "%PDF-");
    assert.ok(bytes.length > 10_000, `a certificate of ${bytes.length} bytes`);
    await context.close();
  });

  await t.test("the first rows fail, and a person is asked before the rest", async () => {
    house.hop.refused.add(`member${REFUSED}@mail${REFUSED}.example.com`);
    LOST.forEach((row) => house.hop.lost.add(`member${row}@mail${row}.example.com`));
    const { context, page } = await seated(browser, house.base, "kato", "ja-JP");
    await page.goto(at("approval"));
    await page.click("button[value='release']");
    await page.waitForURL(at("progress"));
    await again(page, at("progress"), "form[action$='/rest'] button");
    await stand(page);
    await inspectBoth(page, "campaign-question");
    assert.equal(arrived().length, 0, "the rest left before anybody was asked");
    await again(page, `${at("rows")}?state=unknown`, "input[name='arrived'], button[name='arrived']");
    await page.goto(at("progress"));
    await stand(page);
    await page.click("form[action$='/rest'] button");
    await page.waitForURL(at("progress"));
    await waitFor(() => arrived().length === people.length - 1 - LOST.length, "the rest did not leave");
    await context.close();
  });

  await t.test("a row that nobody knows about is settled, then sent once more; a refused one too", async () => {
    const { context, page } = await seated(browser, house.base, "kato", "ja-JP");
    await page.goto(`${at("rows")}?state=unknown`);
    await page.locator("tbody details summary").first().click();
    await page.fill(`#settle-${LOST[0]}`, "次のサーバの記録に受け取りがないことを確かめた");
    await inspectBoth(page, "campaign-settle");
    await page.locator("tbody button[name='arrived'][value='no']").first().click();
    await page.waitForURL(at("progress"));
    await again(page, `${at("rows")}?state=unknown`, "form[action$='/settle-all']");
    await page.locator("main > details summary").click();
    await page.fill("#settle-all", "残りも同じ記録で確かめた");
    await inspectBoth(page, "campaign-settle-all");
    await page.locator("form[action$='/settle-all'] button[value='no']").click();
    await page.waitForURL(at("progress"));
    await stand(page);
    house.hop.lost.clear();
    house.hop.refused.clear();
    await page.goto(`${at("rows")}?state=failed`);
    await page.locator("tbody details summary").first().click();
    await inspectBoth(page, "campaign-again");
    for (const row of [REFUSED, ...LOST]) {
      await page.goto(at("rows"));
      const form = page.locator(`form[action$='/rows/again']:has(input[name='row'][value='${row}'])`);
      await page.locator(`details:has(input[name='row'][value='${row}']) summary`).click();
      await form.locator("button").click();
      await page.waitForURL(at("progress"));
      await stand(page);
    }
    await waitFor(() => arrived().length === people.length, "a row once more did not leave");
    const once = new Set(arrived().map((mail) => mail.recipients.join()));
    assert.equal(once.size, people.length, "somebody got two, somebody none");
    await context.close();
  });

  await t.test("a complaint is written down", async () => {
    const { context, page } = await seated(browser, house.base, "kato", "ja-JP");
    await page.goto(at("progress"));
    await stand(page);
    await page.locator("details:has(form[action$='/complaints']) summary").click();
    await page.fill("#row", "7");
    await page.fill("#complaint-what", "別の人の名前が書かれていたとの電話");
    await inspectBoth(page, "campaign-complaint");
    await page.click("form[action$='/complaints'] button");
    await page.waitForURL(at("progress"));
    await stand(page);
    await says(page.locator("dl.numbers"), /苦情\s*1/);
    await inspectBoth(page, "campaign-complained");
    await context.close();
  });

  await context.close();
}

const isOurs = (mail) => /@mail\d+\.example\.com$/.test(mail.recipients[0]);

/** Answers for the changed row. */
async function waive(page) {
  const waiver = page.locator("details:has(input[name='code'][value='changed'])");
  await waiver.locator("summary").click();
  await waiver.locator("textarea").fill("3 番の氏名は異体字の違いだけで、同じ人であることを確かめた");
  await inspectBoth(page, "campaign-waiver");
  await waiver.locator("button").click();
}

/** Loads a page until something is on it. */
async function again(page, url, selector) {
  for (let tries = 0; tries < 120; tries++) {
    await page.goto(url);
    if (await page.locator(selector).count()) {
      return;
    }
    await page.waitForTimeout(500);
  }
  assert.fail(`${selector} did not come`);
}

async function bytesOf(download) {
  const chunks = [];
  for await (const chunk of await download.createReadStream()) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
