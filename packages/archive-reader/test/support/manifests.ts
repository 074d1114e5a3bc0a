import { createHash } from "node:crypto";
import type { ManifestFileJson, ManifestJson } from "@envoy/archive-reader";

/** A manifest of readings in these files. */
export function manifestOf(files: Readonly<Record<string, string | Uint8Array>>): ManifestJson {
  return {
    version: 1,
    made_at: "2026-05-31T10:15:02.113Z",
    site: {
      time_zone: "Europe/London",
      inverters: [{ id: "482202080000", name: null, group: "South", position: { x: 1, y: 0.5 } }],
      groups: ["South"],
    },
    tables: {
      readings: { files: Object.entries(files).map(([path, content]) => fileOf(path, content)) },
    },
  };
}

/** What a manifest says of a file. */
export function fileOf(path: string, content: string | Uint8Array): ManifestFileJson {
  return {
    path,
    bytes: Buffer.byteLength(content),
    rows: 1,
    first: "2026-05-01T04:15:00.000Z",
    last: "2026-05-31T19:45:00.000Z",
    sha256: createHash("sha256").update(content).digest("hex"),
  };
}
