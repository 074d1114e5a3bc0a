import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readReplay, startSimulator } from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";
import { queryArchive } from "./support/duckdb.js";
import { recorderFolder, runRecorder } from "./support/recorder-process.js";

const recordings = process.env["ENVOY_RECORDINGS"] ?? "";

/** Each recording, with the page that has its batteries, and how many rows of meters and batteries it has. */
const sites = [
  ["firmware-4.10.35", "ivp_ensemble_inventory", 6, 0],
  ["firmware-5.0.62", "ivp_ensemble_inventory", 0, 0],
  ["firmware-7.3.466_with_cts_3phase", "ivp_ensemble_inventory", 8, 0],
  ["firmware-7.3.517", "ivp_ensemble_inventory", 0, 3],
  ["firmware-7.6.175_total", "ivp_ensemble_inventory", 0, 0],
  ["firmware-7.6.175_with_cts", "ivp_ensemble_inventory", 2, 0],
  ["firmware-8.1.41", "ivp_ensemble_inventory", 0, 2],
  ["firmware-8.2.127_with_generator_running", "ivp_ensemble_inventory", 6, 1],
  ["firmware-8.2.4286_with_3cts_and_battery_split", "ivp_ensemble_inventory", 9, 5],
  ["firmware-8.2.4345_with_device_data", "ivp_ensemble_inventory", 2, 0],
  ["firmware-8.2.4382_ACB_2", "inventory", 0, 2],
  ["firmware-8.3.1598_collar", "ivp_ensemble_inventory", 12, 2],
  ["firmware-8.3.5167_3rd-pv", "ivp_ensemble_inventory", 8, 2],
] as const;

type Fields = Readonly<Record<string, unknown>>;

describe.runIf(recordings !== "")("recorded meters and batteries", () => {
  it.each(sites)("of %s are in their tables", async (site, inventoryPage, meters, batteries) => {
    const folder = join(recordings, site);
    const replay = new Map(await readReplay(folder));
    const noInverters = '{"deviceCount":0,"deviceDataLimit":50}';
    if (!replay.has("ivp_pdm_device_data")) {
      replay.set("ivp_pdm_device_data", [Buffer.from(noInverters)]);
    }
    // Some serial numbers were made unreadable before the recording was published.
    const info = Buffer.from(replay.get("info")?.[0] ?? []).toString();
    replay.set("info", [Buffer.from(info.replace("xxxxxxxxxxxx", "122333444555"))]);
    replay.set("ivp_ensemble_inventory", replay.get(inventoryPage) ?? []);
    await using simulator = await startSimulator({ replay });
    await using recorder = await recorderFolder(simulator, '[logging]\nlevel = "WARNING"\n');
    const run = async (...args: string[]): Promise<void> => {
      const ended = await runRecorder(args, { cwd: recorder.folder });
      expect(ended).toMatchObject({ code: 0, stderr: "" });
    };
    await run("record");
    await run("flush", "--force");

    const list = async (page: string): Promise<readonly Fields[]> => {
      const path = join(folder, page);
      const json: unknown = existsSync(path) ? JSON.parse(await readFile(path, "utf8")) : [];
      return Array.isArray(json) ? json : [];
    };
    const expectedMeters = meterRows(await list("ivp_meters"), await list("ivp_meters_readings"));
    expect(expectedMeters).toHaveLength(meters);
    expect(await rowsOf(recorder.folder, "meter_readings", meterColumns)).toEqual(expectedMeters);

    const powers = existsSync(join(folder, "ivp_ensemble_power"))
      ? JSON.parse(await readFile(join(folder, "ivp_ensemble_power"), "utf8"))["devices:"]
      : [];
    const expectedBatteries = batteryRows(await list(inventoryPage), powers ?? []);
    expect(expectedBatteries).toHaveLength(batteries);
    expect(await rowsOf(recorder.folder, "battery_readings", batteryColumns)).toEqual(
      expectedBatteries,
    );
    expect(existsSync(join(recorder.folder, "data/live_buffer/quarantine"))).toBe(false);
  });
});

/** Columns of numbers, with the field that each is of. */
const meterNumbers = {
  active_power_W: "activePower",
  instantaneous_demand_W: "instantaneousDemand",
  apparent_power_VA: "apparentPower",
  reactive_power_var: "reactivePower",
  energy_delivered_Wh: "actEnergyDlvd",
  energy_received_Wh: "actEnergyRcvd",
  apparent_energy_VAh: "apparentEnergy",
  reactive_energy_lagging_varh: "reactEnergyLagg",
  reactive_energy_leading_varh: "reactEnergyLead",
  voltage_V: "voltage",
  current_A: "current",
  frequency_Hz: "freq",
  power_factor: "pwrFactor",
} as const;

const meterColumns = `meter, meter_type, phase, epoch(time)::DOUBLE AS time, ${Object.keys(meterNumbers).join(", ")}`;

/** Reads the meters' JSON without the recorder's parsers. */
function meterRows(listed: readonly Fields[], readings: readonly Fields[]): readonly Fields[] {
  const rows = listed.flatMap(({ eid, state, measurementType, phaseCount }) => {
    const reading = readings.find((candidate) => candidate["eid"] === eid);
    if (state !== "enabled" || reading === undefined) return [];
    const row = (phase: string, values: Fields): Fields => ({
      meter: String(eid),
      meter_type: measurementType,
      phase,
      time: values["timestamp"],
      ...Object.fromEntries(
        Object.entries(meterNumbers).map(([column, field]) => [column, values[field]]),
      ),
    });
    const channels = reading["channels"];
    const phases: readonly Fields[] = Array.isArray(channels) ? channels : [];
    const connected = phaseCount === 1 ? [] : phases.slice(0, Number(phaseCount));
    return [row("total", reading), ...connected.map((phase, i) => row("ABC"[i] ?? "", phase))];
  });
  return rows.sort(byKey("meter", "phase"));
}

const batteryColumns = `serial_number, battery_type, epoch(last_report_time)::DOUBLE AS last_report_time,
  state_of_charge_percent, power_W, apparent_power_VA, capacity_Wh, temperature_Celsius,
  max_cell_temperature_Celsius, communicating, led_state, grid_mode, charge_state,
  abs(epoch(time) - epoch(now())) < 300 AS is_now`;

/** Reads the batteries' JSON without the recorder's parsers. */
function batteryRows(groups: readonly Fields[], powers: readonly Fields[]): readonly Fields[] {
  const rows = groups.flatMap(({ type, devices }) => {
    if (type !== "ENCHARGE" && type !== "ACB") return [];
    const batteries: readonly Fields[] = Array.isArray(devices) ? devices : [];
    return batteries.map((battery) => {
      const power = powers.find(({ serial_num }) => serial_num === battery["serial_num"]);
      const kilo = (field: string): number | null => (power ? Number(power[field]) / 1000 : null);
      return {
        serial_number: battery["serial_num"],
        battery_type: type,
        last_report_time: Number(battery["last_rpt_date"]),
        state_of_charge_percent: power?.["soc"] ?? battery["percentFull"],
        power_W: kilo("real_power_mw"),
        apparent_power_VA: kilo("apparent_power_mva"),
        capacity_Wh: battery["encharge_capacity"] ?? null,
        temperature_Celsius: battery["temperature"] ?? null,
        max_cell_temperature_Celsius: battery["maxCellTemp"] ?? null,
        communicating: Number(battery["communicating"]),
        led_state: battery["led_status"] ?? null,
        grid_mode: battery["reported_enc_grid_state"] ?? null,
        charge_state: battery["charge_status"] ?? null,
        is_now: true,
      };
    });
  });
  return rows.sort(byKey("serial_number"));
}

async function rowsOf(folder: string, table: string, columns: string): Promise<readonly Fields[]> {
  const path = join(folder, "data/tables", table);
  // A table without rows has no file.
  if (!existsSync(path)) return [];
  return queryArchive(path, `SELECT ${columns} FROM ARCHIVE ORDER BY 1, 3`);
}

function byKey(...keys: readonly string[]): (a: Fields, b: Fields) => number {
  const keyOf = (row: Fields): string => keys.map((key) => String(row[key])).join(" ");
  return (a, b) => (keyOf(a) < keyOf(b) ? -1 : 1);
}
