import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type EnvoyClient, parseGatewayInfo, type Site } from "@envoy/envoy-client";
import { readReplay, type Simulator } from "@envoy/envoy-simulator";
import { afterAll, describe, expect, it } from "vitest";
import { ofTariff } from "../support/pyenphase-settings.js";
import { featuresOf, ofSite } from "../support/pyenphase-site.js";
import { connected, gateway } from "../support/resources.js";

const recordings = process.env["ENVOY_RECORDINGS"] ?? "";
const folders =
  recordings === ""
    ? []
    : readdirSync(recordings).filter((name) => existsSync(join(recordings, name, "info")));

/** What pyenphase 3.2.1 makes of each recording, under its own names. */
const expectedFile = join(recordings, "expected-site.json");
const expected: Readonly<Record<string, Readonly<Record<string, unknown>>>> = existsSync(
  expectedFile,
)
  ? JSON.parse(readFileSync(expectedFile, "utf8"))
  : {};

interface Difference {
  readonly at: string;
  readonly ours: unknown;
  readonly theirs: unknown;
}

/** The differences from pyenphase, each with its reason and the condition under which it is one. */
const explained: readonly {
  readonly why: string;
  readonly holds: (difference: Difference, site: Site) => boolean;
}[] = [
  {
    why: "The logger of a tariff is a name that says nothing: it is not read.",
    holds: ({ at, ours }) => at === "tariff.logger" && ours === undefined,
  },
  {
    why: "pyenphase can list AC batteries among the inverters, as it did in its version 2; here they are not inverters.",
    holds: ({ at, ours }, { acBatteries }) =>
      ours === undefined &&
      acBatteries.some(({ serialNumber }) => at.startsWith(`inverters.${serialNumber}.`)),
  },
  {
    why: "pyenphase gives a summary of batteries where the inventory has a group for them, but none in it.",
    holds: ({ at, ours }, { batteries }) =>
      /^(encharge_aggregate|_features.ENCHARGE)/.test(at) &&
      ours === undefined &&
      batteries.length === 0,
  },
  {
    why: "Beside the power of the inverters, pyenphase gives the energy of a day and a week of a meter that is not installed.",
    holds: ({ at, ours }, { production, meters }) =>
      /^system_production.watt_hours_(today|last_7_days)$/.test(at) &&
      ours === undefined &&
      production?.source === "inverters" &&
      meters.length === 0,
  },
  {
    why: "pyenphase gives no phases if the gateway has no page of meters; the production page shows them too.",
    holds: ({ at, theirs }, { features }) =>
      /^system_\w+_phases/.test(at) && theirs === undefined && features.phaseCount === undefined,
  },
  {
    why: "If device_data does not show all inverters, pyenphase leaves out what it does show of the others.",
    holds: ({ at, theirs }) =>
      /^inverters.\d+.(ac_|dc_|energy_|lifetime_|temperature|last_report_duration)/.test(at) &&
      theirs === undefined,
  },
];

let compared = 0;

describe.runIf(folders.length > 0)("site() of recorded gateways", () => {
  it.each(folders)("%s", async (folder) => {
    const { client, simulator } = await replayOf(folder);
    const site = await client.site();
    expect(site.problems).toEqual([]);

    const theirs = expected[folder.replace(/^firmware-/, "")];
    if (theirs === undefined) expectSense(site);
    else expectSame(site, theirs, await client.tariff().catch(() => undefined));

    const before = simulator.requests.length;
    expect(await client.site()).toEqual(site);
    const again = simulator.requests.slice(before);
    expect(new Set(again).size, "each page is asked once").toBe(again.length);
    for (const request of again) expect(isRecorded(folder, request), request).toBe(true);
  });

  afterAll(() => {
    const values = folders.flatMap((folder) => [
      ...flattened(theirsIn(folder.replace(/^firmware-/, ""))).keys(),
    ]);
    expect(compared, "every expected value is compared").toBe(values.length);
  });
});

async function replayOf(
  folder: string,
): Promise<{ readonly client: EnvoyClient; readonly simulator: Simulator }> {
  const { wantsToken, serialNumber } = parseGatewayInfo(
    readFileSync(join(recordings, folder, "info"), "utf8"),
  );
  const replay = new Map(await readReplay(join(recordings, folder)));
  // The expectations were made of answers without details, also where both were recorded.
  replay.delete("production.json_details_1");
  const login = wantsToken ? "token" : "digest";
  const simulator = await gateway({ replay, login, serialNumber });
  const { host, port, token } = simulator;
  const client = await connected({ host, port, ...(wantsToken ? { auth: { token } } : {}) });
  return { client, simulator };
}

/** Expects every value that pyenphase gives, and no other, but for the differences that are explained. */
function expectSame(
  site: Site,
  theirs: Readonly<Record<string, unknown>>,
  tariff: Parameters<typeof ofTariff>[0] | undefined,
): void {
  const { _features: mask, ...rest } = ofSite(site);
  const features = { ...featuresOf(Number(mask)), ...(tariff && { TARIFF: true }) };
  const ours = flattened({ ...rest, _features: features, tariff: tariff && ofTariff(tariff) });
  const other = flattened(withFeatures(theirs));
  compared += other.size;
  const differences = [...new Set([...ours.keys(), ...other.keys()])]
    .map((at) => ({ at, ours: ours.get(at), theirs: other.get(at) }))
    .filter((difference) => difference.ours !== difference.theirs);
  const unexplained = differences.filter(
    (difference) => !explained.some(({ holds }) => holds(difference, site)),
  );
  expect(unexplained).toEqual([]);
}

/** What holds for any site, where there is nothing to compare it with. */
function expectSense({ production, consumption, netConsumption, inverters, meters }: Site): void {
  expect(production).toBeDefined();
  for (const energy of [production, consumption, netConsumption]) {
    if (energy === undefined) continue;
    expect(energy.watts).toBeTypeOf("number");
    expect([0, 2, 3]).toContain(energy.phases.length);
    const sum = energy.phases.reduce((watts, phase) => watts + phase.watts, 0);
    if (energy.phases.length > 0) expect(Math.abs(sum - energy.watts)).toBeLessThan(5);
  }
  expect(inverters.length).toBeGreaterThan(0);
  for (const inverter of inverters) {
    expect(inverter).toMatchObject({ kind: "inverter", isActive: true });
    expect(inverter.maxReportWatts).toBeTypeOf("number");
  }
  for (const { state } of meters) expect(state).toBe("enabled");
}

function theirsIn(name: string): unknown {
  const theirs = expected[name];
  return theirs && withFeatures(theirs);
}

function withFeatures(theirs: Readonly<Record<string, unknown>>): unknown {
  return { ...theirs, _features: featuresOf(Number(theirs["_features"])) };
}

/** Whether there is a file for a request: "GET /ivp/meters" is in ivp_meters. */
function isRecorded(folder: string, request: string): boolean {
  const path = request.replace("GET /", "");
  return [path, path.replace(/\?.*/, "")].some((name) =>
    existsSync(join(recordings, folder, name.replaceAll(/[/?=&]/g, "_"))),
  );
}

/** The values of an object at all depths, by path; null is absent. */
function flattened(value: unknown, path = ""): ReadonlyMap<string, unknown> {
  if (value === null || value === undefined) return new Map();
  if (typeof value !== "object") return new Map([[path, value]]);
  return new Map(
    Object.entries(value).flatMap(([key, inner]) => [
      ...flattened(inner, path === "" ? key : `${path}.${key}`),
    ]),
  );
}
