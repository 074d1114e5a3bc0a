import { createSocket } from "node:dgram";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startSimulator } from "@envoy/envoy-simulator";
import type { Ended } from "@envoy/started-program";
import multicastDns from "multicast-dns";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type NewSite, newSite } from "./support/new-site.js";
import { runRecorder } from "./support/recorder-process.js";

let site: NewSite;
const outputs: string[] = [];
beforeEach(async () => {
  site = await newSite();
});
afterEach(async () => {
  for (const secret of site.secrets) expect(outputs.join("\n")).not.toContain(secret);
  outputs.length = 0;
  await site[Symbol.asyncDispose]();
});

async function run(args: readonly string[], env = {}): Promise<Ended> {
  const ended = await runRecorder(args, { cwd: site.folder, env });
  outputs.push(ended.stdout, ended.stderr);
  return ended;
}

const set = (...answers: readonly string[]): readonly string[] =>
  answers.flatMap((answer) => ["--set", answer]);

/** `init --yes` for the site's own gateway. */
const init = (...args: readonly string[]): Promise<Ended> =>
  run(["init", "--yes", ...site.gateway, ...args]);

const token = (): readonly string[] => set(`envoy.token=${site.simulator.token}`);

describe("init --yes", () => {
  it("goes from an empty folder to the first upload", async () => {
    const { hub } = site;
    const upload = set(
      "hugging_face.repo_id=me/solar",
      `hugging_face.endpoint=${hub.url}`,
      `hugging_face.token=${hub.token}`,
    );
    const made = await init(...token(), ...upload, ...set("site.time_zone=Europe/London"));
    expect(made, made.stderr).toMatchObject({ code: 0, stderr: "" });
    expect(made.stdout).toMatch(
      /firmware 8\.2\.4345: it needs a token.*accepts the token: owner, until 20\d\d-.*9 inverters.*482202080000 +\d+ W.*me may create me\/solar, private/s,
    );
    expect(await site.files()).toEqual(["config.toml", "envoy-token.txt", "hf-token.txt"]);
    for (const name of await site.files()) expect(await site.mode(name), name).toBe(0o600);
    const config = await site.read("config.toml");
    for (const secret of site.secrets) expect(config).not.toContain(secret);
    expect(config).toContain('types = "portable"');
    expect((await run(["record"])).code).toBe(0);
    expect((await run(["flush", "--force"])).stdout).toContain("added 9 rows");
    expect(await run(["upload"])).toMatchObject({ code: 0, stderr: "" });
    expect(hub.commits("me/solar")).toHaveLength(2);
  });

  it("puts the token in HF_TOKEN into a file, since a scheduled run has no such variable", async () => {
    const { hub, gateway } = site;
    const upload = set("hugging_face.repo_id=me/solar", `hugging_face.endpoint=${hub.url}`);
    const env = { HF_TOKEN: hub.token };
    const made = await run(["init", "--yes", ...gateway, ...token(), ...upload], env);
    expect(made, made.stderr).toMatchObject({ code: 0 });
    expect(await site.read("hf-token.txt")).toBe(`${hub.token}\n`);
  });

  it("leaves a config and a secret that exist as they are, unless --force replaces them and keeps copies", async () => {
    await writeFile(join(site.folder, "envoy-token.txt"), "mine", { mode: 0o600 });
    const refused = await init(...token());
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/envoy-token\.txt exists, and is left as it is.*--force/),
    });
    expect(await site.files()).toEqual(["envoy-token.txt"]);
    expect((await init(...token(), "--force")).code).toBe(0);
    expect((await init(...token())).stderr).toContain("config.toml exists");
    const again = await init(...token(), "--force", ...set("site.time_zone=Asia/Tokyo"));
    expect(again.stdout).toMatch(/What was there is in:\n.*envoy-token\.txt\.old-2\n.*toml\.old/);
    expect(await site.files()).toEqual([
      "config.toml",
      "config.toml.old",
      "envoy-token.txt",
      "envoy-token.txt.old",
      "envoy-token.txt.old-2",
    ]);
    expect(await site.read("envoy-token.txt.old")).toBe("mine");
    for (const name of await site.files()) expect(await site.mode(name), name).toBe(0o600);
  });

  it("says which answer is missing or wrong, and shows no value", async () => {
    const cases: readonly (readonly [answers: readonly string[], message: RegExp])[] = [
      [site.gateway, /no answer for envoy\.token\. Add --set envoy\.token_file=FILE/],
      [set("envoy.ip_adress=1.2.3.4"), /envoy\.ip_adress: unknown key; did you mean envoy\.ip_/],
      [set("envoy.port=https"), /envoy\.port: .*number.*"https"/],
      [set("site.names=East"), /write site\.names\.482202080000="East 1"/],
      [set(site.simulator.token), /write KEY=VALUE, such as/],
      [set(`envoy.tokn=${site.simulator.token}`), /did you mean envoy\.token\?/],
      [[...site.gateway, ...token(), ...set("hugging_face.private=true")], /hugging_face\.repo_id/],
    ];
    for (const [answers, message] of cases) {
      const refused = await run(["init", "--yes", ...answers]);
      expect(refused, String(message)).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(message),
      });
      expect(await site.files()).toEqual([]);
    }
    const asked = await run(["init", ...site.gateway]);
    expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining("no terminal") });
  });

  it("writes nothing if a check fails, and ends as a run that fails so", async () => {
    const { simulator, hub } = site;
    await using other = await startSimulator({ serialNumber: "122333444666" });
    const closed = await startSimulator();
    await closed.close();
    const expired = simulator.issueToken(1_700_000_000, 1_600_000_000);
    const upload = set("hugging_face.repo_id=me/solar", `hugging_face.endpoint=${hub.url}`);
    const cases: readonly (readonly [answers: readonly string[], code: number, RegExp])[] = [
      [[...token(), ...set(`envoy.port=${closed.port}`)], 3, /nothing is listening there/],
      [set(`envoy.token=${simulator.token.slice(0, -4)}`), 4, /401/],
      [set(`envoy.token=${expired}`), 4, /expired on 2023-11-14/],
      [
        set(`envoy.token=${simulator.token.replace(".", "\n.")}`),
        2,
        /should be one line of letters/,
      ],
      [set(`envoy.token=${other.token}`), 4, /is for gateway 122333444666/],
      [set("enlighten.username=a@b.c"), 2, /enlighten\.password/],
      [[...token(), ...upload, ...set("hugging_face.token=hf_no")], 6, /does not know the token/],
      [[...token(), ...set("site.time_zone=Mars/Base")], 2, /site\.time_zone/],
      [
        [...token(), ...set("site.groups.a=1,2", "site.groups.b=2")],
        2,
        /inverter 2 is there twice/,
      ],
    ];
    for (const [answers, code, message] of cases) {
      const failed = await init(...answers);
      expect(failed, String(message)).toMatchObject({
        code,
        stderr: expect.stringMatching(message),
      });
      expect(await site.files(), String(message)).toEqual([]);
    }
  });

  it("warns of an installer's token, which would do for half a day only", async () => {
    await using gateway = await startSimulator({ tokenRole: "installer" });
    const place = set(`envoy.port=${gateway.port}`, `envoy.token=${gateway.token}`);
    const made = await init(...place);
    expect(made).toMatchObject({ code: 0, stderr: expect.stringContaining("lasts 12 hours") });
  });

  it("needs no token, and takes plain http, for firmware before 7", async () => {
    await using old = await startSimulator({ login: "digest" });
    const made = await init(...set(`envoy.port=${old.port}`));
    expect(made, made.stderr).toMatchObject({ code: 0 });
    expect(made.stdout).toContain("it needs no token");
    expect(await site.read("config.toml")).toContain('protocol = "http"');
    expect((await run(["record"])).code).toBe(0);
  });

  it("takes the one gateway that it finds, and asks for an address if there is none", async () => {
    const { simulator } = site;
    const socket = createSocket("udp4");
    await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
    const mdns = multicastDns({ multicast: false, socket, bind: false });
    mdns.on("query", (_query, from) => {
      const name = "_enphase-envoy._tcp.local";
      const data = `serialnum=${simulator.serialNumber}`;
      const answers = [
        { name, type: "TXT" as const, data },
        { name: "envoy.local", type: "A" as const, data: "127.0.0.1" },
      ];
      mdns.respond({ answers }, from);
    });
    const answers = [...set(`envoy.port=${simulator.port}`), ...token()];
    const discoverAt = (at: number): Promise<Ended> =>
      run(["init", "--yes", "--discover-at", `127.0.0.1:${at}`, ...answers]);
    try {
      const made = await discoverAt(socket.address().port);
      expect(made, made.stderr).toMatchObject({ code: 0 });
      expect(await site.read("config.toml")).toContain('ip_address = "127.0.0.1"');
    } finally {
      await new Promise<void>((resolve) => mdns.destroy(resolve));
    }
    expect(await discoverAt(9)).toMatchObject({ code: 2 });
  });

  it("asks nobody with --no-check, and gives a second gateway folders and secrets of its own", async () => {
    await site.simulator.close();
    const made = await init(...token(), "--no-check", "--config", "roof.toml");
    expect(made, made.stderr).toMatchObject({ code: 0, stderr: "" });
    expect(await site.files()).toEqual(["roof-envoy-token.txt", "roof.toml"]);
    expect(await site.read("roof.toml")).toMatch(
      /live_buffer = "\.\/data\/roof\/live_buffer".*file = "\.\/logs\/roof\.log"/s,
    );
  });

  it.skipIf(process.platform === "win32")(
    "changes a crontab only if --schedule says so",
    async () => {
      const folder = join(site.folder, "..");
      const script = `#!/bin/sh\n[ "$1" = -u ] && shift 2\ncd '${folder}'\nif [ "$1" = -l ]; then cat tab; else cat >tab; fi\n`;
      await writeFile(join(folder, "crontab"), script, { mode: 0o755 });
      await writeFile(join(folder, "tab"), "# mine\n");
      const env = { PATH: `${folder}:${process.env["PATH"]}` };
      const withCron = (...args: readonly string[]): Promise<Ended> =>
        run(["init", "--yes", ...site.gateway, ...token(), ...args], env);
      expect((await withCron()).code).toBe(0);
      expect(await site.read("../tab")).toBe("# mine\n");
      const made = await withCron("--force", "--schedule", "cron");
      expect(made, made.stderr).toMatchObject({ code: 0 });
      expect(await site.read("../tab")).toMatch(/^# mine\n\* \* \* \* \* .*record.*config\.toml/);
    },
  );

  it("refuses a scheduler that this machine does not have before it writes anything", async () => {
    const where = { PATH: site.folder };
    const cron = await run(["init", "--yes", ...site.gateway, "--schedule", "cron"], where);
    expect(cron).toMatchObject({ code: 2, stderr: expect.stringContaining("no crontab command") });
    expect(await site.files()).toEqual([]);
  });

  it.skipIf(existsSync("/run/systemd/system"))(
    "refuses systemd where it does not run, and so does schedule install",
    async () => {
      const refusal = { code: 2, stderr: expect.stringContaining("systemd does not run this") };
      expect(await init(...token(), "--schedule", "systemd")).toMatchObject(refusal);
      expect(await site.files()).toEqual([]);
      expect((await init(...token())).code).toBe(0);
      expect(await run(["schedule", "install", "--systemd"])).toMatchObject(refusal);
    },
  );
});
