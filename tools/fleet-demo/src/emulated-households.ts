import { type Household, households, type LaterPull, laterPulls } from "@envoy/fleet-generator";
import type { HubEmulator } from "@envoy/hub-emulator";
import type { DemoDays } from "./demo-days.js";

/** A household's dataset on the emulated Hub. */
export interface EmulatedHousehold {
  readonly household: Household;
  /** Such as "me/household-07". */
  readonly dataset: string;
  /** What its dataset contains at each pull; undefined if it never changes. */
  readonly story: readonly LaterPull[] | undefined;
}

/** Every fifth household has something happen to its dataset between two pulls. */
const storyEvery = 5;

/** Simulated households, each with a dataset on the Hub as it is before the first pull. */
export async function emulateHouseholds(
  hub: HubEmulator,
  count: number,
  { from, to }: DemoDays,
): Promise<readonly EmulatedHousehold[]> {
  const made = await households({ count, from, to, seed: 7, faults: "typical" });
  const emulated: EmulatedHousehold[] = [];
  for (const [index, household] of made.entries()) {
    const story = index % storyEvery === 0 ? await laterPulls(household) : undefined;
    const dataset = `me/${household.name.split("/")[0] ?? household.name}`;
    await createDataset(hub, dataset);
    commitFiles(hub, dataset, story?.[0]?.files ?? household.files, new Map());
    emulated.push({ household, dataset, story });
  }
  return emulated;
}

/** Brings the datasets to their state before the pull of this number, the first being 0. */
export function changeDatasets(
  hub: HubEmulator,
  emulated: readonly EmulatedHousehold[],
  pull: number,
): void {
  for (const { dataset, story } of emulated) {
    const [before, files] = [story?.[pull - 1]?.files, story?.[pull]?.files];
    if (before !== undefined && files !== undefined) commitFiles(hub, dataset, files, before);
  }
}

async function createDataset(hub: HubEmulator, dataset: string): Promise<void> {
  const [organization, name] = dataset.split("/");
  const answer = await fetch(`${hub.url}/api/repos/create`, {
    method: "POST",
    headers: { authorization: `Bearer ${hub.token}`, "content-type": "application/json" },
    body: JSON.stringify({ type: "dataset", organization, name, visibility: "private" }),
  });
  if (!answer.ok) throw new Error(`The emulated Hub did not create ${dataset}: ${answer.status}.`);
}

function commitFiles(
  hub: HubEmulator,
  dataset: string,
  files: ReadonlyMap<string, Uint8Array>,
  before: ReadonlyMap<string, Uint8Array>,
): void {
  for (const [path, bytes] of files) {
    if (before.get(path) !== bytes) hub.commitAs(dataset, path, bytes);
  }
  for (const path of before.keys()) if (!files.has(path)) hub.deleteAs(dataset, path);
}
