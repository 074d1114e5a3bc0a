// zod/mini without its error messages: this is loaded each minute. problems.ts says what is wrong.
import { hostProblem } from "@envoy/envoy-client";
import * as z from "zod/mini";

export const logLevels = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] as const;

/** The kinds of types that an archive may have: those of every archive so far, or signed and wide ones. */
export const archiveTypes = ["native", "portable"] as const;

const minutes = z.number().check(z.positive(), z.lte(525_600));
const text = z.string().check(z.minLength(1));
const logLevel = z.pipe(
  z.transform((level) => (typeof level === "string" ? level.toUpperCase() : level)),
  z.enum(logLevels),
);
const host = z.string().check(
  z.superRefine((value, context) => {
    const problem = hostProblem(value);
    if (problem !== undefined) context.addIssue(problem);
  }),
);

const repoId = z.string().check(z.regex(/^[\w.-]+\/[\w.-]+$/, 'should be "user/name"'));

/** The sections and keys of config.toml. */
export const configSchema = z.strictObject({
  envoy: z.strictObject({
    ip_address: host,
    port: z.optional(z.int().check(z.gte(1), z.lte(65_535))),
    protocol: z._default(z.enum(["https", "http"]), "https"),
    token: z.optional(text),
    token_file: z.optional(text),
    tls: z._default(z.enum(["remember", "pinned", "insecure"]), "remember"),
    max_response_bytes: z._default(z.int().check(z.gte(1024), z.lte(268_435_456)), 33_554_432),
  }),
  enlighten: z.optional(
    z.strictObject({
      username: text,
      password: z.optional(text),
      password_file: z.optional(text),
      login_origin: z.optional(z.url({ protocol: /^https?$/ })),
      token_origin: z.optional(z.url({ protocol: /^https?$/ })),
    }),
  ),
  paths: z.prefault(
    z.strictObject({
      live_buffer: z._default(text, "./data/live_buffer"),
      parquet_archive: z._default(text, "./data/parquet_archive"),
      tables: z.optional(text),
      state: z.optional(text),
      storage_bucket: z.optional(z.string()),
    }),
    {},
  ),
  site: z.prefault(
    z.strictObject({
      time_zone: z.optional(text),
      names: z._default(z.record(text, text), {}),
      groups: z._default(z.record(text, z.array(text)), {}),
      positions: z._default(z.record(text, z.tuple([z.number(), z.number()])), {}),
    }),
    {},
  ),
  live_buffer: z.prefault(
    z.strictObject({ compression: z.optional(z.enum(["none", "gzip"])) }),
    {},
  ),
  parquet_archive: z.prefault(z.strictObject({ types: z.optional(z.enum(archiveTypes)) }), {}),
  tables: z.prefault(
    z.strictObject({
      device_reports: z._default(z.boolean(), true),
      meters: z._default(z.boolean(), true),
      batteries: z._default(z.boolean(), true),
      daily_summary: z._default(z.boolean(), true),
      interval_minutes: z._default(minutes, 1),
    }),
    {},
  ),
  intervals: z.prefault(
    z.strictObject({
      flush_buffer_every_n_minutes: z._default(minutes, 15),
      upload_every_n_minutes: z._default(minutes, 60),
    }),
    {},
  ),
  logging: z.prefault(
    z.strictObject({
      level: z._default(logLevel, "INFO"),
      format: z._default(z.enum(["text", "json"]), "text"),
      file: z.optional(text),
      max_bytes: z._default(z.int().check(z.gte(65_536), z.lte(1_073_741_824)), 10_485_760),
      keep_files: z._default(z.int().check(z.gte(1), z.lte(1000)), 5),
      log_file_for_record_script: z.optional(text),
    }),
    {},
  ),
  monitoring: z.prefault(
    z.strictObject({ ping_url: z.optional(z.url({ protocol: /^https?$/ })) }),
    {},
  ),
  serve: z.prefault(z.strictObject({ allowed_hosts: z._default(z.array(host), []) }), {}),
  hugging_face: z.optional(
    z.strictObject({
      repo_id: repoId,
      token: z.optional(text),
      token_file: z.optional(text),
      endpoint: z.optional(z.url({ protocol: /^https?$/ })),
      private: z._default(z.boolean(), true),
      path_in_repo: z._default(
        z.string().check(z.regex(/^[\w.-]+(\/[\w.-]+)*$/, "should be a folder of the repository")),
        "data",
      ),
      branch: z._default(text, "main"),
      license: z.optional(text),
      pseudonymise_serials: z._default(z.boolean(), false),
      share_layout: z._default(z.boolean(), false),
    }),
  ),
});

/** The settings as the file names them, defaults filled in. */
export type Settings = z.infer<typeof configSchema>;

/** The settings as a file may have them: what has a default may be missing. */
export type SettingsInput = z.input<typeof configSchema>;

/** Whether this can be the name of a dataset, `user/name`. */
export function isRepoId(value: string): boolean {
  return repoId.safeParse(value).success;
}

/** The keys of a section by name, or the sections themselves for an empty path; undefined if there is no such section. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] | undefined {
  const section = schemaAt(path);
  return section?._zod.def.type === "object" ? Object.keys(shapeOf(section)) : undefined;
}

/** The type of a key's value, such as "number" or "boolean"; undefined for an unknown key. */
export function kindAt(path: readonly PropertyKey[]): string | undefined {
  return schemaAt(path)?._zod.def.type;
}

function schemaAt(path: readonly PropertyKey[]): z.core.$ZodType | undefined {
  let schema: z.core.$ZodType | undefined = configSchema;
  for (const step of path) {
    schema = schema && unwrap(shapeOf(schema)[String(step)]);
  }
  return schema;
}

function shapeOf(schema: z.core.$ZodType): Readonly<Record<string, z.core.$ZodType | undefined>> {
  const { def } = schema._zod;
  return "shape" in def ? (def as z.core.$ZodObjectDef).shape : {};
}

/** The schema inside optional, default and prefault. */
function unwrap(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  const def = schema?._zod.def;
  return def !== undefined && "innerType" in def
    ? unwrap((def as z.core.$ZodOptionalDef).innerType)
    : schema;
}
