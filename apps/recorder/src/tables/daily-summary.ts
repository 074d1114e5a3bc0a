import type { StoredTable } from "./site-table.js";
import { defineSiteTable, type TableColumn } from "./table-columns.js";

const columns: readonly TableColumn[] = [
  {
    name: "serial_number",
    type: "name",
    unit: "",
    meaning: "serial number of the inverter",
  },
  {
    name: "local_date",
    type: "date",
    unit: "",
    meaning: "date in the site's time zone, which the file's footer names",
  },
  {
    name: "joules_produced",
    type: "int64",
    unit: "J",
    meaning: "energy of the periods that ended on that day; null if there are none",
  },
  {
    name: "counter_watt_hours",
    type: "int32",
    unit: "Wh",
    meaning: "the greatest `watt_hours_today` of the day",
  },
  {
    name: "peak_watts",
    type: "int32",
    unit: "W",
    meaning: "mean power of the best period",
  },
  {
    name: "periods",
    type: "int32",
    unit: "",
    meaning: "how many readings there are",
  },
  {
    name: "gap_seconds",
    type: "int32",
    unit: "s",
    meaning: "how much of the daylight no reading tells of",
  },
  {
    name: "gap_joules",
    type: "int64",
    unit: "J",
    meaning: "the energy that was produced in it, which is in no reading; null if it is not known",
  },
  {
    name: "max_temperature_celsius",
    type: "int32",
    unit: "°C",
    meaning: "the highest of the day",
  },
  {
    name: "power_conversion_error_seconds",
    type: "int32",
    unit: "s",
    meaning: "how much of the day had conversion errors",
  },
];

/** What the inverters did day by day. It is made from the archive, not from answers, and can be made anew at any time. */
export const dailySummary: StoredTable = {
  name: "daily_summary",
  meaning: "One row is one local day, which is over, of one inverter.",
  columns,
  definition: defineSiteTable(columns, {
    primaryKey: ["local_date", "serial_number"],
    partitionTime: "local_date",
    partitionBy: "year",
  }),
  deviceColumns: ["serial_number"],
};
