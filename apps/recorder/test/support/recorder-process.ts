import { mkdtempSync, rmSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Simulator } from "@envoy/envoy-simulator";
import { type Program, programAt } from "@envoy/started-program";
import { afterAll } from "vitest";

/** An empty folder in place of the user's own, which may hold a token of the Hugging Face CLI. */
const cacheHome = mkdtempSync(join(tmpdir(), "envoy-recorder-cache-"));
afterAll(() => rmSync(cacheHome, { recursive: true, force: true }));

/** The built program, started as cron would. */
const program = programAt(fileURLToPath(new URL("../../bin/envoy-recorder.cjs", import.meta.url)), {
  XDG_CACHE_HOME: cacheHome,
});

export const startRecorder: Program["start"] = program.start;
export const runRecorder: Program["run"] = program.run;

/** A folder with a config file for a simulator, removed at the end. */
export async function recorderFolder(
  simulator: Pick<Simulator, "host" | "port" | "token"> | undefined,
  more = "",
): Promise<{ readonly folder: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), "envoy-recorder-"));
  if (simulator !== undefined) {
    const { host, port, token } = simulator;
    const envoy = `[envoy]\nip_address = "${host}"\nport = ${port}\ntoken = "${token}"\n`;
    await writeFile(join(folder, "config.toml"), envoy + more, { mode: 0o600 });
  }
  return {
    folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
