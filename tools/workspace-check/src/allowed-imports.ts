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
    "wal-buffer",
  ],
  "wal-buffer": ["durable-file"],
  "workspace-check": [],
};

/**
 * For a project whose src has folders: the rooms that each of its rooms may import. A project
 * that is not listed is not checked, and is one box in the diagram.
 */
export const allowedBetweenRooms: Readonly<Record<string, ImportGraph>> = {};
