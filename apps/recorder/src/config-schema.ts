import { z } from "zod";

export const logLevels = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] as const;

const minutes = z.number().positive().max(525_600);

/** The sections and keys of config.toml. */
export const configSchema = z.strictObject({
  envoy: z.strictObject({
    ip_address: z.string().min(1),
    port: z.number().int().min(1).max(65_535).optional(),
    protocol: z.enum(["https", "http"]).default("https"),
    token: z.string().min(1).optional(),
    token_file: z.string().min(1).optional(),
    max_response_bytes: z.number().int().min(1024).max(268_435_456).default(33_554_432),
  }),
  paths: z
    .strictObject({
      live_buffer: z.string().min(1).default("./data/live_buffer"),
      parquet_archive: z.string().min(1).default("./data/parquet_archive"),
      state: z.string().min(1).default("./data/state"),
      storage_bucket: z.string().optional(),
    })
    .prefault({}),
  live_buffer: z
    .strictObject({ compression: z.enum(["none", "gzip"]).default("none") })
    .prefault({}),
  intervals: z
    .strictObject({
      flush_buffer_every_n_minutes: minutes.default(15),
      upload_every_n_minutes: minutes.default(60),
    })
    .prefault({}),
  logging: z
    .strictObject({
      level: z.enum(logLevels).default("INFO"),
      file: z.string().min(1).optional(),
      log_file_for_record_script: z.string().min(1).optional(),
    })
    .prefault({}),
  hugging_face: z
    .strictObject({
      repo_id: z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'should be "user/name"'),
      token: z.string().min(1).optional(),
      token_file: z.string().min(1).optional(),
      endpoint: z.url({ protocol: /^https?$/ }).optional(),
      private: z.boolean().default(true),
      path_in_repo: z
        .string()
        .regex(/^[\w.-]+(\/[\w.-]+)*$/, "should be a folder of the repository")
        .default("data"),
      branch: z.string().min(1).default("main"),
      license: z.string().min(1).optional(),
      pseudonymise_serials: z.boolean().default(false),
    })
    .optional(),
});
