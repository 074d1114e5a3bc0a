import * as z from "zod/mini";

const time = z.nullable(z.number());

const file = z.object({
  /** SHA-256 of the content, or git's blob SHA-1 where the Hub has no other, in hexadecimal. */
  hash: z.string(),
  bytes: z.number(),
  /** Of a file in a folder, in milliseconds: while it and the size stay, the file is not read again. */
  mtimeMs: z.optional(z.number()),
  rows: z.number(),
  /** Values that no portable type can hold, which are null. */
  nulledValues: z.number(),
  /** Rows without a serial number or a time, which were left out. */
  rowsLeftOut: z.number(),
  /** Why none of it was taken; it is not fetched again while its hash stays. */
  problem: z.optional(z.string()),
  /** The source does not have it any more; what was taken of it stays. */
  isGone: z.optional(z.boolean()),
});

const place = z.union([
  z.object({ kind: z.literal("dataset"), repo: z.string(), path: z.string() }),
  z.object({ kind: z.literal("folder"), path: z.string() }),
]);

const state = z.object({
  version: z.literal(1),
  gateway: z.string(),
  shard: z.number(),
  place,
  /** Of the manifest whose files were all dealt with. */
  etag: z.optional(z.string()),
  /** The commit whose files were all dealt with. */
  commit: z.optional(z.string()),
  /** The site's, by its manifest. */
  timeZone: z.optional(z.string()),
  files: z.record(z.string(), file),
  /** The pseudonyms of all inverters so far. */
  inverters: z.array(z.string()),
  /** The first and the last end of a period, in milliseconds since 1970. */
  first: time,
  last: time,
  /** When a pull last took something, in ISO 8601. */
  pulledAt: z.optional(z.string()),
  /** Why the last pull of it failed, or did so in part. */
  problem: z.optional(z.string()),
});

const tombstone = z.object({
  version: z.literal(1),
  forgotten: z.literal(true),
  sourceHash: z.string(),
});

const schema = z.union([state, tombstone]);

/** A file of a source, as it was dealt with. */
export type SourceFileState = Readonly<z.infer<typeof file>>;

/** What a landing knows of one source. */
export type SourceState = Readonly<z.infer<typeof state>>;

/** What is left of a source that was forgotten: enough to not pull it again. */
export type Tombstone = Readonly<z.infer<typeof tombstone>>;

/** Throws if the text is neither. */
export function parseSourceState(text: string): SourceState | Tombstone {
  return schema.parse(JSON.parse(text));
}

/** What is known of a file. A path may be any name, such as "constructor", that every object has. */
export function fileOf(
  { files }: Pick<SourceState, "files">,
  path: string,
): SourceFileState | undefined {
  return Object.hasOwn(files, path) ? files[path] : undefined;
}

/** The sum over the files that a source has or had, such as of `nulledValues`. */
export function sumOf(
  { files }: SourceState,
  count: "rows" | "nulledValues" | "rowsLeftOut",
): number {
  return Object.values(files).reduce((sum, each) => sum + each[count], 0);
}
