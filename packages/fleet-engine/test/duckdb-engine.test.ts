import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { duckDbEngine, mergedFiles } from "../src/index.js";
import { describeEngine } from "./support/engine-suite.js";
import { ParquetFiles } from "./support/parquet-files.js";
import { novemberAt, reading } from "./support/readings.js";
import { type TemporaryFolder, temporaryFolder } from "./support/temporary-folder.js";
import { WorkFolder } from "./support/work-folder.js";

describeEngine(
  "the DuckDB engine",
  (temporaryFolder) => duckDbEngine({ temporaryFolder, threads: 2 }),
  30_000,
);

describe("DuckDB", () => {
  let temporary: TemporaryFolder;
  let work: WorkFolder;
  beforeAll(async () => {
    temporary = temporaryFolder();
    work = new WorkFolder(temporary.path, await ParquetFiles.open());
  });
  afterAll(() => {
    work.files.close();
    temporary.remove();
  });
  const options = () => ({ temporaryFolder: join(temporary.path, "duckdb"), threads: 1 });

  it("says that its memory is too small, and then works on", async () => {
    const rows = Array.from({ length: 5000 }, (_, i) =>
      reading({ period_end_time: novemberAt(1, i) }),
    );
    const previous = [await work.published(rows)];
    const engine = duckDbEngine({ ...options(), memoryLimit: "2MB" });
    await expect(engine.write([work.job(mergedFiles({ previous }))])).rejects.toMatchObject({
      code: "ERR_MEMORY",
      message: expect.stringContaining("memory_limit"),
    });
    expect(await engine.read([() => "SELECT 1 AS one"])).toEqual([[{ one: 1 }]]);
    await engine.close();
  });

  it("says which folder cannot be written", async () => {
    const previous = [await work.published([reading()])];
    const folder = join(temporary.path, "a-file");
    writeFileSync(folder, "");
    const engine = duckDbEngine(options());
    await expect(
      engine.write([work.job(mergedFiles({ previous }), { folder })]),
    ).rejects.toMatchObject({ code: "ERR_OUTPUT", path: folder });
    await engine.close();
  });

  it("refuses a memory limit that is no size", async () => {
    const engine = duckDbEngine({ ...options(), memoryLimit: "much" });
    await expect(engine.read([() => "SELECT 1"])).rejects.toMatchObject({ code: "ERR_SQL" });
    await engine.close();
  });
});
