import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type Cloud, type Simulator, startCloud, startSimulator } from "@envoy/envoy-simulator";
import type { Ended } from "@envoy/started-program";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeBacklog } from "./support/backlog.js";
import { ageNote } from "./support/note.js";
import { filesIn } from "./support/real-site.js";
import { recorderFolder, runRecorder } from "./support/recorder-process.js";

const day = 86_400;
const now = (): number => Math.floor(Date.now() / 1000);

let simulator: Simulator;
let cloud: Cloud;
let folder = "";
/** How long new tokens live, in seconds. They look like ones that were issued for a year. */
let lifetime = 365 * day;
let outputs: string[] = [];
let issued: string[] = [];
const open: AsyncDisposable[] = [];
beforeEach(async () => {
  lifetime = 365 * day;
  outputs = [];
  issued = [];
  simulator = await startSimulator();
  const issue = (): string => {
    const expires = now() + lifetime + issued.length;
    const token = simulator.issueToken(expires, expires - 365 * day);
    issued.push(token);
    return token;
  };
  cloud = await startCloud({ gateways: new Map([[simulator.serialNumber, issue]]) });
  const recorder = await recorderFolder(undefined);
  folder = recorder.folder;
  open.push(simulator, cloud, recorder);
  await writeConfig("");
});
afterEach(async () => {
  const printed = outputs.join("\n");
  for (const secret of [cloud.password, simulator.token, ...issued]) {
    expect(printed).not.toContain(secret);
  }
  for (const resource of open.splice(0).reverse()) await resource[Symbol.asyncDispose]();
});

/** One request a poll: these tests count them, and a token that was born old is renewed at each. */
const onePage = "[tables]\nmeters = false\nbatteries = false\n";

async function writeConfig(envoy: string, enlighten = true): Promise<void> {
  const account = `[enlighten]
username = "${cloud.username}"
password = "${cloud.password}"
login_origin = "${cloud.origin}"
token_origin = "${cloud.origin}"
`;
  await writeFile(
    join(folder, "config.toml"),
    `[envoy]\nip_address = "127.0.0.1"\nport = ${simulator.port}\n${envoy}\n${enlighten ? account : ""}${onePage}`,
    { mode: 0o600 },
  );
}

async function run(...args: string[]): Promise<Ended> {
  const ended = await runRecorder(args, { cwd: folder });
  outputs.push(ended.stdout, ended.stderr);
  return ended;
}

const state = (name: string): string => join(folder, "data/state", name);

describe("a token of an Enlighten account", () => {
  it("is fetched once, kept for its owner alone, and used by every run after", async () => {
    for (let i = 0; i < 3; i++) {
      const recorded = await run("record");
      expect(recorded.code, recorded.stderr).toBe(0);
    }
    expect(cloud.logins).toBe(1);
    expect((await stat(state("envoy-token.txt"))).mode & 0o777).toBe(0o600);
    // A run with a good token asks nothing but the data.
    expect(simulator.requests.slice(-2)).toEqual([
      "GET /ivp/pdm/device_data",
      "GET /ivp/pdm/device_data",
    ]);
  });

  it("is shown by role and expiry, and renewed on request", async () => {
    const shown = await run("token");
    expect(shown.stdout).toMatch(
      /^role: {4}owner\ngateway: 122333444555\nexpires: \d{4}-.*\(36[45] days left\)\nasked: {3}gateway 122333444555 accepts it\n$/,
    );
    expect((await run("token", "--renew")).code).toBe(0);
    expect(cloud.logins).toBe(2);
    expect((await readFile(state("envoy-token.txt"), "utf8")).trim()).toBe(issued[1]);
  });

  it("stays in use until it expires if it cannot be renewed; the login waits an hour, with a warning a day", async () => {
    lifetime = 10 * day;
    await run("record");
    cloud.failNext("too-many-sessions");
    const warned = await run("record");
    expect(warned.code).toBe(0);
    expect(warned.stderr).toMatch(
      /WARNING The token expires on .* could not be renewed: .*too many sessions/,
    );
    const quiet = await run("record");
    expect(quiet.stderr).not.toContain("WARNING");
    expect(cloud.logins).toBe(2);
    expect((await run("flush", "--force")).stderr).toMatch(
      /WARNING The gateway's token expires on .* token --renew/,
    );
    await writeFile(state("login-failed"), String(now() - 3700));
    cloud.failNext("too-many-sessions");
    // An hour later, it is tried again, and a warning that is still true is not repeated.
    expect((await run("record")).stderr).not.toContain("WARNING");
    expect(cloud.logins).toBe(3);
    lifetime = 365 * day;
    await writeFile(state("login-failed"), String(now() - 3700));
    expect((await run("record")).stderr).not.toContain("WARNING");
    expect(cloud.logins).toBe(4);
    expect(existsSync(state("login-failed"))).toBe(false);
  });

  it("that cannot be had ends with 4, names the cause, and is not asked for each minute", async () => {
    cloud.failNext("multi-factor");
    const refused = await run("record");
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain("multi-factor");
    const waiting = await run("record");
    expect(waiting.code).toBe(4);
    expect(waiting.stderr).toContain("token --renew");
    expect(cloud.logins).toBe(1);
    expect((await run("token", "--renew")).code).toBe(0);
    expect((await run("record")).code).toBe(0);
  });

  it("that is kept but cannot be read ends with 5, and costs no login", async () => {
    await mkdir(state("envoy-token.txt"), { recursive: true });
    const unreadable = await run("record");
    expect(unreadable.code).toBe(5);
    expect(unreadable.stderr).toMatch(/Cannot read the token in .*EISDIR/);
    expect(cloud.logins).toBe(0);
    await writeBacklog(folder, 1);
    expect((await run("flush", "--force")).stdout).toContain("flushed 1 poll");
  });

  it("is in no file but its own", async () => {
    await run("record");
    await run("flush", "--force");
    for (const [name, bytes] of await filesIn(join(folder, "data"))) {
      if (!name.endsWith("envoy-token.txt")) expect(String(bytes)).not.toContain(issued[0]);
    }
  });
});

describe("a token of the config", () => {
  it("that expires within 30 days is warned of by a flush once a day", async () => {
    await writeConfig(`token = "${simulator.issueToken(now() + 10 * day)}"`, false);
    const recorded = await run("record");
    expect(recorded.stderr).not.toContain("WARNING");
    const flushed = await run("flush", "--force");
    expect(flushed.stderr).toMatch(/WARNING The gateway's token expires on \d{4}-\d\d-\d\d\./);
    await run("record");
    expect((await run("flush", "--force")).stderr).not.toContain("expires");
    await ageNote(join(folder, "data/state/reminders.json"), day);
    await run("record");
    expect((await run("flush", "--force")).stderr).toContain("expires");
    expect((await run("token")).stdout).toContain("(9 days left)");
    expect((await run("token", "--renew")).code).toBe(2);
  });

  it("that has expired ends with 4 and the day", async () => {
    await writeConfig(`token = "${simulator.issueToken(Date.UTC(2020, 1, 3) / 1000)}"`, false);
    const refused = await run("record");
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain("it expired on 2020-02-03");
  });
});

describe("envoy-recorder token", () => {
  const showing = async (given: string, ...args: string[]): Promise<Ended> => {
    await writeConfig(`token = "${given}"`, false);
    return run("token", ...args);
  };

  it("says that the gateway accepts the token, or with --offline does not ask", async () => {
    const asked = await showing(simulator.token);
    expect(asked.code, asked.stderr).toBe(0);
    expect(asked.stdout).toContain("gateway 122333444555 accepts it");
    const { length } = simulator.requests;
    const offline = await showing(simulator.token, "--offline");
    expect(offline.code).toBe(0);
    expect(offline.stdout).toMatch(/^role: .*\ngateway: .*\nexpires: .*left\)\n$/);
    expect(simulator.requests).toHaveLength(length);
  });

  it("ends with 4 for a token that was cut off, and sends nothing", async () => {
    const [head, payload, signature] = simulator.token.split(".");
    for (const cut of [`${head}.${payload}`, `${head}.${payload}.`, `${head}`]) {
      const { code, stderr } = await showing(cut, "--offline");
      expect([code, stderr]).toEqual([4, expect.stringMatching(/three parts .* has [12]\./)]);
    }
    const damaged = await showing(`${head}.${payload?.slice(0, -9)}.${signature}`);
    expect([damaged.code, damaged.stderr]).toEqual([4, expect.stringContaining("cannot be read")]);
    expect(simulator.requests).toEqual([]);
  });

  it("ends with 4 for a token that has expired, and sends nothing", async () => {
    const expired = await showing(simulator.issueToken(Date.UTC(2020, 1, 3) / 1000));
    expect(expired.code).toBe(4);
    expect(expired.stdout).toContain("(expired)");
    expect(expired.stderr).toContain("expired on 2020-02-03");
    expect(simulator.requests).toEqual([]);
  });

  it("ends with 4 for a token of another gateway, even if its certificate is known", async () => {
    await showing(simulator.token);
    await using neighbour = await startSimulator({ serialNumber: "122333444999" });
    const { length } = simulator.requests;
    const { code, stderr } = await showing(neighbour.token);
    expect(code).toBe(4);
    expect(stderr).toMatch(/is for gateway 122333444999, and the one .* is 122333444555/);
    expect(simulator.requests.slice(length)).toEqual(["GET /info"]);
  });

  it("ends with 4 for a token that the gateway refuses, and with 3 if nothing answers", async () => {
    const [head, payload] = simulator.token.split(".");
    const refused = await showing(`${head}.${payload}.forged`);
    expect([refused.code, refused.stdout]).toEqual([4, expect.not.stringContaining("accepts")]);
    const { token: given } = simulator;
    await simulator.close();
    expect((await showing(given)).code).toBe(3);
  });

  it("shows the kept token of an account with --offline, and says if there is none", async () => {
    const none = await run("token", "--offline");
    expect([none.code, none.stderr]).toEqual([4, expect.stringContaining("No token has been")]);
    await run("record");
    expect((await run("token", "--offline")).stdout).toContain("days left");
    expect((await run("token", "--offline", "--renew")).code).toBe(2);
    expect(cloud.logins).toBe(1);
  });
});

describe("a gateway of firmware before 7", () => {
  it("is recorded with neither token nor account, by its default user and password", async () => {
    await using old = await startSimulator({ login: "digest" });
    await writeFile(
      join(folder, "config.toml"),
      `[envoy]\nip_address = "${old.host}"\nport = ${old.port}\nprotocol = "http"\n`,
    );
    const recorded = await run("record");
    expect(recorded.code, recorded.stderr).toBe(0);
    expect((await run("flush", "--force")).stdout).toContain("flushed 1 poll, added 9 rows");
  });

  it("is what http is for: a token is not sent over it, and the exit code names the config", async () => {
    await using server = createServer((request, response) => {
      authorizations.push(request.headers.authorization);
      response.end("{}");
    });
    const authorizations: unknown[] = [];
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await writeFile(
      join(folder, "config.toml"),
      `[envoy]\nip_address = "127.0.0.1"\nport = ${port}\nprotocol = "http"\ntoken = "${simulator.token}"\n`,
      { mode: 0o600 },
    );
    const recorded = await run("record");
    expect(recorded.code).toBe(2);
    expect(recorded.stderr).toMatch(/token was not sent.*over http.*envoy\.protocol/);
    expect(authorizations.filter((sent) => sent !== undefined)).toEqual([]);
  });
});

describe("what answers at the address", () => {
  it("gets no token if it is another gateway, and is asked what it is only by the first run", async () => {
    await using neighbour = await startSimulator({ serialNumber: "122333444999" });
    await writeConfig(`token = "${neighbour.token}"`, false);
    const refused = await run("record");
    expect(refused.code).toBe(4);
    expect(refused.stderr).toMatch(/is 122333444555, and the token is for 122333444999/);
    expect(simulator.requests).toEqual(["GET /info"]);
    await writeConfig(`token = "${simulator.token}"`, false);
    await run("record");
    await run("record");
    const page = "GET /ivp/pdm/device_data";
    expect(simulator.requests).toEqual(["GET /info", "GET /info", page, page]);
  });
});

describe("the gateway's certificate", () => {
  it("whose fingerprint cannot be read costs a warning and no poll", async () => {
    await writeConfig(`token = "${simulator.token}"`, false);
    await mkdir(state("gateway-certificate.json"), { recursive: true });
    const recorded = await run("record");
    expect(recorded.code, recorded.stderr).toBe(0);
    expect(recorded.stderr).toMatch(/WARNING .*gateway-certificate\.json cannot be read: EISDIR/);
  });

  it("that changes is warned of once and accepted; pinned, it is refused before the token is sent", async () => {
    await writeConfig(`token = "${simulator.token}"`, false);
    await run("record");
    await simulator.rotateCertificate();
    const changed = await run("record");
    expect(changed.code).toBe(0);
    expect(changed.stderr).toMatch(
      /WARNING The certificate of https:\/\/127\.0\.0\.1:\d+ has changed/,
    );
    expect((await run("record")).stderr).not.toContain("WARNING");
    await writeConfig(`token = "${simulator.token}"\ntls = "pinned"`, false);
    await simulator.rotateCertificate();
    const before = simulator.requests.length;
    const refused = await run("record");
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain("gateway-certificate.json");
    expect(simulator.requests).toHaveLength(before);
    await rm(state("gateway-certificate.json"));
    expect((await run("record")).code).toBe(0);
    expect(await readdir(join(folder, "data/live_buffer/incoming"))).toHaveLength(4);
  });
});
