import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tryLock } from "@envoy/process-lock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exitCodeMeaning } from "../src/errors/exit-code.js";
import { FleetFolder } from "./support/fleet-folder.js";
import { runFleet } from "./support/fleet-process.js";

/** Has Node say at its end whether it has loaded the library of DuckDB. */
const saysWhatItLoaded = `--import=data:text/javascript,${encodeURIComponent(
  'process.on("exit",()=>console.error(process.report.getReport().sharedObjects.some((path)=>path.endsWith("/duckdb.node"))))',
)}`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fleet-cli-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("envoy-fleet", () => {
  it("lists every command, its exit codes and what to run each night", async () => {
    const { code, stdout } = await runFleet(["--help"], { cwd: folder });
    expect(code).toBe(0);
    for (const name of ["pull", "compact"]) expect(stdout).toMatch(new RegExp(`^ {2}${name}`, "m"));
    for (const [number, meaning] of Object.entries(exitCodeMeaning)) {
      expect(stdout).toContain(`  ${number}  ${meaning}\n`);
    }
    expect(stdout).toContain("envoy-fleet pull; envoy-fleet compact && envoy-fleet publish");
  });

  it.each([
    [[], "Usage: envoy-fleet"],
    [["compakt"], "error: unknown command 'compakt'\n(Did you mean compact?)"],
    [["compact", "--shut"], "error: unknown option '--shut'"],
    [["compact", "november"], "error: too many arguments for 'compact'"],
  ])("ends with 2 for the arguments %j", async (args, message) => {
    const { code, stderr } = await runFleet(args, { cwd: folder });
    expect(code, stderr).toBe(2);
    expect(stderr).toContain(message);
  });

  it("ends with 2 for a config that is missing or wrong, and names it", async () => {
    const missing = await runFleet(["compact"], { cwd: folder });
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain(join(folder, "fleet.toml"));
    await writeFile(join(folder, "roofs.toml"), 'engine = "duckdbb"\n');
    const wrong = await runFleet(["compact", "--config", "roofs.toml"], { cwd: folder });
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("engine");
  });

  it("ends with 5 if nothing was pulled yet, and says what to do", async () => {
    await writeFile(join(folder, "fleet.toml"), "");
    const { code, stderr } = await runFleet(["compact"], { cwd: folder });
    expect(code).toBe(5);
    expect(stderr).toContain("envoy-fleet pull");
  });

  it("ends with 8 while another run is at work on the same table", async () => {
    await writeFile(join(folder, "fleet.toml"), "");
    const lock = await tryLock([join(folder, "table")], "envoy-fleet");
    try {
      const { code, stderr } = await runFleet(["compact"], { cwd: folder });
      expect(code, stderr).toBe(8);
      expect(stderr).toMatch(
        /^Another run of envoy-fleet is at work on .*\/landing or .*\/table\./,
      );
    } finally {
      await lock?.release();
    }
  });

  it("says what compact did, in one line", async () => {
    await using fleet = await FleetFolder.make();
    const home = await fleet.source("a");
    const end = Date.UTC(2025, 5, 1, 12);
    await fleet.land(home, "2025-06", [{ serial: "i1", end, joules: 1 }]);
    const first = await runFleet(["compact"], { cwd: fleet.folder });
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout).toMatch(
      /^Added 1 reading, wrote 1 file in \d+\.\d s\. The table has 1 reading in 1 file \(generation 1\)\.\n$/,
    );
    const second = await runFleet(["compact"], { cwd: fleet.folder });
    expect(second.stdout).toBe(
      "Nothing new in the landing. The table has 1 reading in 1 file (generation 1).\n",
    );
    await fleet.land(home, "2025-06", [{ serial: "i1", end: end + 900_000, joules: 1 }]);
    const late = await runFleet(["compact"], { cwd: fleet.folder });
    expect(late.stdout).toMatch(
      /\n1 month ended long enough ago to be written as one part a shard: envoy-fleet compact --close\n$/,
    );
  });

  it("loads DuckDB only where there is something to compact", async () => {
    await using fleet = await FleetFolder.make();
    const home = await fleet.source("a");
    await fleet.land(home, "2025-06", [{ serial: "i1", end: Date.UTC(2025, 5, 1, 12), joules: 1 }]);
    const loading = { cwd: fleet.folder, env: { NODE_OPTIONS: saysWhatItLoaded } };
    expect(await runFleet(["compact"], loading)).toMatchObject({ code: 0, stderr: "true\n" });
    expect(await runFleet(["compact"], loading)).toMatchObject({ code: 0, stderr: "false\n" });
  });

  it("names the memory limit when it is too low", async () => {
    await using fleet = await FleetFolder.make({ toml: '[duckdb]\nmemory_limit = "1MB"\n' });
    const home = await fleet.source("a");
    const start = Date.UTC(2025, 5, 1);
    const readings = Array.from({ length: 2000 }, (_, i) => ({
      serial: `i${i % 10}`,
      end: start + i * 60_000,
      joules: i,
    }));
    await fleet.land(home, "2025-06", readings);
    const { code, stderr } = await runFleet(["compact"], { cwd: fleet.folder });
    expect(code, stderr).toBe(7);
    expect(stderr).toContain("memory_limit");
    expect(await fleet.rows()).toEqual([]);
  });
});
