import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { timerUnits, unitName, watchUnits } from "../src/schedule/systemd-units.js";

const program = { node: process.execPath, script: '/opt/a "b"/100% $x/envoy-recorder.cjs' };
const site = {
  configFile: "/home/me/sun & roof/100%.toml",
  user: "root",
  uid: 0,
  gid: 0,
  folders: ["/var/tmp", "/home/me/my data"],
  secretFiles: { "envoy.token_file": "/home/me/my token 100%.txt" },
};
const serviceName = `${unitName(site.configFile)}.service`;

describe.each([
  ["a timer", timerUnits(program, site), "", "record"],
  ["a watch", watchUnits(program, site), "--max-semi-space-size=1 ", "watch"],
])("the units of %s", (_, units, flags, command) => {
  const service = units.get(serviceName) ?? "";
  it("have paths quoted as systemd reads them", () => {
    expect(service).toContain(
      `ExecStart=${process.execPath} ${flags}"/opt/a \\"b\\"/100%% $$x/envoy-recorder.cjs" ${command} --config "/home/me/sun & roof/100%%.toml"\n`,
    );
    expect(service).toContain('\nReadWritePaths=/var/tmp "/home/me/my data"\n');
    expect(service).toContain(
      '\nExecStartPre=+/usr/bin/setpriv --reuid=0 --regid=0 --clear-groups /usr/bin/mkdir -p /var/tmp "/home/me/my data"\n',
    );
  });

  it("hand the token over as a credential, which the settings' variable names", () => {
    expect(service).toContain("LoadCredential=envoy.token_file:/home/me/my token 100%%.txt\n");
    expect(service).toContain("Environment=ENVOY_RECORDER_ENVOY__TOKEN_FILE=%d/envoy.token_file\n");
  });

  it.runIf(hasSystemd())("are accepted by systemd-analyze, and rated as hardened", () => {
    const folder = mkdtempSync(join(tmpdir(), "envoy-recorder-units-"));
    try {
      const paths = [...units].map(([name, text]) => {
        writeFileSync(join(folder, name), text);
        return join(folder, name);
      });
      const run = (...args: string[]): string =>
        execFileSync("systemd-analyze", args, { encoding: "utf8", stdio: "pipe" });
      expect(run("verify", "--recursive-errors=no", ...paths)).toBe("");
      expect(() =>
        run("security", "--offline=yes", "--threshold=50", paths[0] ?? ""),
      ).not.toThrow();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("units", () => {
  it("have a name for each config", () => {
    expect(unitName("/home/me/roof/config.toml")).toMatch(/^envoy-recorder-roof-[0-9a-f]{8}$/);
    expect(unitName("/a/roof.toml")).not.toBe(unitName("/b/roof.toml"));
  });

  it("of a watch are one service, which is started with the machine, and told when it hangs", () => {
    const units = watchUnits(program, site);
    expect([...units.keys()]).toEqual([serviceName]);
    for (const line of [
      "Type=notify",
      "WatchdogSec=10min",
      "Environment=MALLOC_ARENA_MAX=1",
      "WantedBy=multi-user.target",
    ]) {
      expect(units.get(serviceName)).toContain(`\n${line}\n`);
    }
  });
});

function hasSystemd(): boolean {
  try {
    return execFileSync("systemd-analyze", ["--version"], { stdio: "ignore" }) === null;
  } catch {
    return false;
  }
}
