import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Recorded answers by the name of their page, oldest first. */
export type Replay = ReadonlyMap<string, readonly Uint8Array[]>;

/**
 * Reads a folder of recorded answers. A file is named after its page with `/` written as
 * `_` (`ivp_pdm_device_data`); if there are several answers of `device_data`, they are
 * named `device_data_<unix seconds>.json`.
 */
export async function readReplay(folder: string): Promise<Replay> {
  const replay = new Map<string, Uint8Array[]>();
  for (const name of (await readdir(folder)).sort()) {
    const page = /^device_data_\d+\.json$/.test(name) ? "ivp_pdm_device_data" : name;
    const answers = replay.get(page) ?? [];
    answers.push(await readFile(join(folder, name)));
    replay.set(page, answers);
  }
  return replay;
}

/** Gives the recorded answers of each path in turn, and starts over after the last. */
export function replayedPages(replay: Replay): (path: string) => Uint8Array | undefined {
  const turns = new Map<string, number>();
  return (path) => {
    const name = path.replace(/^\//, "").replaceAll(/[/?=&]/g, "_");
    const answers = replay.get(name);
    const turn = turns.get(name) ?? 0;
    turns.set(name, turn + 1);
    return answers?.[turn % answers.length];
  };
}

/** The gateway's serial number in the recorded `/info`; undefined if there is none. */
export function replayedSerial(replay: Replay | undefined): string | undefined {
  const info = replay?.get("info")?.[0];
  return info && /<sn>(\d+)<\/sn>/.exec(Buffer.from(info).toString())?.[1];
}
