import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../src/config/config.js";
import { archiveFromReports } from "../src/flush/from-reports.js";
import { deviceReports } from "../src/tables/device-reports.js";
import { openTable } from "../src/tables/open-tables.js";
import { poll } from "./support/modelled-site.js";
import { TypedSite } from "./support/typed-site.js";

describe("the archive from its reports", () => {
  it("has a month, too, whose closing was interrupted between its renames", async () => {
    await using site = await TypedSite.create();
    const config = await loadConfig(join(site.folder, "config.toml"), {});
    const { archive, newCollector } = openTable(deviceReports, config.tablesFolder, config);
    const collector = await newCollector();
    const capturedAt = BigInt(Date.UTC(2026, 1, 1, 0, 16)) * 1000n;
    collector.add({ label: undefined, text: poll("1", "2026-02-01T00:15:00Z"), capturedAt });
    await archive.merge(collector.table());
    await mkdir(`${archive.folder}.closing`);
    const month = join(archive.folder, "year=2026/month=2");
    await rename(month, `${archive.folder}.closing/2026-02.days`);
    const signal = new AbortController().signal;
    const { code, summary } = await archiveFromReports({ config, logger: {}, signal } as never);
    expect(summary).toMatch("read 1 file of device reports, added 1 row to 2026-02");
    expect(code).toBe(0);
  });
});
