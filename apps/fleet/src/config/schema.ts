import * as z from "zod/mini";

const text = z.string().check(z.minLength(1));
const repoId = z
  .string()
  .check(z.regex(/^(?!\.+\/)[\w.-]+\/(?!\.+$)[\w.-]+$/, 'should be "user/name"'));
const address = z.url({ protocol: /^https?$/ });
const count = (most: number): z.ZodMiniNumberFormat => z.int().check(z.gte(1), z.lte(most));

const duckdb = z.strictObject({
  memory_limit: z.optional(
    z.string().check(z.regex(/^\d+(\.\d+)?\s*[KMGT]i?B$/i, 'should be a size, such as "4GB"')),
  ),
  threads: z.optional(count(1024)),
});

const spark = z.strictObject({
  home: z.optional(text),
  master: z._default(text, "local[*]"),
  conf: z._default(z.record(text, z.union([text, z.number(), z.boolean()])), {}),
});

const source = z.strictObject({
  dataset: z.optional(repoId),
  folder: z.optional(text),
  path: z.optional(
    z
      .string()
      .check(
        z.regex(
          /^(?!\.+(\/|$))[\w.-]+(\/(?!\.+(\/|$))[\w.-]+)*$/,
          "should be a folder of the dataset",
        ),
      ),
  ),
  endpoint: z.optional(address),
  token_file: z.optional(text),
  time_zone: z.optional(text),
  latitude: z.optional(z.number().check(z.gte(-90), z.lte(90))),
  longitude: z.optional(z.number().check(z.gte(-180), z.lte(180))),
});

const publish = z.strictObject({
  dataset: repoId,
  endpoint: z.optional(address),
  token_file: z.optional(text),
  private: z._default(z.boolean(), true),
  title: z.optional(text),
  license: z.optional(text),
});

const fleet = z.strictObject({
  landing: z._default(text, "landing"),
  table: z._default(text, "table"),
  reports: z._default(text, "reports"),
  engine: z._default(z.enum(["duckdb", "spark"]), "duckdb"),
  close_after_days: z._default(z.int().check(z.gte(0), z.lte(3650)), 7),
  shards: z.optional(count(10_000)),
  parallel: z._default(count(256), 8),
  duckdb: z.prefault(duckdb, {}),
  spark: z.prefault(spark, {}),
  sources: z._default(z.array(source), []),
  publish: z.optional(publish),
});

/** The sections and keys of fleet.toml. */
export const configSchema: typeof fleet = fleet;

/** The settings as the file names them, defaults filled in. */
export type Settings = z.infer<typeof configSchema>;

/** A table of `[[sources]]`. */
export type SourceSettings = Settings["sources"][number];

/** The keys of each section; those outside of any under "". */
export const knownKeys: Readonly<Record<string, readonly string[]>> = {
  "": Object.keys(fleet.shape),
  duckdb: Object.keys(duckdb.shape),
  spark: Object.keys(spark.shape),
  sources: Object.keys(source.shape),
  publish: Object.keys(publish.shape),
};
