import {
  type BatteryPower,
  type ListedAcBattery,
  type ListedBattery,
  parseAcBatteries,
  parseBatteries,
  parseBatteryPowers,
} from "@envoy/envoy-client/parse";
import type { Table } from "apache-arrow";
import { batteriesLabel, batteryPowerLabel } from "../poll/buffer.js";
import type { Answer, SiteTable, TableCollector } from "./site-table.js";
import { defineSiteTable } from "./table-columns.js";
import { type ColumnFrom, TableRows, toMicroseconds } from "./table-rows.js";

/** What is known of a battery at one poll: what the inventory lists, what it does, or both. */
interface BatteryRow {
  readonly capturedAt: bigint;
  readonly serialNumber: string;
  readonly type: string | undefined;
  readonly listed: Partial<ListedBattery & ListedAcBattery>;
  readonly power: Partial<BatteryPower>;
}

const columns: readonly ColumnFrom<BatteryRow>[] = [
  {
    name: "serial_number",
    type: "name",
    unit: "",
    meaning: "the battery's",
    from: ({ serialNumber }) => serialNumber,
  },
  {
    name: "time",
    type: "timestamp",
    unit: "UTC",
    meaning: "when the gateway was asked",
    from: ({ capturedAt }) => capturedAt,
  },
  {
    name: "battery_type",
    type: "name",
    unit: "",
    meaning: "as the gateway calls it: ENCHARGE (IQ Battery) or ACB (AC Battery)",
    from: ({ type }) => type,
  },
  {
    name: "last_report_time",
    type: "timestamp",
    unit: "UTC",
    meaning: "end of the battery's last report; temperature and capacity are from it",
    from: ({ listed: { lastReportDate } }) => lastReportDate && toMicroseconds(lastReportDate),
  },
  {
    name: "state_of_charge_percent",
    type: "double",
    unit: "%",
    meaning: "now, or as of the last report if the gateway did not give its power",
    from: ({ listed, power }) => power.stateOfChargePercent ?? listed.stateOfChargePercent,
  },
  {
    name: "power_W",
    type: "double",
    unit: "W",
    meaning: "negative while it charges",
    from: ({ power }) => power.watts,
  },
  {
    name: "apparent_power_VA",
    type: "double",
    unit: "VA",
    meaning: "with the sign of the power",
    from: ({ power }) => power.voltAmperes,
  },
  {
    name: "capacity_Wh",
    type: "double",
    unit: "Wh",
    meaning: "energy of the full battery",
    from: ({ listed }) => listed.capacityWattHours,
  },
  {
    name: "temperature_Celsius",
    type: "double",
    unit: "°C",
    meaning: "",
    from: ({ listed }) => listed.temperatureCelsius,
  },
  {
    name: "max_cell_temperature_Celsius",
    type: "double",
    unit: "°C",
    meaning: "of its warmest cell",
    from: ({ listed }) => listed.maxCellTemperatureCelsius,
  },
  {
    name: "communicating",
    type: "int32",
    unit: "",
    meaning: "1 if the gateway reaches it, 0 if not",
    from: ({ listed: { isCommunicating } }) =>
      isCommunicating === undefined ? undefined : Number(isCommunicating),
  },
  {
    name: "led_state",
    type: "double",
    unit: "",
    meaning: "12 charging, 13 discharging, 14 idle",
    from: ({ listed }) => listed.ledState,
  },
  {
    name: "grid_mode",
    type: "name",
    unit: "",
    meaning: "as the gateway calls it, such as grid-tied",
    from: ({ listed }) => listed.gridMode,
  },
  {
    name: "charge_state",
    type: "name",
    unit: "",
    meaning: "of an AC Battery: charging, discharging or idle",
    from: ({ listed }) => listed.chargeState,
  },
];

const definition = defineSiteTable(columns, {
  primaryKey: ["serial_number", "time"],
  partitionTime: "time",
  partitionBy: "day",
});

const labels: SiteTable["labels"] = [batteriesLabel, batteryPowerLabel];

/** What the batteries do: one row per battery and poll. */
export const batteryReadings: SiteTable = {
  name: "battery_readings",
  meaning: "One row is the state of one battery at one time.",
  columns,
  definition,
  labels,
  deviceColumns: ["serial_number"],
  newCollector: () => new BatteryCollector(),
};

/** A battery of the inventory, with the name of its group. */
type TypedBattery = Pick<BatteryRow, "type" | "listed"> & { readonly serialNumber: string };

/** An inventory that waits for the powers of the same poll. */
interface Inventory {
  readonly capturedAt: bigint;
  readonly batteries: readonly TypedBattery[];
}

/** The pages of one poll come within its 50 s; those of the next come later. */
const pollMicroseconds = 50_000_000n;

/** Makes rows of batteries, joining the inventory with the powers of the same poll. */
export class BatteryCollector implements TableCollector {
  readonly labels = labels;
  /** The same state a minute later is a row of its own. */
  readonly takesRepeats = true;
  readonly #rows = new TableRows<BatteryRow>(columns, definition);
  #inventory: Inventory | undefined;

  get bytes(): number {
    return this.#rows.bytes;
  }

  add(answer: Answer): readonly string[] {
    return answer.label === batteriesLabel ? this.#addInventory(answer) : this.#addPowers(answer);
  }

  table(): Table {
    this.#addWaiting([]);
    return this.#rows.table();
  }

  #addInventory({ text, capturedAt }: Answer): readonly string[] {
    this.#addWaiting([]);
    const encharge = parseBatteries(text);
    const acb = parseAcBatteries(text);
    const batteries: readonly TypedBattery[] = [
      ...encharge.items.map((listed) => typed("ENCHARGE", listed)),
      ...acb.items.map((listed) => typed("ACB", listed)),
    ];
    this.#inventory = { capturedAt, batteries };
    return [...encharge.problems, ...acb.problems].map(({ at, message }) => `${at} ${message}`);
  }

  #addPowers({ text, capturedAt }: Answer): readonly string[] {
    const { items, problems } = parseBatteryPowers(text);
    const waited = this.#inventory && capturedAt - this.#inventory.capturedAt;
    const isSamePoll = waited !== undefined && waited < pollMicroseconds;
    if (!isSamePoll) {
      this.#addWaiting([]);
      this.#inventory = { capturedAt, batteries: [] };
    }
    this.#addWaiting(items);
    return problems.map(({ at, message }) => `${at} ${message}`);
  }

  /** Adds a row for each battery of the inventory that waits, and for each one that only the powers name. */
  #addWaiting(powers: readonly BatteryPower[]): void {
    if (this.#inventory === undefined) return;
    const { capturedAt, batteries } = this.#inventory;
    this.#inventory = undefined;
    const unlisted = new Map(powers.map((power) => [power.serialNumber, power]));
    for (const battery of batteries) {
      const power = unlisted.get(battery.serialNumber) ?? {};
      this.#rows.add({ capturedAt, ...battery, power });
      unlisted.delete(battery.serialNumber);
    }
    for (const [serialNumber, power] of unlisted) {
      this.#rows.add({ capturedAt, serialNumber, type: undefined, listed: {}, power });
    }
  }
}

function typed(type: string, listed: ListedBattery | ListedAcBattery): TypedBattery {
  return { type, serialNumber: listed.serialNumber, listed };
}
