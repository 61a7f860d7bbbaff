// One letter from the sender to the recipient, with every person at the browser; the approver has no script.

import assert from "node:assert/strict";

import { roll } from "./house.mjs";
import { inspectBoth, says } from "./looks.mjs";
import { signedIn, totp, typePassword, until } from "./people.mjs";

const SUBJECT = "参加者名簿の送付";
const TO = "ren.sato@partner.example.net";
const HIDDEN = "hidden@mail.example.com";

export async function flow(t, { house, browser }) {
  const { base } = house;
  let secret;
  let letter;

  await t.test("the first sign-in sets up a second factor, the next one asks for it", async () => {
    const { context, page } = await signedIn(browser, base, "tanaka");
    assert.match(page.url(), /second-factor/);
    await page.locator("details", { hasText: "QR コードを読み取れない" }).locator("summary").click();
    secret = await page.locator(".secret code").innerText();
    await page.fill("#code", totp(secret));
    await page.click("main button.primary");
    await page.waitForURL(`${base}/mine`);
    await says(page.locator("main"), /二段階認証を設定しました/);
    await page.locator(".side form[action='/sign-out'] button").click();
    await page.waitForURL(`${base}/sign-in`);
    await typePassword(page, base, "tanaka");
    await page.locator("input[autocomplete='one-time-code']").waitFor();
    await page.fill("#code", totp(secret, Date.now() + 30_000));
    await page.click("main button.primary");
    await page.waitForURL(`${base}/mine`);
    await context.storageState({ path: undefined }).then((state) => (house.tanaka = state));
    await context.close();
  });

  await t.test("a letter with personal data is held and its sender sees why", async () => {
    const file = { name: "名簿.csv", mime: "text/csv", bytes: roll(12) };
    await house.submit({ from: "tanaka", to: [TO], hidden: [HIDDEN], subject: SUBJECT, text: "佐藤様\n\n名簿をお送りします。\n", file });
    const context = await browser.newContext({ storageState: house.tanaka, locale: "ja-JP", viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    const link = await until(page, `${base}/mine`, `a:has-text("${SUBJECT}")`);
    await link.click();
    letter = page.url();
    const text = await page.locator("main").innerText();
    assert.match(text, /個人情報/);
    assert.match(text, /BCC\(表示されない\)/);
    await page.locator(".odd-one").waitFor();
    assert.equal(await page.locator("button[value='approve']").count(), 0, "the author can approve");
    await context.close();
  });

  await t.test("the sender looks at the exact mail and reviews it", async () => {
    const context = await browser.newContext({ storageState: house.tanaka, locale: "ja-JP" });
    const page = await context.newPage();
    await page.goto(`${letter}/outgoing/0`);
    await says(page.locator("pre.mail").first(), /名簿をお送りします/);
    await page.goto(letter);
    const review = page.locator("button[value='review']");
    if (await review.count()) {
      await review.click();
      await page.waitForURL(letter);
      await says(page.locator("main"), /送信を確認しました/);
    }
    await context.close();
  });

  await t.test("the approver decides from the notice, without a script", async () => {
    const url = await noticeUrl(house, "suzuki@yamabuki.example");
    const context = await browser.newContext({ javaScriptEnabled: false, locale: "ja-JP", viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    await page.goto(url);
    await page.goto(url);
    await says(page.locator("main"), /誰に[\s\S]*何を[\s\S]*なぜ/);
    await page.click("button[value='approve']");
    await says(page.locator("main"), /承認しました/);
    await page.goto(url);
    await says(page.locator("main"), /このリンクは使えません/);
    await context.close();
  });

  await t.test("it is delivered, and the delivery log says so", async () => {
    const arrived = () => house.mails.find((mail) => mail.recipients.includes(TO));
    await waitFor(arrived, "the letter did not arrive");
    const { context, page } = await signedIn(browser, base, "audit");
    await until(page, `${base}/deliveries?status=accepted`, `tr:has-text("${TO}") .chip.good`);
    assert.equal(await page.locator("a[href^='/letters/']").count(), 0, "an auditor is led into a letter");
    await page.goto(`${base}/evidence`);
    await page.click("form[action='/evidence/verify'] button");
    await says(page.locator("[role='status']"), /改ざんはありません/);
    await context.close();
  });

  const fetched = [
    { to: TO, locale: "en-GB", title: /Get your files/, wrong: /The code is wrong/ },
    { to: HIDDEN, locale: "ja-JP", title: /添付ファイルの受け取り/, wrong: /確認コードが合いません/ },
  ];
  for (const { to, locale, title, wrong } of fetched) {
    await t.test(`the recipient proves the mailbox and fetches the file ${locale}`, async () => {
      const mail = house.mails.find((mail) => mail.recipients.includes(to));
      const link = decoded(mail.text).match(/http:\/\/\S+\/download\/\w+/)?.[0];
      assert.ok(link, "no download link in the mail");
      house.download = link;
      const context = await browser.newContext({ locale, acceptDownloads: true });
      const page = await context.newPage();
      await page.goto(link);
      await says(page.locator("h1"), title);
      await page.fill("#address", to);
      await page.click("main button.primary");
      await inspectBoth(page, "download-code");
      const code = await waitFor(() => codeFor(house, to), "no code came");
      await page.fill("#code", "000000");
      await page.click("main button.primary");
      await says(page.locator("[role='alert']"), wrong);
      await inspectBoth(page, "download-code-wrong");
      await page.fill("#code", code);
      await page.click("main button.primary");
      await inspectBoth(page, "download-files");
      const [download] = await Promise.all([page.waitForEvent("download"), page.click("a[download]")]);
      assert.equal(download.suggestedFilename(), "名簿.csv");
      await context.close();
    });
  }

  await t.test("the sender sees who fetched it and locks the link", async () => {
    const context = await browser.newContext({ storageState: house.tanaka, locale: "ja-JP" });
    const page = await context.newPage();
    await page.goto(letter);
    await says(page.locator("#links").locator(".."), new RegExp(TO.replaceAll(".", "\\.")));
    await page.click("form[action$='/lock'] button");
    await says(page.locator("main"), /リンクを無効にしました/);
    await page.goto(house.download);
    await says(page.locator("main"), /公開をやめました/);
    await inspectBoth(page, "download-locked");
    await context.close();
  });
}

export async function waitFor(what, otherwise, tries = 360) {
  for (let at = 0; at < tries; at++) {
    const found = what();
    if (found) {
      return found;
    }
    await new Promise((done) => setTimeout(done, 500));
  }
  throw new Error(otherwise);
}

/** The text of a mail, its parts decoded. */
export function decoded(text) {
  const base64 = text.replace(/(?:[A-Za-z0-9+/]{40,}={0,2}\r\n)+[A-Za-z0-9+/]*={0,2}|^[A-Za-z0-9+/]{8,}={0,2}$/gm, (block) =>
    Buffer.from(block.replaceAll("\r\n", ""), "base64").toString("utf8"),
  );
  const bytes = base64.replaceAll("=\r\n", "").replace(/(?:=[0-9A-F]{2})+/g, (run) =>
    Buffer.from(run.replaceAll("=", ""), "hex").toString("utf8"),
  );
  return bytes;
}

function noticeUrl(house, address) {
  const find = () => {
    const mail = house.mails.findLast((mail) => mail.recipients.includes(address) && /\/notice\//.test(decoded(mail.text)));
    return mail && decoded(mail.text).match(/http:\/\/\S+\/notice\/\w+/)[0];
  };
  return waitFor(find, `no notice to ${address}`);
}

function codeFor(house, address) {
  const mail = house.mails.findLast((mail) => mail.recipients.includes(address) && /\b\d{6}\b/.test(bodyOf(mail)) && !/\/download\//.test(decoded(mail.text)));
  return mail && bodyOf(mail).match(/\b\d{6}\b/)[0];
}

function bodyOf(mail) {
  return decoded(mail.text.slice(mail.text.indexOf("\r\n\r\n")));
}
