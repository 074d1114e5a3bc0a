import { FleetTableError } from "./errors.js";
import { ManifestField } from "./manifest-field.js";
import { isMonth } from "./month.js";
import { isShardCount, maxShards } from "./shard.js";
import type { TableFile, TableManifest } from "./table-manifest.js";
import { parseTablePath, type TablePath } from "./table-path.js";

/** Where a manifest is in its generation. */
export const manifestName = "manifest.json";

/**
 * A manifest from the text of its file. `path` is for errors. Throws `FleetTableError` (`ERR_MANIFEST`), which says what
 * is wrong and where.
 */
export function parseManifest(text: string, path: string = manifestName): TableManifest {
  const root = new ManifestField(fromJson(text, path), "", path);
  if (root.get("version").count() !== 1) throw root.get("version").error("1");
  const shards = root.get("shards").count(1);
  if (!isShardCount(shards)) throw root.get("shards").error(`at most ${maxShards}`);
  return {
    version: 1,
    generation: root.get("generation").count(1),
    madeAt: root.get("madeAt").time(),
    sqlVersion: root.get("sqlVersion").count(1),
    shards,
    consumed: parseConsumed(root.get("consumed"), shards),
    files: parseFiles(root.get("files"), shards),
  };
}

/** The text of a manifest, with a line for each file. */
export function manifestText({ consumed, files, ...head }: TableManifest): string {
  const fields = Object.entries({ ...head, consumed: sortedByMonth(consumed) }).map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},\n`,
  );
  const lines = files.map((file) => `    ${JSON.stringify(fileFields(file))}`);
  return `{\n${fields.join("")}  "files": [\n${lines.join(",\n")}\n  ]\n}\n`;
}

/** The files of a list in JSON, as a manifest has them. Throws `ERR_MANIFEST`. */
export function parseFiles(field: ManifestField, shards: number | undefined): TableFile[] {
  const paths = new Set<string>();
  return field.items().map((item) => {
    const file = parseFile(item, shards);
    if (paths.has(file.path)) throw item.get("path").error("the path of no other file");
    paths.add(file.path);
    return file;
  });
}

/** The fields of a file in their order in JSON, where no day is null. */
export function fileFields(file: TableFile): Readonly<Record<string, unknown>> {
  const { path, month, shard, day = null, bytes, rows, first, last, sha256, digest } = file;
  return { path, month, shard, day, bytes, rows, first, last, sha256, digest };
}

/** Any JSON. Throws `ERR_MANIFEST`. */
export function fromJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FleetTableError(
      "ERR_MANIFEST",
      path,
      `The manifest ${path} is not JSON. Put back the generation that was there before, or remove the table and compact the landing anew.`,
      { cause },
    );
  }
}

function parseConsumed(field: ManifestField, shards: number): TableManifest["consumed"] {
  return Object.fromEntries(
    field.entries().map(([month, marks]) => {
      if (!isMonth(month)) throw marks.error('in a month such as "2026-11"');
      const counts = marks.items().map((mark) => mark.count());
      if (counts.length !== shards) throw marks.error(`a list of ${shards} numbers`);
      return [month, counts];
    }),
  );
}

function parseFile(field: ManifestField, shards: number | undefined): TableFile {
  const isKnown = (path: string): boolean => parseTablePath(path) !== undefined;
  const path = field.get("path").text(isKnown, "the path of a file of a table");
  const says = parseTablePath(path);
  if (says === undefined || (shards !== undefined && says.shards !== shards)) {
    throw field.get("path").error(`one of ${shards} shards`);
  }
  const file: TableFile = {
    path,
    ...parsePlace(field, says),
    bytes: field.get("bytes").count(1),
    rows: field.get("rows").count(1),
    first: field.get("first").time(),
    last: field.get("last").time(),
    sha256: field.get("sha256").hash(),
    digest: field.get("digest").hash(),
  };
  if (file.last < file.first) throw field.get("last").error("no earlier than the first");
  return file;
}

/** The fields that the path says too. */
function parsePlace(
  field: ManifestField,
  says: TablePath,
): Pick<TableFile, "month" | "shard" | "day"> {
  const like = (text: string | undefined) => (other: string) => other === text;
  const day = field.get("day").optional((value) => value.text(like(says.day), "the path's day"));
  if (day !== says.day) throw field.get("day").error("the path's day");
  const month = field.get("month").text(like(says.month), "the path's month");
  const shard = field.get("shard").count();
  if (shard !== says.shard) throw field.get("shard").error("the path's shard");
  return { month, shard, day };
}

function sortedByMonth(consumed: TableManifest["consumed"]): TableManifest["consumed"] {
  return Object.fromEntries(Object.entries(consumed).sort(([a], [b]) => (a < b ? -1 : 1)));
}
