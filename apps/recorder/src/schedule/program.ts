import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { exitCode, RecorderError } from "../errors/exit-code.js";

/** The files that a schedule starts, as absolute paths without symbolic links. */
export interface Program {
  readonly node: string;
  readonly script: string;
}

/** This program. Throws `RecorderError` if it is in npx's cache, which npm may empty. */
export function thisProgram(): Program {
  const manifest = realpathSync(
    createRequire(import.meta.url).resolve("envoy-recorder/package.json"),
  );
  if (manifest.includes(`${sep}_npx${sep}`)) {
    throw new RecorderError(
      exitCode.config,
      "A schedule needs an installed program; npx keeps this one in a cache. Run npm install --global envoy-recorder, then envoy-recorder schedule install",
    );
  }
  return {
    node: realpathSync(process.execPath),
    script: join(dirname(manifest), "bin/envoy-recorder.cjs"),
  };
}
