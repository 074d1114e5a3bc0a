import { chown, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ownFolders, refuseForeignFolders } from "../src/errors/owner.js";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "owner-"));
});

afterEach(() => rm(folder, { recursive: true }));

describe.runIf(process.getuid?.() === 0)("root's own folders within another user's", () => {
  const refuse = (): void =>
    refuseForeignFolders(
      ownFolders({
        liveBuffer: join(folder, "live_buffer"),
        parquetArchive: join(folder, "parquet_archive"),
        tablesFolder: join(folder, "tables"),
        state: join(folder, "state"),
      }),
    );

  it("go on being written before there are tables", async () => {
    for (const name of ["live_buffer", "parquet_archive", "state"]) await mkdir(join(folder, name));
    await chown(folder, 1000, 1000);
    expect(refuse).not.toThrow();
    await mkdir(join(folder, "tables"));
    expect(refuse).not.toThrow();
    await chown(join(folder, "tables"), 1000, 1000);
    expect(refuse).toThrow("tables belongs to user 1000");
  });
});
