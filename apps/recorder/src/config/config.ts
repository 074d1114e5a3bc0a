import { basename, dirname, join, resolve } from "node:path";
import { exitCode, RecorderError } from "../errors/exit-code.js";
import { checkSettings } from "./check-settings.js";
import { applyEnvironment, type Environment } from "./environment.js";
import { refuseOverlap } from "./folders.js";
import { readGatewayToken } from "./gateway-token.js";
import type { archiveTypes, logLevels, Settings } from "./schema.js";
import { readSecret, refuseTwo, type SecretSetting, warnOfOpenSecrets } from "./secret.js";
import { holdsSecret, readSettingsFile } from "./settings-file.js";
import { type SiteConfig, siteConfig } from "./site.js";

export type LogLevel = (typeof logLevels)[number];

/** The types of an archive's columns; `readings/columns` has both. */
export type ArchiveTypes = (typeof archiveTypes)[number];

/** The account that tokens are fetched with, from `[enlighten]`. */
export interface EnlightenConfig {
  readonly username: string;
  readonly password: string;
  readonly loginOrigin: string | undefined;
  readonly tokenOrigin: string | undefined;
}

/** Where to upload, from `[hugging_face]`. */
export interface HuggingFaceConfig {
  readonly dataset: DatasetConfig;
  /** Read only when something is uploaded. If it is not set, the environment and the Hub's own tools may have one. */
  readonly token: SecretSetting;
}

/** The dataset that the archive is uploaded to. */
export interface DatasetConfig {
  readonly repo: string;
  readonly endpoint: string;
  readonly isPrivate: boolean;
  readonly pathInRepo: string;
  readonly branch: string;
  readonly license: string | undefined;
  readonly pseudonymiseSerials: boolean;
  /** Whether names, groups and positions of inverters are in the uploaded manifest. */
  readonly sharesLayout: boolean;
}

/** The tables beside the archive, from `[tables]`. */
export interface TablesConfig {
  /** Whether what the devices report is kept as the gateway sent it. */
  readonly deviceReports: boolean;
  /** Whether meters and batteries are polled, where the gateway has any. */
  readonly meters: boolean;
  readonly batteries: boolean;
  /** How often they are. */
  readonly intervalMinutes: number;
  /** Whether the daily summary is made. */
  readonly dailySummary: boolean;
}

/** The settings, checked, with absolute paths. */
export interface Config {
  /** The file that they are from. */
  readonly file: string;
  readonly envoy: {
    readonly host: string;
    readonly port: number | undefined;
    readonly protocol: "https" | "http";
    readonly token: string | undefined;
    readonly tls: "remember" | "pinned" | "insecure";
    readonly maxResponseBytes: number;
  };
  readonly site: SiteConfig;
  /** The files of secrets that every poll needs, by setting, such as `envoy.token_file`. */
  readonly secretFiles: Readonly<Record<string, string>>;
  /** Instead of `envoy.token`. */
  readonly enlighten: EnlightenConfig | undefined;
  readonly liveBuffer: string;
  /** If undefined, answers of a site with meters or batteries are compressed, and others are not. */
  readonly compression: "none" | "gzip" | undefined;
  readonly parquetArchive: string;
  /** What the owner wants the archive's types to be; if undefined, as the files are. */
  readonly archiveTypes: ArchiveTypes | undefined;
  /** Holds a folder for each table beside the archive. */
  readonly tablesFolder: string;
  readonly tables: TablesConfig;
  /** What is kept between runs beside the buffer and the archive; losing it costs work, not readings. */
  readonly state: string;
  readonly flushEveryMinutes: number;
  readonly uploadEveryMinutes: number;
  /** Names and addresses by which browsers may ask `serve`, beside the machine's own. */
  readonly allowedHosts: readonly string[];
  /** No section, no upload. */
  readonly huggingFace: HuggingFaceConfig | undefined;
  readonly logLevel: LogLevel;
  /** Of the log file, and of standard error where it is not a terminal. */
  readonly logFormat: "text" | "json";
  readonly logFile: string | undefined;
  /** How large the log file may become, in bytes, and how many older ones are kept. */
  readonly logFileLimits: { readonly maxBytes: number; readonly keepFiles: number };
  /** Told of the beginning and the end of each run. Who knows it can report success, so it is not logged. */
  readonly pingUrl: string | undefined;
  /** What the user may want to know, such as which keys of the earlier recorder have changed. */
  readonly hints: readonly string[];
  /** What the user should change. */
  readonly warnings: readonly string[];
}

/**
 * Reads and checks a config file; environment variables override it
 * (`ENVOY_RECORDER_ENVOY__TOKEN` for `envoy.token`). Rejects with `RecorderError`.
 */
export async function loadConfig(path: string, environment: Environment): Promise<Config> {
  const file = resolve(path);
  const absolute: ToAbsolute = (value) => value && resolve(dirname(file), value);
  const ofFile = await readSettingsFile(file, environment);
  const settings = checkSettings(file, applyEnvironment(ofFile, environment));
  const { envoy, enlighten, live_buffer, intervals, logging, hugging_face } = settings;
  const paths = await checkPaths(file, settings.paths, absolute);
  const tokenFile = absolute(envoy.token_file);
  const passwordFile = absolute(enlighten?.password_file);
  const credentials = environment["CREDENTIALS_DIRECTORY"];
  const secretFiles = [tokenFile, passwordFile, absolute(hugging_face?.token_file)]
    .filter((secretFile) => secretFile !== undefined)
    // systemd's copies are its own concern; their group bits may be the mask of an access list.
    .filter((secretFile) => credentials === undefined || dirname(secretFile) !== credentials);
  return {
    file,
    envoy: {
      host: envoy.ip_address,
      port: envoy.port,
      protocol: envoy.protocol,
      token: await readGatewayToken(file, { value: envoy.token, file: tokenFile }),
      tls: envoy.tls,
      maxResponseBytes: envoy.max_response_bytes,
    },
    site: siteConfig(file, settings.site),
    secretFiles: {
      ...(tokenFile === undefined ? {} : { "envoy.token_file": tokenFile }),
      ...(passwordFile === undefined ? {} : { "enlighten.password_file": passwordFile }),
    },
    enlighten: enlighten && (await enlightenConfig(file, enlighten, absolute)),
    ...paths,
    compression: live_buffer.compression,
    archiveTypes: settings.parquet_archive.types,
    tables: tablesConfig(settings.tables),
    flushEveryMinutes: intervals.flush_buffer_every_n_minutes,
    uploadEveryMinutes: intervals.upload_every_n_minutes,
    allowedHosts: settings.serve.allowed_hosts,
    huggingFace: hugging_face && huggingFaceConfig(file, hugging_face, environment, absolute),
    logLevel: logging.level,
    logFormat: logging.format,
    logFile: absolute(logging.file ?? logging.log_file_for_record_script),
    logFileLimits: { maxBytes: logging.max_bytes, keepFiles: logging.keep_files },
    pingUrl: settings.monitoring.ping_url,
    hints: hintsOf(settings),
    warnings: [
      ...(await warnOfOpenSecrets([...(holdsSecret(ofFile) ? [file] : []), ...secretFiles])),
      ...uploadWarnings(settings),
    ],
  };
}

/** Relative paths are relative to the config file. */
type ToAbsolute = <T extends string | undefined>(path: T) => T | string;

async function checkPaths(
  file: string,
  paths: Settings["paths"],
  absolute: ToAbsolute,
): Promise<Pick<Config, "liveBuffer" | "parquetArchive" | "tablesFolder" | "state">> {
  const liveBuffer = absolute(paths.live_buffer);
  const parquetArchive = absolute(paths.parquet_archive);
  // Beside the buffer and the archive, so that an earlier config's folders never overlap with them.
  const state = absolute(paths.state) ?? join(dirname(liveBuffer), "state");
  const tablesFolder = absolute(paths.tables) ?? tablesBeside(parquetArchive);
  await refuseOverlap(file, {
    live_buffer: liveBuffer,
    parquet_archive: parquetArchive,
    state,
    tables: tablesFolder,
  });
  return { liveBuffer, parquetArchive, tablesFolder, state };
}

/** The archives of two sites may be in one folder: only the usual name leaves the tables theirs. */
function tablesBeside(parquetArchive: string): string {
  const name = basename(parquetArchive);
  return join(dirname(parquetArchive), name === "parquet_archive" ? "tables" : `${name}_tables`);
}

function tablesConfig(settings: Settings["tables"]): TablesConfig {
  return {
    deviceReports: settings.device_reports,
    meters: settings.meters,
    batteries: settings.batteries,
    dailySummary: settings.daily_summary,
    intervalMinutes: settings.interval_minutes,
  };
}

async function enlightenConfig(
  file: string,
  settings: NonNullable<Settings["enlighten"]>,
  absolute: ToAbsolute,
): Promise<EnlightenConfig> {
  const { username, password: value, password_file, login_origin, token_origin } = settings;
  const key = "enlighten.password";
  const password = await readSecret(file, { key, value, file: absolute(password_file) });
  if (password === undefined) {
    const message = `Config ${file}: enlighten.password or enlighten.password_file is missing.`;
    throw new RecorderError(exitCode.config, message);
  }
  return { username, password, loginOrigin: login_origin, tokenOrigin: token_origin };
}

function huggingFaceConfig(
  file: string,
  settings: NonNullable<Settings["hugging_face"]>,
  environment: Environment,
  absolute: ToAbsolute,
): HuggingFaceConfig {
  const token: SecretSetting = {
    key: "hugging_face.token",
    value: settings.token,
    file: absolute(settings.token_file),
  };
  refuseTwo(file, token);
  const dataset: DatasetConfig = {
    repo: settings.repo_id,
    endpoint: settings.endpoint ?? environment["HF_ENDPOINT"] ?? "https://huggingface.co",
    isPrivate: settings.private,
    pathInRepo: settings.path_in_repo,
    branch: settings.branch,
    license: settings.license,
    pseudonymiseSerials: settings.pseudonymise_serials,
    sharesLayout: settings.share_layout,
  };
  return { dataset, token };
}

function hintsOf({ paths, logging }: Settings): readonly string[] {
  const hints: string[] = [];
  if (paths.storage_bucket !== undefined) {
    hints.push(
      "paths.storage_bucket is no longer used; the upload is set up under [hugging_face].",
    );
  }
  if (logging.log_file_for_record_script !== undefined) {
    hints.push("logging.log_file_for_record_script is now called logging.file.");
  }
  return hints;
}

function uploadWarnings({ hugging_face, intervals }: Settings): readonly string[] {
  const minutes = intervals.upload_every_n_minutes;
  const commitsPerDay = Math.floor(1440 / minutes);
  if (hugging_face === undefined || commitsPerDay <= 24) return [];
  return [
    `intervals.upload_every_n_minutes = ${minutes} makes up to ${commitsPerDay} commits a day; a repository on the Hub gets slow after a few thousand. Set it to 60 or more.`,
  ];
}
