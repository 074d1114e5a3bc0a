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

/**
 * Gives the recorded answers of each path in turn, and starts over after the last. A path with a
 * query that was not recorded under that name gets the answers of the path without it.
 */
export function replayedPages(replay: Replay): (path: string) => Uint8Array | undefined {
  const turns = new Map<string, number>();
  return (path) => {
    const name = nameOf(path);
    const [pathname = path] = path.split("?", 1);
    // A replay may make its answers when they are asked for, so each is asked for once.
    const answers =
      replay.get(name) ?? (path === pathname ? undefined : replay.get(nameOf(pathname)));
    const turn = turns.get(name) ?? 0;
    turns.set(name, turn + 1);
    const answer = answers?.[turn % answers.length];
    return answer === undefined || isNotFound(answer) ? undefined : answer;
  };
}

function nameOf(path: string): string {
  return path.replace(/^\//, "").replaceAll(/[/?=&]/g, "_");
}

/** The body of a gateway's 404. A recording has the body, and not the status. */
export const notFoundPage = '{ "error" : "404 - Not Found" }\n';

function isNotFound(answer: Uint8Array): boolean {
  return Buffer.from(answer.subarray(0, 100)).toString().trim() === notFoundPage.trim();
}

/** The gateway's serial number in the recorded `/info`; undefined if there is none. */
export function replayedSerial(replay: Replay | undefined): string | undefined {
  const info = replay?.get("info")?.[0];
  return info && /<sn>(\d+)<\/sn>/.exec(Buffer.from(info).toString())?.[1];
}
