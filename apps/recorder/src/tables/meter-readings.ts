import { type MeterValues, parseMeterReadings } from "@envoy/envoy-client/parse";
import type { Table } from "apache-arrow";
import { metersLabel } from "../poll/buffer.js";
import { type Equipment, readEquipment } from "../poll/equipment.js";
import type { Answer, SiteTable, TableCollector } from "./site-table.js";
import { defineSiteTable } from "./table-columns.js";
import { type ColumnFrom, TableRows, toMicroseconds } from "./table-rows.js";

/** What a meter measured, on all its phases together or on one of them. */
interface MeterRow {
  readonly meter: number;
  readonly type: string | undefined;
  readonly phase: string;
  readonly values: MeterValues;
}

const columns: readonly ColumnFrom<MeterRow>[] = [
  {
    name: "meter",
    type: "name",
    unit: "",
    meaning: "the number that the gateway gives the meter",
    from: ({ meter }) => String(meter),
  },
  {
    name: "meter_type",
    type: "name",
    unit: "",
    meaning:
      "what it measures: production, net-consumption, total-consumption, storage and others; null if that was not known at the flush",
    from: ({ type }) => type,
  },
  {
    name: "phase",
    type: "name",
    unit: "",
    meaning: "total, or A, B and C in the gateway's order where there are several",
    from: ({ phase }) => phase,
  },
  {
    name: "time",
    type: "timestamp",
    unit: "UTC",
    meaning: "when the meter measured it, by the gateway's clock",
    from: ({ values }) => toMicroseconds(values.timestamp),
  },
  measure("active_power_W", "W", "with the gateway's sign", (of) => of.activePowerWatts),
  measure(
    "instantaneous_demand_W",
    "W",
    "as the gateway calls it; in most answers the same as active power",
    (of) => of.instantaneousDemandWatts,
  ),
  measure("apparent_power_VA", "VA", "", (of) => of.apparentPowerVoltAmperes),
  measure("reactive_power_var", "var", "", (of) => of.reactivePowerVars),
  measure(
    "energy_delivered_Wh",
    "Wh",
    "lifetime counter in the meter's direction: produced, or bought from the grid",
    (of) => of.energyDeliveredWattHours,
  ),
  measure(
    "energy_received_Wh",
    "Wh",
    "lifetime counter in the opposite direction",
    (of) => of.energyReceivedWattHours,
  ),
  measure(
    "apparent_energy_VAh",
    "VAh",
    "lifetime counter",
    (of) => of.apparentEnergyVoltAmpereHours,
  ),
  measure(
    "reactive_energy_lagging_varh",
    "varh",
    "lifetime counter",
    (of) => of.reactiveEnergyLaggingVarHours,
  ),
  measure(
    "reactive_energy_leading_varh",
    "varh",
    "lifetime counter",
    (of) => of.reactiveEnergyLeadingVarHours,
  ),
  measure("voltage_V", "V", "of a total, the sum of its phases", (of) => of.voltageVolts),
  measure("current_A", "A", "", (of) => of.currentAmperes),
  measure("frequency_Hz", "Hz", "", (of) => of.frequencyHertz),
  measure("power_factor", "", "", (of) => of.powerFactor),
];

function measure(
  name: string,
  unit: string,
  meaning: string,
  of: (values: MeterValues) => number | undefined,
): ColumnFrom<MeterRow> {
  return { name, type: "double", unit, meaning, from: ({ values }) => of(values) };
}

const definition = defineSiteTable(columns, {
  primaryKey: ["meter", "phase", "time"],
  partitionTime: "time",
  partitionBy: "day",
});

const labels: SiteTable["labels"] = [metersLabel];

/** What the meters measured: one row per meter, phase and time. */
export const meterReadings: SiteTable = {
  name: "meter_readings",
  meaning: "One row is what one meter measured at one time, on one phase or on all together.",
  columns,
  definition,
  labels,
  deviceColumns: ["meter"],
  newCollector: async (state) => new MeterCollector((await readEquipment(state)).equipment),
};

const phaseNames: readonly string[] = ["A", "B", "C"];

/** Whether seconds since 1970 can be when a gateway measured: not before its clock was set, and no milliseconds. */
function isTime(seconds: number): boolean {
  return seconds > 1_000_000_000 && seconds < 100_000_000_000;
}

/** Makes rows of what meters measured. */
export class MeterCollector implements TableCollector {
  readonly labels = labels;
  /** The same bytes have the same times, so the rows are there already. */
  readonly takesRepeats = false;
  readonly #meters: Equipment["meters"];
  readonly #rows = new TableRows<MeterRow>(columns, definition);

  constructor({ meters }: Pick<Equipment, "meters">) {
    this.#meters = meters;
  }

  get bytes(): number {
    return this.#rows.bytes;
  }

  add({ text }: Answer): readonly string[] {
    const { items, problems } = parseMeterReadings(text);
    const unusable = problems.map(({ at, message }) => `${at} ${message}`);
    const isPhaseLost = problems.some(({ at }) => at.includes(".channels["));
    for (const { phases, ...total } of items) {
      const meter = this.#meters?.find(({ id }) => id === total.id);
      // Gateways list readings of meters that are not installed, which are noise, and of some that do not
      // exist. Only where it is not known which are which, all are kept.
      if (this.#meters !== undefined && meter?.isEnabled !== true) continue;
      if (!isTime(total.timestamp)) {
        unusable.push(`meter ${total.id} has timestamp ${total.timestamp}`);
        continue;
      }
      const of = { meter: total.id, type: meter?.type };
      this.#rows.add({ ...of, phase: "total", values: total });
      // Three are listed even where fewer are connected. Their order tells which is which, so that one
      // that cannot be read takes the others along.
      const connected = phases.slice(0, meter?.phaseCount ?? phaseNames.length);
      if (connected.length < 2 || isPhaseLost) continue;
      for (const [i, values] of connected.entries()) {
        if (isTime(values.timestamp)) this.#rows.add({ ...of, phase: phaseNames[i] ?? "", values });
      }
    }
    return unusable;
  }

  table(): Table {
    return this.#rows.table();
  }
}
