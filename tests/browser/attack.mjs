// Letters whose every text tries to run a script, and pages into which a script was put on the way.

import assert from "node:assert/strict";

import { roll } from "./house.mjs";
import { signedIn, until } from "./people.mjs";

const RUN = "window.hacked=1;parent.hacked=1;top.hacked=1";
const MARK = "hostile";

export async function attack(t, { house, browser }) {
  const { base } = house;
  await house.submit({
    from: "kato",
    name: `"><script>${RUN}</script>`,
    to: ["ren.sato@partner.example.net"],
    subject: `${MARK} </title></h1><script>${RUN}</script><img src=x onerror="${RUN}">`,
    text: `</pre><script>${RUN}</script>\n<svg onload="${RUN}">\n{{7*7}}\n${roll(12)}`,
    html: `<script>${RUN}</script><img src=x onerror="${RUN}"><svg onload="${RUN}"></svg><a href="javascript:${RUN}" id="go">x</a>
      <iframe srcdoc="<script>${RUN}</script>"></iframe><form action="${base}/sign-out" method="post"><button id="send">x</button></form>
      <style>@import "//evil.example";</style><meta http-equiv="refresh" content="0;url=//evil.example">${roll(12)}`,
    file: { name: `"><img src=x onerror=${RUN}>.csv`, mime: "text/csv", bytes: roll(12) },
  });
  const { context, page } = await signedIn(browser, base, "kato");
  const asked = [];
  context.on("request", (request) => asked.push(request.url()));
  context.on("dialog", (dialog) => dialog.dismiss().then(() => assert.fail("a dialog came up")));
  const link = await until(page, `${base}/mine`, `a:has-text("${MARK}")`);
  const letter = new URL(await link.getAttribute("href"), base).href;

  await t.test("nothing of a letter runs on any page that shows it", async () => {
    for (const url of [`${base}/mine`, `${base}/history`, `${base}/mis-sent`, letter, `${letter}/recipients`, `${letter}/outgoing/0`]) {
      await page.goto(url, { waitUntil: "networkidle" });
      assert.match(await page.content(), new RegExp(MARK), `${url} does not show the letter`);
      await nothingRan(page, url);
    }
    await page.goto(`${base}/search`);
    await page.fill("#q", MARK);
    await page.click("main button.primary");
    await nothingRan(page, "search");
  });

  await t.test("the HTML of a letter is alone in its frame", async () => {
    await page.goto(`${letter}/outgoing/0`, { waitUntil: "networkidle" });
    const frame = page.locator("iframe.html");
    assert.equal(await frame.getAttribute("sandbox"), "", "the frame may do something");
    await frame.scrollIntoViewIfNeeded();
    const answer = await page.request.get(`${letter}/outgoing/0/html`);
    assert.match(answer.headers()["content-security-policy"], /default-src 'none'.*sandbox/);
    const html = await answer.text();
    for (const word of ["<script", "<img", "<svg", "javascript:", "<iframe", "<form", "@import", "<meta http-equiv"]) {
      assert.ok(!html.includes(word), `${word} is left in ${html}`);
    }
    assert.doesNotMatch(html, /<[^>]*\son\w+=/i, "a handler is left");
    await nothingRan(page, "the frame");
  });

  await t.test("nothing was asked of another site", () => {
    assert.ok(asked.length > 10);
    assert.deepEqual(asked.filter((url) => !url.startsWith(base)), []);
  });

  await t.test("a script that got into a page does not run", async () => {
    const injected = [
      `<script>${RUN}</script>`,
      `<img src=x onerror="${RUN}">`,
      `<script src="data:text/javascript,${RUN}"></script>`,
      `<a id="inline" href="javascript:${RUN}">x</a>`,
      `<iframe srcdoc="<script>${RUN}</script>"></iframe>`,
      `<form id="away" action="https://evil.example/" method="post"></form>`,
      "<base href='https://evil.example/'>",
    ];
    for (const markup of injected) {
      const victim = await context.newPage();
      await victim.route(letter, async (route) => {
        const real = await route.fetch();
        const body = (await real.text()).replace('<div class="letter">', `${markup}<div class="letter">`);
        await route.fulfill({ response: real, body });
      });
      await victim.goto(letter, { waitUntil: "networkidle" });
      assert.ok((await victim.content()).includes('class="letter"'));
      if (await victim.locator("#inline").count()) {
        await victim.click("#inline");
      }
      if (await victim.locator("#away").count()) {
        await victim.evaluate(() => document.getElementById("away").submit());
        await victim.waitForTimeout(300);
        assert.ok(victim.url().startsWith(base), "a form was sent away");
      }
      assert.equal(await victim.evaluate(() => document.baseURI.startsWith(location.origin)), true, "the base was moved");
      await nothingRan(victim, markup);
      await victim.close();
    }
  });

  await t.test("a script put in by a script needs the nonce, too", async () => {
    await page.goto(letter);
    const ran = await page.evaluate(async (code) => {
      const script = document.createElement("script");
      const policy = window.trustedTypes?.createPolicy?.("attack", { createScript: (text) => text });
      script.text = policy ? policy.createScript(code) : code;
      document.body.append(script);
      await new Promise((done) => setTimeout(done, 200));
      return window.hacked === 1;
    }, "window.hacked=1");
    assert.equal(ran, false, "strict-dynamic, or no policy at all");
    const policy = (await page.request.get(letter)).headers()["content-security-policy"];
    assert.ok(!/strict-dynamic|unsafe-inline|unsafe-eval/.test(policy), policy);
  });

  await context.close();
}

async function nothingRan(page, where) {
  assert.equal(await page.evaluate(() => window.hacked), undefined, `a script ran: ${where}`);
}
