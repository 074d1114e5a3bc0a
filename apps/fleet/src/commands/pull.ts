import { type ExitCode, exitCode } from "../errors/exit-code.js";
import { withFleetLock } from "../lock/fleet-lock.js";
import { pullSources } from "../pull/pull-sources.js";
import { pullSummary } from "../pull/pull-summary.js";
import type { Run } from "../run.js";

/** A line about progress after so many sources. */
const sourcesPerLine = 1000;

/** Fetches what is new of all sources into the landing. */
export async function pull({ config, signal, print, warn }: Run): Promise<ExitCode> {
  const { file, sources } = config;
  if (sources.length === 0) {
    warn(`${file} names no source; write a [[sources]] for each household.`);
  }
  const onProgress = (done: number): void => {
    if (done % sourcesPerLine !== 0 || done === sources.length) return;
    print(`${done} of ${sources.length} sources done`);
  };
  const result = await withFleetLock(config, () =>
    pullSources({ config, signal, warn, onProgress }),
  );
  for (const { gateway, place } of result.unnamed.slice(0, linesOfUnnamed)) {
    const name = place.kind === "dataset" ? place.repo : place.path;
    print(
      `${name} is no longer in ${file}; what was taken of it is kept. To remove it: envoy-fleet forget ${gateway}`,
    );
  }
  const more = result.unnamed.length - linesOfUnnamed;
  if (more > 0) print(`(${more} more are no longer in ${file})`);
  print(pullSummary(result));
  return result.failed === 0 ? exitCode.ok : exitCode.sources;
}

const linesOfUnnamed = 10;
