// A house for the browser: the real service with an invented organisation, a next hop that keeps what arrives, and a
// program that hands letters in.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const BINARY = process.env.SEKISHO_BIN;
const DOMAIN = "yamabuki.example";
export const PASSWORD = "correct horse battery staple";
const PEOPLE = [
  ["tanaka", "田中 恵子", []],
  ["suzuki", "鈴木 誠", []],
  ["kato", "加藤 直子", []],
  ["ito", "伊藤 隆", ["officer"]],
  ["admin", "情報システム課", ["admin"]],
  ["audit", "監査室", ["auditor"]],
  ["smith", "Alice Smith", [], "en"],
];

/** Opens everything. */
export async function openHouse({ linkDays = 7, secondFactor = "optional" } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "sekisho-browser-"));
  const sink = await openSink();
  const [relay, console] = [await freePort(), await freePort()];
  const base = `http://127.0.0.1:${console}`;
  await command(folder, ["init", folder, "--domain", DOMAIN, "--hostname", `sekisho.${DOMAIN}`]);
  writeFileSync(join(folder, "sekisho.toml"), configuration({ relay, console, base, linkDays, secondFactor, next: sink.port }));
  writeFileSync(join(folder, "policy.toml"), '[wait]\noutside = "2s"\ninside_may_stop = true\nreason = "the browser does not wait for minutes"\n');
  for (const [user, name, roles, language] of PEOPLE) {
    const role = roles.flatMap((role) => ["--role", role]);
    const account = ["user", "add", user, "--name", name, "--address", `${user}@${DOMAIN}`, "--language", language ?? "ja", ...role];
    await command(folder, account, `${PASSWORD}\n`);
  }
  const service = spawn(BINARY, ["--config", join(folder, "sekisho.toml"), "serve"], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  service.stdout.on("data", (text) => (said += text));
  service.stderr.on("data", (text) => (said += text));
  await answers(`${base}/sign-in`, service, () => said);
  return {
    base,
    mails: sink.mails,
    hop: sink.hop,
    log: () => said,
    submit: (letter) => submit(relay, letter),
    async close() {
      service.kill("SIGTERM");
      await Promise.race([once(service, "exit"), sleep(40_000)]);
      service.kill("SIGKILL");
      sink.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configuration({ relay, console, base, linkDays, secondFactor, next }) {
  return `[house]
name = "山吹市役所"
hostname = "sekisho.${DOMAIN}"
domains = ["${DOMAIN}"]

[listen]
relay = "127.0.0.1:${relay}"
console = "127.0.0.1:${console}"

[console]
public_url = "${base}"
link_days = ${linkDays}
second_factor = "${secondFactor}"

[storage]
min_free_mib = 16

[policy]
file = "policy.toml"

[[upstream]]
name = "next-hop"
host = "127.0.0.1"
port = ${next}
tls = "never"

[[list]]
address = "all@${DOMAIN}"
owners = ["kato"]
members = ["tanaka@${DOMAIN}", "suzuki@${DOMAIN}", "haken@partner.example.net"]

[[group]]
name = "approvers"
members = ["suzuki"]
deputies = ["kato"]
`;
}

async function command(folder, words, input = "") {
  const child = spawn(BINARY, ["--config", join(folder, "sekisho.toml"), ...words], { stdio: ["pipe", "pipe", "pipe"] });
  let said = "";
  child.stdout.on("data", (text) => (said += text));
  child.stderr.on("data", (text) => (said += text));
  child.stdin.end(input);
  const [status] = await once(child, "exit");
  if (status !== 0) {
    throw new Error(`sekisho ${words.slice(0, 2).join(" ")} ended with ${status}: ${said}`);
  }
}

async function answers(url, service, said) {
  for (let tries = 0; tries < 600; tries++) {
    if (service.exitCode !== null) {
      throw new Error(`the service ended with ${service.exitCode}: ${said()}`);
    }
    try {
      if ((await fetch(url)).ok) {
        return;
      }
    } catch {
      // Not open yet.
    }
    await sleep(200);
  }
  throw new Error(`the console does not answer: ${said()}`);
}

const given = new Set();

/** A port of its own, below those that the kernel gives to connections, so that none takes it before the service does. */
async function freePort() {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    if (given.has(port)) {
      continue;
    }
    given.add(port);
    const server = createServer();
    const free = await new Promise((resolve) => {
      server.once("error", () => resolve(false)).listen(port, "127.0.0.1", () => resolve(true));
    });
    if (free) {
      server.close();
      await once(server, "close");
      return port;
    }
  }
}

/** A next hop (RFC 5321) that takes everything, but for recipients it refuses, and letters it leaves without an answer. */
async function openSink() {
  const mails = [];
  const hop = { refused: new Set(), lost: new Set() };
  const server = createServer((socket) => {
    let rest = "";
    let mail = null;
    let data = false;
    socket.setEncoding("latin1");
    socket.on("error", () => socket.destroy());
    socket.write("220 sink.example\r\n");
    socket.on("data", (chunk) => {
      rest += chunk;
      for (let end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n")) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (data && line === ".") {
          data = false;
          if (mail.recipients.some((address) => hop.lost.has(address))) {
            socket.destroy();
            return;
          }
          mails.push(mail);
          socket.write("250 2.0.0 kept\r\n");
        } else if (data) {
          mail.text += `${line.startsWith(".") ? line.slice(1) : line}\r\n`;
        } else if (/^MAIL/i.test(line)) {
          mail = { recipients: [], text: "" };
          socket.write("250 2.1.0 ok\r\n");
        } else if (/^RCPT/i.test(line)) {
          const address = line.match(/<([^>]*)>/)[1];
          const refused = hop.refused.has(address);
          mail.recipients.push(...(refused ? [] : [address]));
          socket.write(refused ? "550 5.1.1 nobody here\r\n" : "250 2.1.5 ok\r\n");
        } else if (/^DATA/i.test(line)) {
          data = true;
          socket.write("354 go on\r\n");
        } else if (/^QUIT/i.test(line)) {
          socket.end("221 2.0.0 bye\r\n");
        } else {
          socket.write("250 2.0.0 ok\r\n");
        }
      }
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: server.address().port, mails, hop, close: () => server.close() };
}

const word = (text) => `=?UTF-8?B?${Buffer.from(text).toString("base64")}?=`;
const lines = (bytes) => Buffer.from(bytes).toString("base64").replace(/.{76}/g, "$&\r\n");
let letters = 0;

/** Builds a letter: `{from, name, to, hidden, subject, text, html, file: {name, mime, bytes}}`. */
function build(letter) {
  const boundary = "=_browser";
  const part = (mime, bytes, more = "") =>
    `--${boundary}\r\nContent-Type: ${mime}\r\nContent-Transfer-Encoding: base64\r\n${more}\r\n${lines(bytes)}\r\n`;
  const file = letter.file;
  const parts = [
    part("text/plain; charset=utf-8", letter.text.replaceAll("\n", "\r\n")),
    letter.html ? part("text/html; charset=utf-8", letter.html) : "",
    file ? part(`${file.mime}; name="${word(file.name)}"`, file.bytes, `Content-Disposition: attachment; filename="${word(file.name)}"\r\n`) : "",
  ];
  letters += 1;
  return [
    `From: ${word(letter.name ?? letter.from)} <${letter.from}@${DOMAIN}>`,
    `To: ${letter.to.join(", ")}`,
    `Subject: ${word(letter.subject)}`,
    `Date: ${new Date().toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <${letters}.${process.pid}@${DOMAIN}>`,
    "MIME-Version: 1.0",
    `Content-Type: multipart/${letter.html && !file ? "alternative" : "mixed"}; boundary="${boundary}"`,
    "",
    `${parts.join("")}--${boundary}--`,
    "",
  ].join("\r\n");
}

/** Hands a letter in at the relay door, as an MTA of the house would. */
async function submit(port, letter) {
  const socket = connect(port, "127.0.0.1").setEncoding("utf8");
  let waiting = "";
  const reply = async (expected) => {
    for (;;) {
      const done = waiting.match(/^(?:\d{3}-[^\n]*\n)*(\d{3})[^\n]*\n/);
      if (done) {
        waiting = waiting.slice(done[0].length);
        if (done[1] !== String(expected)) {
          throw new Error(`expected ${expected}, the door said ${done[0]}`);
        }
        return;
      }
      const [chunk] = await once(socket, "data");
      waiting += chunk;
    }
  };
  const say = async (line, expected) => {
    socket.write(`${line}\r\n`);
    await reply(expected);
  };
  await reply(220);
  await say(`EHLO mta.${DOMAIN}`, 250);
  await say(`MAIL FROM:<${letter.from}@${DOMAIN}>`, 250);
  for (const to of [...letter.to, ...(letter.hidden ?? [])]) {
    await say(`RCPT TO:<${to}>`, 250);
  }
  await say("DATA", 354);
  await say(`${build(letter).replaceAll("\r\n.", "\r\n..")}.`, 250);
  await say("QUIT", 221);
  socket.destroy();
}

/** A roll with personal data of so many people. */
export function roll(people) {
  const person = (n) => `参加者${n},person${n}@mail${n}.example.com,090-1234-${String(n).padStart(4, "0")}`;
  return ["氏名,メールアドレス,電話番号", ...Array.from({ length: people }, (_, n) => person(n))].join("\r\n");
}
