import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { EnvoyClient, EnvoyError } from "@envoy/envoy-client";
import { readReplay, startSimulator } from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";

const recordings = process.env["ENVOY_RECORDINGS"] ?? "";

/** What a firmware's `/info` should lead to, and which pages it has as JSON. */
const sites = [
  ["firmware-3.9.36", "3.9.36", "digest"],
  ["firmware-5.0.62", "5.0.62", "digest"],
  ["firmware-7.3.466_with_cts_3phase", "7.3.466", "token"],
  ["firmware-7.6.175_with_cts", "7.6.175", "token"],
  ["firmware-8.2.4345_with_device_data", "8.2.4345", "token"],
  ["firmware-8.3.5167_3rd-pv", "8.3.5167", "token"],
] as const;

describe.runIf(recordings !== "")("recordings of real gateways, read through connect", () => {
  it.each(sites)("%s", async (site, firmware, login) => {
    const folder = join(recordings, site);
    const raw = (name: string): Promise<string> => readFile(join(folder, name), "utf8");
    const json = async (name: string): Promise<unknown> => {
      if (!existsSync(join(folder, name))) return undefined;
      try {
        return JSON.parse(await raw(name));
      } catch {
        return undefined;
      }
    };
    const [, serialNumber = ""] = /<sn>(\d+)<\/sn>/.exec(await raw("info")) ?? [];
    await using simulator = await startSimulator({
      replay: await readReplay(folder),
      login,
      serialNumber,
    });
    const { host, port, token } = simulator;
    await using client = await EnvoyClient.connect({
      host,
      port,
      ...(login === "token" ? { auth: { token } } : {}),
    });
    expect(client.gateway).toMatchObject({ serialNumber, firmware, wantsToken: login === "token" });

    const inverters = await json("api_v1_production_inverters");
    if (Array.isArray(inverters)) {
      const { items, problems } = await client.inverters();
      expect(problems).toEqual([]);
      expect(items).toEqual(
        inverters.map(({ devType, ...inverter }) => ({ ...inverter, kind: "inverter" })),
      );
    }
    const totals = (await json("api_v1_production")) as object | undefined;
    if (totals !== undefined) expect(await client.productionTotals()).toMatchObject(totals);
    const meters = await json("ivp_meters");
    if (Array.isArray(meters)) {
      const { items, problems } = await client.meters();
      expect(problems).toEqual([]);
      expect(items.map(({ id, type, state }) => [id, type, state])).toEqual(
        meters.map(({ eid, measurementType, state }) => [eid, measurementType, state]),
      );
    }
    const readings = await json("ivp_meters_readings");
    if (Array.isArray(readings)) {
      const { items, problems } = await client.meterReadings();
      expect(problems).toEqual([]);
      expect(items).toHaveLength(readings.length);
    }
    const ensemble = await json("ivp_ensemble_inventory");
    if (Array.isArray(ensemble)) {
      const { items, problems } = await client.ensembleInventory();
      expect(problems).toEqual([]);
      expect(items.map(({ type, devices }) => [type, ...serials(devices, "serialNumber")])).toEqual(
        ensemble.map(({ type, devices }) => [type, ...serials(devices, "serial_num")]),
      );
    } else {
      await expect(client.ensembleInventory()).rejects.toBeInstanceOf(EnvoyError);
    }
    const production = (await json("production.json")) as
      | { production?: readonly unknown[]; consumption?: readonly unknown[] }
      | undefined;
    if (production === undefined) {
      await expect(client.production()).rejects.toMatchObject({ code: "ERR_INVALID_BODY" });
    } else {
      const parsed = await client.production();
      expect(parsed.problems).toEqual([]);
      expect(parsed.production).toHaveLength(production.production?.length ?? 0);
      expect(parsed.consumption).toHaveLength(production.consumption?.length ?? 0);
    }
    if (existsSync(join(folder, "ivp_pdm_device_data"))) {
      const { devices, problems } = await client.deviceData();
      expect(problems).toEqual([]);
      expect(devices.length).toBeGreaterThan(5);
    } else {
      await expect(client.deviceData()).rejects.toMatchObject({
        code: "ERR_HTTP_STATUS",
        status: 404,
      });
    }
  });
});

function serials<K extends string>(devices: readonly Record<K, unknown>[], key: K): unknown[] {
  return devices.map((device) => device[key]);
}
