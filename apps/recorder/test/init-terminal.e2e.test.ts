import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startSimulator } from "@envoy/envoy-simulator";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "../src/config/config.js";
import { type NewSite, newSite } from "./support/new-site.js";
import { key, PseudoTerminal } from "./support/pseudo-terminal.js";

let site: NewSite;
const shown: string[] = [];
beforeEach(async () => {
  site = await newSite();
});
afterEach(async () => {
  for (const secret of site.secrets) expect(shown.join("\n")).not.toContain(secret);
  shown.length = 0;
  await site[Symbol.asyncDispose]();
});

function start({
  args = [],
  folder = site.folder,
  env = {},
}: {
  readonly args?: readonly string[];
  readonly folder?: string;
  readonly env?: Readonly<Record<string, string>>;
} = {}): PseudoTerminal {
  const { simulator, hub } = site;
  const places = [`envoy.port=${simulator.port}`, `hugging_face.endpoint=${hub.url}`];
  const set = places.flatMap((place) => ["--set", place]);
  // Where nobody answers: a test asks nothing of the network.
  const all = ["init", "--discover-at", "127.0.0.1:9", ...set, ...args];
  return new PseudoTerminal(folder, all, env);
}

/** The answers of somebody whose first address, token and Hub token are wrong. */
function interview(): readonly (readonly [question: string, ...keys: string[]])[] {
  const { simulator, hub } = site;
  return [
    ["Looking for gateways"],
    ["Address of the gateway", "127.0.0.9", key.enter],
    ["What now?", key.enter],
    ["Address of the gateway", "127.0.0.1", key.enter],
    ["How does the recorder log in?", key.enter],
    ["Paste the token", simulator.token.slice(0, -4), key.enter],
    ["What now?", key.enter],
    ["How does the recorder log in?", key.enter],
    ["Paste the token", simulator.token, key.enter],
    ["Time zone of the site", key.enter],
    ["Name the inverters now?", key.yes],
    ["Name of 482202080000", 'Ea"st \\ ü', key.enter],
    ["Name of 482202080017", "-", key.enter],
    ["Put inverters into groups", key.yes],
    ["Name of a group", "east", key.enter],
    ["Inverters of east", key.space, key.down, key.space, key.enter],
    ["Name of another group", key.enter],
    ["Dataset, such as", "me/solar", key.enter],
    ["Should only you", key.enter],
    ["Replace serial numbers", key.yes],
    ["Paste the token", "hf_wrong", key.enter],
    ["What now?", key.enter],
    ["Dataset, such as", key.enter],
    ["Paste the token", hub.token, key.enter],
    ["Record each minute", key.down, key.enter],
  ];
}

/** A crontab that keeps nothing, so that every machine has one to offer. */
async function fakeCrontab(): Promise<Readonly<Record<string, string>>> {
  await writeFile(join(site.folder, "../crontab"), "#!/bin/sh\nexit 0\n", { mode: 0o755 });
  return { PATH: `${join(site.folder, "..")}:${process.env["PATH"]}` };
}

describe.skipIf(process.platform === "win32")("init at a terminal", () => {
  it("asks, lets each mistake be corrected, and writes what was answered", async () => {
    using terminal = start({ args: ["--schedule", "none"] });
    for (const [question, ...keys] of interview().slice(0, -1)) {
      await terminal.answer(question, ...keys);
    }
    expect(await terminal.ended()).toBe(0);
    shown.push(terminal.shown);
    expect(terminal.shown).toMatch(/nothing is listening there.*401.*9 inverters/s);
    expect(terminal.shown).toContain("does not know the token");
    // Such as Node's of a signal with too many listeners.
    expect(terminal.shown).not.toContain("Warning");
    expect(await site.files()).toEqual(["config.toml", "envoy-token.txt", "hf-token.txt"]);
    for (const name of await site.files()) expect(await site.mode(name), name).toBe(0o600);
    expect(await loadConfig(join(site.folder, "config.toml"), {})).toMatchObject({
      envoy: { host: "127.0.0.1", token: site.simulator.token },
      site: {
        timeZone: "Europe/Paris",
        names: { "482202080000": 'Ea"st \\ ü' },
        groups: { east: ["482202080000", "482202080017"] },
      },
      archiveTypes: "portable",
      huggingFace: { dataset: { repo: "me/solar", isPrivate: true, pseudonymiseSerials: true } },
      warnings: [],
    });
  });

  it("leaves nothing behind if Ctrl-C is pressed at any question, or during the search", async () => {
    const env = await fakeCrontab();
    const steps = interview();
    const stopAt = async (last: number): Promise<void> => {
      const folder = join(site.folder, `stopped-at-${last}`);
      await mkdir(folder);
      using terminal = start({ folder, env });
      for (const [question, ...keys] of steps.slice(0, last)) {
        await terminal.answer(question, ...keys);
      }
      const question = steps[last]?.[0] ?? "";
      await terminal.answer(question, key.ctrlC);
      expect(await terminal.ended(), question).toBe(1);
      shown.push(terminal.shown);
      expect(terminal.shown).toContain("Nothing was written.");
      expect(await readdir(folder), question).toEqual([]);
    };
    const questions = steps.keys();
    // Most of the time each waits for the search for gateways.
    const stopAtSome = async (): Promise<void> => {
      for (const last of questions) await stopAt(last);
    };
    await Promise.all(Array.from({ length: 8 }, stopAtSome));
  }, 120_000);

  it("says that an account with multi-factor login will not do, and takes the account once it will", async () => {
    const { cloud } = site;
    cloud.failNext("multi-factor");
    using terminal = start({
      args: [
        ...["--schedule", "none", "--set", "envoy.ip_address=127.0.0.1"],
        ...["--set", `enlighten.login_origin=${cloud.origin}`],
        ...["--set", `enlighten.token_origin=${cloud.origin}`],
        ...[
          "--set",
          "hugging_face.repo_id=me/solar",
          "--set",
          `hugging_face.token=${site.hub.token}`,
        ],
      ],
    });
    const logIn = async (): Promise<void> => {
      await terminal.answer("How does the recorder log in?", key.down, key.enter);
      await terminal.answer("E-mail address", cloud.username, key.enter);
      await terminal.answer("Password", cloud.password, key.enter);
    };
    await logIn();
    await terminal.waitFor("multi-factor login");
    await terminal.answer("What now?", key.enter);
    await logIn();
    await terminal.answer("Time zone", key.enter);
    await terminal.answer("Name the inverters", key.enter);
    await terminal.answer("Put inverters", key.enter);
    await terminal.answer("Should only you", key.enter);
    await terminal.answer("Replace serial numbers", key.enter);
    expect(await terminal.ended()).toBe(0);
    shown.push(terminal.shown);
    expect(await site.read("enphase-password.txt")).toBe(`${cloud.password}\n`);
    expect(await site.mode("enphase-password.txt")).toBe(0o600);
    // The token that was fetched is kept, so that the first run logs in no second time.
    expect(await site.read("data/state/envoy-token.txt")).toContain(site.simulator.token);
  });

  it("replaces a config only if it is told to, and keeps the old one", async () => {
    await writeFile(join(site.folder, "config.toml"), "# mine\n");
    using unchanged = start();
    await unchanged.answer("Replace it, and keep a copy?", key.enter);
    expect(await unchanged.ended()).toBe(0);
    expect(await site.files()).toEqual(["config.toml"]);
    using replaced = start({
      args: ["--no-check", "--schedule", "none", "--set", "envoy.ip_address=127.0.0.1"],
    });
    await replaced.answer("Replace it, and keep a copy?", key.yes);
    await replaced.answer("How does the recorder log in?", key.down, key.down, key.enter);
    await replaced.answer("Time zone", key.enter);
    await replaced.answer("Dataset", "me/solar", key.enter);
    await replaced.answer("Should only you", key.enter);
    await replaced.answer("Replace serial numbers", key.enter);
    await replaced.answer("Paste the token", site.hub.token, key.enter);
    expect(await replaced.ended()).toBe(0);
    shown.push(unchanged.shown, replaced.shown);
    expect(replaced.shown).toContain("config.toml.old");
    expect(await site.read("config.toml.old")).toBe("# mine\n");
    expect(await site.read("config.toml")).toContain("[envoy]");
  });

  it("goes on without a gateway that does not answer now", async () => {
    const away = await startSimulator();
    await away.close();
    using terminal = start({ args: ["--schedule", "none", "--set", `envoy.port=${away.port}`] });
    await terminal.answer("Address of the gateway", "127.0.0.1", key.enter);
    await terminal.answer("What now?", key.down, key.enter);
    await terminal.answer("How does the recorder log in?", key.enter);
    await terminal.answer("Paste the token", site.simulator.token, key.enter);
    await terminal.answer("was not tried");
    await terminal.answer("Time zone", key.ctrlC);
    expect(await terminal.ended()).toBe(1);
    shown.push(terminal.shown);
  });
});
