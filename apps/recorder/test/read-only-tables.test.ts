import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { loadConfig } from "../src/config/config.js";
import { openToMerge } from "../src/flush/open-to-merge.js";

const readOnly = vi.hoisted(() => ({ folder: "" }));

// As in the sandbox of systemd, whatever user runs this.
vi.mock("node:fs/promises", async (importOriginal) => {
  const original = await importOriginal<typeof import("node:fs/promises")>();
  const access: typeof original.access = async (path, mode) => {
    if (path !== readOnly.folder) return original.access(path, mode);
    throw Object.assign(new Error(`EROFS: read-only file system, access '${path}'`), {
      code: "EROFS",
    });
  };
  return { ...original, access };
});

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "read-only-tables-"));
  await writeFile(join(folder, "config.toml"), '[envoy]\nip_address = "127.0.0.1"\n');
  readOnly.folder = join(folder, "data/tables");
});

afterEach(() => rm(folder, { recursive: true }));

describe("a folder of tables that a flush by hand has made", () => {
  it("keeps no flush from its work where systemd does not let it be written", async () => {
    await mkdir(readOnly.folder, { recursive: true });
    const { tables, warning } = await openToMerge(
      await loadConfig(join(folder, "config.toml"), {}),
    );
    expect(tables).toEqual([]);
    expect(warning).toMatch(
      /data\/tables cannot be made or written .* envoy-recorder schedule install/,
    );
  });
});
