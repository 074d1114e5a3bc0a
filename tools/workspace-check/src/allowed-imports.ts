import type { ImportGraph } from "./imports.js";

/** The projects that each project may import: the edges of docs/architecture.md, and no others. */
export const allowedBetweenProjects: ImportGraph = {
  bench: ["envoy-simulator"],
  "disk-model": ["durable-file"],
  "durable-file": [],
  "envoy-client": [],
  "envoy-simulator": [],
  "hf-sync": [],
  "hub-emulator": [],
  "parquet-archive": ["durable-file"],
  recorder: [
    "durable-file",
    "envoy-client",
    "envoy-simulator",
    "hf-sync",
    "hub-emulator",
    "parquet-archive",
    "solar-insight",
    "wal-buffer",
  ],
  soak: ["envoy-simulator", "hub-emulator"],
  "solar-insight": [],
  "wal-buffer": ["durable-file"],
  "workspace-check": [],
};

/**
 * For a project whose src has folders: the rooms that each of its rooms may import. A project
 * that is not listed here is not checked, and is one box in the diagram.
 */
export const allowedBetweenRooms: Readonly<Record<string, ImportGraph>> = {
  recorder: {
    cli: ["commands", "config", "errors", "print-line", "run", "version"],
    commands: [
      "demo",
      "errors",
      "flush",
      "health",
      "insight",
      "poll",
      "print-line",
      "readings",
      "run",
      "show",
      "state",
      "upload",
    ],
    config: ["errors", "state"],
    demo: ["config", "flush", "poll", "print-line", "upload", "utc-day"],
    errors: [],
    flush: ["config", "errors", "poll", "readings", "run", "state", "utc-day", "v8-flags"],
    health: ["config", "insight", "poll", "readings", "state", "upload"],
    insight: ["config", "errors", "readings"],
    main: ["cli", "commands", "v8-flags"],
    poll: ["config", "errors", "run", "state", "utc-day"],
    "print-line": [],
    readings: ["state", "version"],
    run: ["config", "errors"],
    show: ["config", "errors", "insight"],
    state: ["errors"],
    upload: ["config", "errors", "readings", "run", "state", "utc-day"],
    "utc-day": [],
    "v8-flags": [],
    version: [],
  },
  "envoy-client": {
    connect: ["errors", "logins", "pages", "transport"],
    discovery: ["envoy-client", "pages"],
    "envoy-client": ["connect", "logins", "pages", "tokens", "transport"],
    errors: [],
    index: ["envoy-client", "errors", "logins", "pages", "tokens", "transport"],
    logins: ["errors", "pages", "tokens", "transport"],
    pages: ["errors"],
    parse: ["errors", "pages", "tokens"],
    tokens: ["errors"],
    transport: ["errors"],
  },
};
