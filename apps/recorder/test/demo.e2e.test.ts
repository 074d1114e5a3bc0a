import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../src/config/config.js";
import { queryArchive } from "./support/duckdb.js";
import { runRecorder } from "./support/recorder-process.js";

describe("envoy-recorder demo", () => {
  it("leaves an archive with its summary and a config that describes the roofs, and says how to look at them", async () => {
    const folder = await mkdtemp(join(tmpdir(), "demo-"));
    try {
      const { code, stdout, stderr } = await runRecorder(["demo"], { cwd: folder });
      expect(code, stderr).toBe(0);
      const [, file = ""] = /serve --open --config (\S+)$/m.exec(stdout) ?? [];
      expect(file).toBe("demo-data/config.toml");
      const { site, parquetArchive, tablesFolder } = await loadConfig(join(folder, file), {});
      const serials = Object.keys(site.names);
      expect(serials).toHaveLength(10);
      expect(Object.values(site.groups).flat()).toEqual(serials);
      expect(Object.keys(site.positions)).toEqual(serials);
      const [archived] = await queryArchive(
        parquetArchive,
        "SELECT list_sort(list(DISTINCT serial_number))::VARCHAR AS serials FROM ARCHIVE",
      );
      expect(archived?.["serials"]).toBe(`[${serials.slice(0, 9).join(", ")}]`);
      const days = await queryArchive(
        join(tablesFolder, "daily_summary"),
        "SELECT local_date::VARCHAR AS day FROM ARCHIVE WHERE periods > 40 GROUP BY 1 ORDER BY 1",
      );
      expect(days).toEqual([{ day: "2026-05-31" }, { day: "2026-06-01" }]);

      // A config of somebody else's is not the demo's to replace.
      await writeFile(join(folder, file), "mine");
      const again = await runRecorder(["demo"], { cwd: folder });
      expect(again.stdout).toContain("--config demo-data/demo-config.toml\n");
      expect(await readFile(join(folder, file), "utf8")).toBe("mine");
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
