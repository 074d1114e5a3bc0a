import type { Config } from "../config/config.js";
import type { Environment } from "../config/environment.js";
import { archiveFinding } from "./archive.js";
import { bufferFinding, quarantineFinding } from "./buffer.js";
import { clockFinding } from "./clock.js";
import type { Finding } from "./finding.js";
import { foldersFinding, spaceFinding } from "./folders.js";
import { certificateFinding, devicesFinding, gatewayFinding } from "./gateway.js";
import type { GatewayVisit } from "./gateway-visit.js";
import { lockFinding } from "./lock.js";
import { pagesFinding } from "./pages.js";
import { pollsFinding, scheduleFinding } from "./polls.js";
import { tablesFinding } from "./tables.js";
import { tokenFinding } from "./token.js";
import { uploadFinding } from "./upload.js";

/** What the checks ask. */
export interface CheckContext {
  readonly config: Config;
  readonly environment: Environment;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** All that is asked of the gateway, which answers one request at a time. */
  readonly visit: Promise<GatewayVisit>;
  readonly signal: AbortSignal;
  readonly onProgress: (fraction: number, text: string) => void;
}

/** One thing that is checked. */
export interface Check {
  readonly run: (context: CheckContext) => Finding | Promise<Finding>;
  /** @default 10 */
  readonly limitSeconds?: number;
}

/** The gateway's own time limits of three questions and their connections. */
const visitSeconds = 45;

/** What is checked beside the config, in the order in which it is shown: what is first may be the cause of what follows. */
export const checks = {
  folders: { run: ({ config }) => foldersFinding(config) },
  space: { run: ({ config }) => spaceFinding(config) },
  clock: {
    run: async ({ visit, now }) => clockFinding(await visit, now),
    limitSeconds: visitSeconds,
  },
  gateway: {
    run: async ({ visit, config }) => gatewayFinding(await visit, config),
    limitSeconds: visitSeconds,
  },
  certificate: {
    run: async ({ visit, config }) => certificateFinding(await visit, config),
    limitSeconds: visitSeconds,
  },
  token: {
    run: async ({ visit, config, now }) => tokenFinding(await visit, config, now),
    limitSeconds: visitSeconds,
  },
  devices: { run: async ({ visit }) => devicesFinding(await visit), limitSeconds: visitSeconds },
  polls: { run: ({ config, now }) => pollsFinding(config, now) },
  pages: { run: ({ config, now }) => pagesFinding(config, now) },
  schedule: { run: ({ config, now }) => scheduleFinding(config, now) },
  buffer: { run: ({ config, now }) => bufferFinding(config, now) },
  quarantine: { run: ({ config }) => quarantineFinding(config) },
  lock: { run: ({ config, now }) => lockFinding(config, now) },
  upload: {
    run: ({ config, environment, now, signal }) => uploadFinding(config, environment, now, signal),
  },
} satisfies Readonly<Record<string, Check>>;

/** Decoding Parquet keeps the process busy, so it comes after the others, whose time limits would pass meanwhile. */
export const lastChecks = {
  archive: {
    run: ({ config, onProgress, signal }) => archiveFinding(config, onProgress, signal),
    limitSeconds: 900,
  },
  tables: {
    run: ({ config, onProgress, signal }) => tablesFinding(config, onProgress, signal),
    limitSeconds: 900,
  },
} satisfies Readonly<Record<string, Check>>;

/** The name of a check, as the report has it. */
export type CheckId = "config" | keyof typeof checks | keyof typeof lastChecks;
