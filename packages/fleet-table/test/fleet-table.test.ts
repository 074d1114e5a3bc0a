import { createHash } from "node:crypto";
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
  truncate,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemError } from "@envoy/disk-model";
import {
  type CompactionPlan,
  FleetTable,
  type LandingFile,
  nodeTableFileSystem,
  planCompaction,
  planForget,
  type TableFile,
  type TableManifest,
} from "@envoy/fleet-table";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { gatewayId, landingFile } from "./support/table-files.js";
import { readings, writeParquet } from "./support/write-parquet.js";

const now = Date.parse("2026-11-30T12:00:00Z");
let folder = "";
let table: FleetTable;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fleet-table-"));
  table = FleetTable.open(join(folder, "table"), { now: () => now });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function plan(landing: readonly LandingFile[], manifest?: TableManifest): CompactionPlan {
  return planCompaction({ manifest, landing, shards: 2, sqlVersion: 1, closeAfterDays: 7, now });
}

/** Does the jobs of a plan as an engine would. */
async function make(planned: CompactionPlan): Promise<Map<string, readonly TableFile[]>> {
  const made = new Map<string, readonly TableFile[]>();
  for (const job of planned.jobs) {
    const run = await table.runFolder(job);
    const name = job.kind === "add" ? "day=2026-11-29" : "rows";
    const start = job.kind === "add" ? "2026-11-29 08:00:00Z" : `${job.month}-03 08:00:00Z`;
    await writeParquet(join(run, `${name}.parquet`), readings(start, 100));
    made.set(job.digest, await table.finish(job));
  }
  return made;
}

async function commit(landing: readonly LandingFile[], dropOld = false): Promise<TableManifest> {
  const planned = plan(landing, (await table.current())?.manifest);
  return table.commit({ plan: planned, made: await make(planned), dropOld });
}

const open = [landingFile({ sequence: 1 })];
const closed = landingFile({ sequence: 2, month: "2026-10", shard: 1 });
const later = landingFile({ sequence: 3 });

describe("commit", () => {
  it("makes the first generation, and leads to it", async () => {
    expect(await table.current()).toBeUndefined();
    const manifest = await commit([...open, closed]);
    expect(await readlink(join(folder, "table/current"))).toBe("generation-000001");
    expect((await table.current())?.manifest).toEqual(manifest);
    expect(manifest).toMatchObject({
      generation: 1,
      madeAt: "2026-11-30T12:00:00.000Z",
      consumed: { "2026-10": [0, 2], "2026-11": [1, 0] },
    });
    expect(manifest.files.map(({ path, rows, first, last }) => [path, rows, first, last])).toEqual([
      [
        "data/year=2026/month=10/part-00001-of-00002.parquet",
        100,
        "2026-10-03T08:00:00.000Z",
        "2026-10-03T09:39:00.000Z",
      ],
      [
        expect.stringMatching(
          /^recent\/year=2026\/month=11\/day=29\/part-00000-of-00002-[0-9a-f]{8}/,
        ),
        100,
        "2026-11-29T08:00:00.000Z",
        "2026-11-29T09:39:00.000Z",
      ],
    ]);
    for (const { path, bytes, sha256: hash } of manifest.files) {
      const content = await readFile(join(folder, "table/current", path));
      expect([content.byteLength, sha256Of(content)]).toEqual([bytes, hash]);
    }
    expect(await readdir(join(folder, "table"))).toEqual(["current", "generation-000001"]);
  });

  it("shares unchanged files with the generation before, which stays, and removes older ones", async () => {
    const first = await commit([closed]);
    const second = await commit([closed, ...open]);
    expect(second.files).toContainEqual(first.files[0]);
    const path = first.files[0]?.path ?? "";
    const [old, present] = await Promise.all(
      ["generation-000001", "current"].map((name) => stat(join(folder, "table", name, path))),
    );
    expect(present?.ino).toBe(old?.ino);
    await commit([closed, ...open, later]);
    expect(await readdir(join(folder, "table"))).toEqual([
      "current",
      "generation-000002",
      "generation-000003",
    ]);
  });

  it("leaves nothing of older generations when it drops them", async () => {
    const manifest = await commit([closed, ...open]);
    await commit([closed, ...open, later]);
    const base = (await table.current())?.manifest ?? manifest;
    const planned = planForget({ manifest: base, gateway: gatewayId(1), shard: 0, sqlVersion: 1 });
    expect(planned.jobs.map(({ kind }) => kind)).toEqual(["forget", "forget"]);
    const made = new Map<string, readonly TableFile[]>();
    for (const job of planned.jobs) {
      await table.runFolder(job);
      made.set(job.digest, await table.finish(job));
    }
    const after = await table.commit({ plan: planned, made, dropOld: true });
    expect(after.files.map(({ shard }) => shard)).toEqual([1]);
    expect(await readdir(join(folder, "table"))).toEqual(["current", "generation-000003"]);
  });

  it("puts other files beside the manifest", async () => {
    const planned = plan(open);
    const made = await make(planned);
    const extraFiles = new Map([["README.md", new TextEncoder().encode("# Roofs\n")]]);
    await table.commit({ plan: planned, made, extraFiles });
    expect(await readFile(join(folder, "table/current/README.md"), "utf8")).toBe("# Roofs\n");
    await expect(
      table.commit({ plan: planned, made, extraFiles: new Map([["../x.md", new Uint8Array()]]) }),
    ).rejects.toThrow(TypeError);
  });
});

describe("commit, of what is not as it was", () => {
  it("copies files where hard links are not possible", async () => {
    const link = (_: string, path: string): Promise<never> =>
      Promise.reject(systemError("EPERM", "link", path));
    const fileSystem = { ...nodeTableFileSystem, link };
    table = FleetTable.open(join(folder, "table"), { fileSystem });
    await commit([closed]);
    const manifest = await commit([closed, ...open]);
    for (const { path, sha256 } of manifest.files) {
      const content = await readFile(join(folder, "table/current", path));
      expect(sha256Of(content)).toBe(sha256);
      expect((await stat(join(folder, "table/current", path))).nlink).toBe(1);
    }
  });

  it("is refused if another program changed the table since the plan", async () => {
    await commit([closed]);
    const stale = plan([closed, ...open], (await table.current())?.manifest);
    const made = await make(stale);
    await table.commit({ plan: stale, made });
    await expect(table.commit({ plan: stale, made })).rejects.toMatchObject({
      code: "ERR_STALE_PLAN",
    });
  });

  it("is refused if an unchanged file is missing or cut off, and the table stays as it was", async () => {
    const { files } = await commit([closed]);
    const path = join(folder, "table/generation-000001", files[0]?.path ?? "");
    const planned = plan([closed, ...open], (await table.current())?.manifest);
    const made = await make(planned);
    await truncate(path, 100);
    await expect(table.commit({ plan: planned, made })).rejects.toMatchObject({
      code: "ERR_LAYOUT",
      path,
    });
    await rm(path);
    await expect(table.commit({ plan: planned, made })).rejects.toMatchObject({
      code: "ERR_MISSING_FILE",
      message: expect.stringContaining(path),
    });
    expect((await table.current())?.manifest.generation).toBe(1);
  });

  it("stops when its signal is aborted, and goes on from the finished runs", async () => {
    const planned = plan([closed]);
    const made = await make(planned);
    const signal = AbortSignal.abort(new Error("stopped"));
    await expect(table.commit({ plan: planned, made, signal })).rejects.toThrow("stopped");
    expect(await table.current()).toBeUndefined();
    await table.clear({ keep: planned.jobs });
    const [job] = planned.jobs;
    expect(job && (await table.isDone(job))).toEqual([...made.values()][0]);
    await table.commit({ plan: planned, made });
    expect((await table.current())?.manifest.generation).toBe(1);
  });

  it("takes the place of a generation that never became current", async () => {
    await commit([closed]);
    await mkdir(join(folder, "table/generation-000002/data"), { recursive: true });
    await symlink("generation-000002", join(folder, "table/.current"));
    await commit([closed, ...open]);
    expect(await readdir(join(folder, "table/current"))).toContain("manifest.json");
  });
});

describe("current", () => {
  it("is the highest generation where the link was lost, and clear makes it again", async () => {
    await commit([closed]);
    await commit([closed, ...open]);
    await rm(join(folder, "table/current"));
    expect((await table.current())?.manifest.generation).toBe(2);
    await table.clear();
    expect(await readlink(join(folder, "table/current"))).toBe("generation-000002");
  });

  it.each(["elsewhere", "generation-2", "../x/generation-000001"])(
    "is refused as a link to %s",
    async (target) => {
      await mkdir(join(folder, "table"));
      await symlink(target, join(folder, "table/current"));
      await expect(table.current()).rejects.toMatchObject({ code: "ERR_LAYOUT" });
    },
  );

  it("is refused as a folder, without its generation, and with another's manifest", async () => {
    await mkdir(join(folder, "table/current"), { recursive: true });
    await expect(table.current()).rejects.toMatchObject({ code: "ERR_LAYOUT" });
    await rm(join(folder, "table"), { recursive: true });
    await commit([closed]);
    await rename(join(folder, "table/generation-000001"), join(folder, "table/generation-000003"));
    await expect(table.current()).rejects.toMatchObject({ code: "ERR_MISSING_FILE" });
    await rm(join(folder, "table/current"));
    await expect(table.current()).rejects.toMatchObject({
      code: "ERR_MANIFEST",
      message: expect.stringContaining("that of generation 1"),
    });
  });
});

describe("clear", () => {
  it("does nothing where there is no table", async () => {
    await table.clear();
    expect(await readdir(folder)).toEqual([]);
  });

  it("removes what killed runs left, and no run of a job to keep", async () => {
    await commit([closed]);
    const planned = plan([closed, ...open, landingFile({ sequence: 4, shard: 1 })]);
    await make(planned);
    for (const name of [".generation-000002/data", "generation-000002", "notes"]) {
      await mkdir(join(folder, "table", name), { recursive: true });
    }
    const [kept] = planned.jobs;
    await table.clear({ keep: kept ? [kept] : [] });
    const names = ["current", "generation-000001", "notes", "runs"];
    expect(await readdir(join(folder, "table"))).toEqual(names);
    expect(await readdir(join(folder, "table/runs"))).toEqual([kept?.digest]);
    await table.clear();
    expect(await readdir(join(folder, "table"))).toEqual(names.slice(0, 3));
  });

  it("can drop the previous generation", async () => {
    await commit([closed]);
    await commit([closed, ...open]);
    await table.clear({ dropOld: true });
    expect(await readdir(join(folder, "table"))).toEqual(["current", "generation-000002"]);
  });
});

const sha256Of = (content: Uint8Array): string =>
  createHash("sha256").update(content).digest("hex");
