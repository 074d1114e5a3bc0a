import { createHash } from "node:crypto";
import { join } from "node:path";
import { type DiskModel, type Interposed, interpose } from "@envoy/disk-model";
import {
  FleetTable,
  type LandingFile,
  planCompaction,
  type TableFile,
  type TableFileSystem,
  type TableManifest,
} from "@envoy/fleet-table";

/** Where the table is on a modelled disk. */
export const modelledTable = "/fleet/table";

/**
 * The model as a table's disk. A symbolic link is a file whose bytes are its target, durable from the start as an inode's
 * are: what power loss may take of it is its name.
 */
export function modelFileSystem(disk: DiskModel, around: Interposed = {}): TableFileSystem {
  const fileSystem = interpose(disk, around);
  return {
    ...fileSystem,
    openContent: async (path) => {
      const bytes = disk.readFileSync(path);
      return {
        bytes: bytes.byteLength,
        read: async (start, end) => new Uint8Array(bytes.subarray(start, end)),
        close: async () => undefined,
      };
    },
    symlink: async (target, path) => {
      const call = { name: "link", path, changes: true } as const;
      around.before?.(call);
      const link = await disk.open(path, "wx");
      await link.writeFile(new TextEncoder().encode(target));
      await link.sync();
      await around.after?.(call);
    },
    readlink: async (path) => new TextDecoder().decode(disk.readFileSync(path)),
    copyFile: async (from, to) => {
      const copy = await fileSystem.open(to, "wx");
      await copy.writeFile(disk.readFileSync(from));
    },
  };
}

/** Compacts a landing as a program does that may have been killed before: an engine's file is the bytes that are given. */
export async function compact(
  fileSystem: TableFileSystem,
  landing: readonly LandingFile[],
  engineFile: Uint8Array,
  { dropOld = false }: { readonly dropOld?: boolean } = {},
): Promise<TableManifest | undefined> {
  const now = Date.parse("2026-11-30T12:00:00Z");
  const table = FleetTable.open(modelledTable, { fileSystem, now: () => now });
  const manifest = (await table.current())?.manifest;
  const plan = planCompaction({
    manifest,
    landing,
    shards: 2,
    sqlVersion: 1,
    closeAfterDays: 7,
    close: true,
    now,
  });
  await table.clear({ keep: plan.jobs });
  if (plan.jobs.length === 0) return manifest;
  const made = new Map<string, readonly TableFile[]>();
  for (const job of plan.jobs) {
    let files = await table.isDone(job);
    if (files === undefined) {
      const run = await table.runFolder(job);
      const file = await fileSystem.open(join(run, "rows.parquet"), "wx");
      await file.writeFile(engineFile);
      await file.close();
      files = await table.finish(job);
    }
    made.set(job.digest, files);
  }
  const extraFiles = new Map([["README.md", new TextEncoder().encode(readmeOf(landing))]]);
  return table.commit({ plan, made, extraFiles, dropOld });
}

const readmeOf = (landing: readonly LandingFile[]): string => `of ${landing.length} files`;

/** What is wrong with the current generation of a disk, which should be one of some; undefined if it is whole. */
export async function faultOf(
  disk: DiskModel,
  expected: readonly { readonly manifest: TableManifest | undefined; readonly readme: string }[],
): Promise<string | undefined> {
  const table = FleetTable.open(modelledTable, { fileSystem: modelFileSystem(disk) });
  const generation = await table.current();
  const found = expected.find(
    ({ manifest }) => JSON.stringify(manifest) === JSON.stringify(generation?.manifest),
  );
  if (found === undefined) return `generation ${generation?.manifest.generation} is current`;
  if (generation === undefined) return undefined;
  for (const { path, sha256 } of generation.manifest.files) {
    const content = disk.readFileSync(join(generation.folder, path));
    const hash = createHash("sha256").update(content).digest("hex");
    if (hash !== sha256) return `${path} is damaged`;
  }
  const readme = new TextDecoder().decode(disk.readFileSync(join(generation.folder, "README.md")));
  return readme === found.readme ? undefined : `the README is "${readme}"`;
}
