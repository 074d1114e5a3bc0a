import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { errorCode } from "@envoy/durable-file";
import { parse, TomlError } from "smol-toml";
import { config as configureTexts } from "zod/mini";
import { exitCode, RecorderError } from "../errors/exit-code.js";
import { applyEnvironment, hasSettings } from "./environment.js";
import { describeIssues } from "./problems.js";
import { refuseOverlap, warnOfOpenSecrets } from "./safety.js";
import { configSchema, type logLevels, type Settings } from "./schema.js";

export type LogLevel = (typeof logLevels)[number];

/** The account that tokens are fetched with, from `[enlighten]`. */
interface EnlightenConfig {
  readonly username: string;
  readonly password: string;
  readonly loginOrigin: string | undefined;
  readonly tokenOrigin: string | undefined;
}

/** Where to upload, from `[hugging_face]`. */
export interface HuggingFaceConfig {
  readonly repo: string;
  /** Undefined where it is to be looked for in the environment, or where the Hub's own tools leave it. */
  readonly token: string | undefined;
  readonly tokenFile: string | undefined;
  readonly endpoint: string;
  readonly isPrivate: boolean;
  readonly pathInRepo: string;
  readonly branch: string;
  readonly license: string | undefined;
  readonly pseudonymiseSerials: boolean;
}

/** The settings, checked, with absolute paths. */
export interface Config {
  /** Where they came from. */
  readonly file: string;
  readonly envoy: {
    readonly host: string;
    readonly port: number | undefined;
    readonly protocol: "https" | "http";
    readonly token: string | undefined;
    readonly tls: "remember" | "pinned" | "insecure";
    readonly maxResponseBytes: number;
  };
  /** Instead of `envoy.token`. */
  readonly enlighten: EnlightenConfig | undefined;
  readonly liveBuffer: string;
  readonly compression: "none" | "gzip";
  readonly parquetArchive: string;
  /** What is kept between runs beside the buffer and the archive; losing it costs work, not readings. */
  readonly state: string;
  readonly flushEveryMinutes: number;
  readonly uploadEveryMinutes: number;
  /** No section, no upload. */
  readonly huggingFace: HuggingFaceConfig | undefined;
  readonly logLevel: LogLevel;
  readonly logFile: string | undefined;
  /** What is worth a word to the user, such as keys of an earlier recorder. */
  readonly hints: readonly string[];
  /** What the user should change. */
  readonly warnings: readonly string[];
}

/**
 * Reads and checks a config file, environment variables on top of it
 * (`ENVOY_RECORDER_ENVOY__TOKEN` for `envoy.token`). Rejects with `RecorderError`.
 */
export async function loadConfig(
  path: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Config> {
  const file = resolve(path);
  const settings = await readToml(file, environment);
  const input = applyEnvironment(settings, environment);
  const parsed = configSchema.safeParse(input);
  if (!parsed.success) throw await explained(file, input);
  const { envoy, enlighten, paths, live_buffer, intervals, logging, hugging_face } = parsed.data;
  const absolute = (value: string): string => resolve(dirname(file), value);
  const liveBuffer = absolute(paths.live_buffer);
  const parquetArchive = absolute(paths.parquet_archive);
  // Beside the buffer, so that an earlier config's folders never overlap with it.
  const state =
    paths.state === undefined ? join(dirname(liveBuffer), "state") : absolute(paths.state);
  await refuseOverlap(file, { live_buffer: liveBuffer, parquet_archive: parquetArchive, state });
  const token = await readToken(file, envoy, absolute);
  const warnings: string[] = await warnOfOpenSecrets([
    ...(holdsSecret(settings) ? [file] : []),
    ...[envoy.token_file, enlighten?.password_file, hugging_face?.token_file].flatMap((path) =>
      path === undefined ? [] : [absolute(path)],
    ),
  ]);
  const commitsPerDay = Math.floor(1440 / intervals.upload_every_n_minutes);
  if (hugging_face !== undefined && commitsPerDay > 24) {
    warnings.push(
      `intervals.upload_every_n_minutes = ${intervals.upload_every_n_minutes} makes up to ${commitsPerDay} commits a day; a repository of the Hub gets slow after a few thousand, so 60 or more is kinder.`,
    );
  }
  const hints: string[] = [];
  if (paths.storage_bucket !== undefined) {
    hints.push("paths.storage_bucket is not used here; upload is set under [hugging_face].");
  }
  if (logging.log_file_for_record_script !== undefined) {
    hints.push("logging.log_file_for_record_script is now called logging.file.");
  }
  const logFile = logging.file ?? logging.log_file_for_record_script;
  return {
    file,
    envoy: {
      host: envoy.ip_address,
      port: envoy.port,
      protocol: envoy.protocol,
      token,
      tls: envoy.tls,
      maxResponseBytes: envoy.max_response_bytes,
    },
    enlighten: enlighten && (await enlightenConfig(file, enlighten, absolute)),
    liveBuffer,
    compression: live_buffer.compression,
    parquetArchive,
    state,
    flushEveryMinutes: intervals.flush_buffer_every_n_minutes,
    uploadEveryMinutes: intervals.upload_every_n_minutes,
    huggingFace: hugging_face && huggingFaceConfig(hugging_face, environment, absolute),
    logLevel: logging.level,
    logFile: logFile === undefined ? undefined : absolute(logFile),
    hints,
    warnings,
  };
}

/** What is wrong, in words: only now are they worth loading. */
async function explained(file: string, input: unknown): Promise<RecorderError> {
  const { default: english } = await import("zod/v4/locales/en.js");
  configureTexts(english());
  const { error } = configSchema.safeParse(input, { reportInput: true });
  const problems = describeIssues(error?.issues ?? []);
  return new RecorderError(exitCode.config, `Config ${file}:\n  ${problems.join("\n  ")}`);
}

function huggingFaceConfig(
  settings: NonNullable<Settings["hugging_face"]>,
  environment: Readonly<Record<string, string | undefined>>,
  absolute: (value: string) => string,
): HuggingFaceConfig {
  const { repo_id, token, token_file, endpoint, path_in_repo, branch, license } = settings;
  return {
    repo: repo_id,
    token,
    tokenFile: token_file === undefined ? undefined : absolute(token_file),
    endpoint: endpoint ?? environment["HF_ENDPOINT"] ?? "https://huggingface.co",
    isPrivate: settings.private,
    pathInRepo: path_in_repo,
    branch,
    license,
    pseudonymiseSerials: settings.pseudonymise_serials,
  };
}

async function readToml(
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    // The environment may hold all settings.
    if (errorCode(cause) === "ENOENT" && hasSettings(environment)) return {};
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new RecorderError(
      exitCode.config,
      `Cannot read the config file ${file}: ${detail}\nWrite one (the README shows how), or name it with --config. To look around first: envoy-recorder demo`,
      { cause },
    );
  }
  try {
    return parse(text);
  } catch (cause) {
    // TomlError's own message quotes the lines around the fault, and a token may stand in them.
    const place =
      cause instanceof TomlError ? ` at line ${cause.line}, column ${cause.column}` : "";
    const reason = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw new RecorderError(exitCode.config, `Config ${file} is not TOML${place}: ${reason}`);
  }
}

/** Some section of the file itself, whatever the environment says, has a secret in it. */
function holdsSecret(settings: unknown): boolean {
  if (typeof settings !== "object" || settings === null) return false;
  return Object.values(settings).some(
    (section: unknown) =>
      typeof section === "object" &&
      section !== null &&
      ("token" in section || "password" in section),
  );
}

async function readToken(
  file: string,
  envoy: { readonly token?: string | undefined; readonly token_file?: string | undefined },
  absolute: (value: string) => string,
): Promise<string | undefined> {
  const { token, token_file } = envoy;
  const secret = await readSecret(file, "envoy.token", token, token_file, absolute);
  return checkToken(secret, `Config ${file}: envoy.token${token === undefined ? "_file" : ""}`);
}

async function enlightenConfig(
  file: string,
  settings: NonNullable<Settings["enlighten"]>,
  absolute: (value: string) => string,
): Promise<EnlightenConfig> {
  const { username, password, password_file, login_origin, token_origin } = settings;
  const secret = await readSecret(file, "enlighten.password", password, password_file, absolute);
  if (secret === undefined) {
    const message = `Config ${file}: enlighten.password or enlighten.password_file is missing.`;
    throw new RecorderError(exitCode.config, message);
  }
  return { username, password: secret, loginOrigin: login_origin, tokenOrigin: token_origin };
}

/** A secret of the config itself, or of a file beside it, whose key ends in `_file`. */
async function readSecret(
  file: string,
  key: string,
  value: string | undefined,
  path: string | undefined,
  absolute: (value: string) => string,
): Promise<string | undefined> {
  if (value !== undefined && path !== undefined) {
    const message = `Config ${file}: ${key} and ${key}_file are both set; keep one of them.`;
    throw new RecorderError(exitCode.config, message);
  }
  if (path === undefined) return value;
  try {
    return (await readFile(absolute(path), "utf8")).trim();
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new RecorderError(exitCode.config, `Config ${file}: ${key}_file: ${detail}`, { cause });
  }
}

/** A character that no HTTP header can carry would only fail later, and print the header. */
function checkToken(token: string | undefined, where: string): string | undefined {
  if (token === undefined || /^[\x21-\x7e]+$/.test(token)) return token;
  throw new RecorderError(
    exitCode.config,
    `${where} should be one line of letters, digits and dots; copy it again from https://entrez.enphaseenergy.com/entrez_tokens (the value is not shown here).`,
  );
}
