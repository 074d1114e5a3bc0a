import { type ExitCode, exitCode } from "../errors/exit-code.js";
import { erasePublished } from "../forget/erase-published.js";
import { findGateway } from "../forget/find-gateway.js";
import { forgetGateway } from "../forget/forget-gateway.js";
import { erased, forgotten, notErased, wouldForget } from "../forget/forget-lines.js";
import { Landing } from "../landing/landing.js";
import { withFleetLock } from "../lock/fleet-lock.js";
import { publishPlace } from "../publish/publish-place.js";
import type { Run } from "../run.js";

/** What forget was asked for. */
export interface ForgetArguments {
  /** A gateway's id, or a source as fleet.toml names it. */
  readonly name: string;
  /** Whether to do it, not only to say what would be done. */
  readonly yes: boolean;
  /** Whether to erase it from the dataset of `[publish]`, too. */
  readonly publish: boolean;
}

/** Removes a household for good, and says what it could not erase. */
export async function forget(
  { config, signal, print, warn }: Run,
  { name, yes, publish }: ForgetArguments,
): Promise<ExitCode> {
  const landing = await Landing.open(config.landing);
  const gateway = findGateway(name, await landing.sources(signal), config.sources);
  landing.checkKnown(gateway);
  const published = config.publish?.repo;
  if (!yes) {
    for (const line of wouldForget(gateway, publish ? published : undefined)) print(line);
    return exitCode.config;
  }
  // Before anything is removed, so that a missing token is known now.
  const place = published !== undefined && publish ? publishPlace(config) : undefined;
  await withFleetLock(config, async () => {
    const result = await forgetGateway({ config, gateway, signal });
    for (const line of forgotten(gateway, result)) print(line);
    if (place === undefined || result.manifest === undefined) return;
    print(erased(place.repo, await erasePublished({ config, place, signal })));
  });
  if (published !== undefined && place === undefined) {
    warn(
      `${published} still has its readings. To erase them there, too: envoy-fleet forget ${gateway} --yes`,
    );
  }
  for (const line of notErased(published)) print(line);
  return exitCode.ok;
}
