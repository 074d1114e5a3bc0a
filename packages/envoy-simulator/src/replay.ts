import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Recorded answers: path of the endpoint to the bodies recorded for it, in order of time. */
export type Replay = ReadonlyMap<string, readonly Uint8Array[]>;

/**
 * Reads a folder of recorded answers. A file is named after its endpoint with `/`
 * written as `_` (`ivp_pdm_device_data`); several polls of one site stand as
 * `device_data_<unix seconds>.json`.
 */
export async function readReplay(folder: string): Promise<Replay> {
  const replay = new Map<string, Uint8Array[]>();
  for (const name of (await readdir(folder)).sort()) {
    const endpoint = /^device_data_\d+\.json$/.test(name) ? "ivp_pdm_device_data" : name;
    const bodies = replay.get(endpoint) ?? [];
    bodies.push(await readFile(join(folder, name)));
    replay.set(endpoint, bodies);
  }
  return replay;
}

/** The name under which the answers of a request path are recorded. */
export function endpointName(path: string): string {
  return path.replace(/^\//, "").replaceAll(/[/?=&]/g, "_");
}
