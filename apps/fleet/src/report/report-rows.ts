/** A value of a report: text, a number, or a time in milliseconds since 1970. Unknown is null, never 0. */
export type ReportValue = string | number | null;

/** A column of a report's files. */
export interface ReportColumn {
  readonly name: string;
  /** "time": ISO 8601 in UTC in CSV, a timestamp in Parquet. "number" has so many decimals at most. */
  readonly type: "text" | "time" | "count" | "number";
  readonly meaning: string;
}

const shared = {
  energy: {
    name: "energy_kwh",
    type: "number",
    meaning: "energy of the readings of the month",
  },
  unread: {
    name: "unread_kwh",
    type: "number",
    meaning: "energy beyond the readings, told by the counters of the day",
  },
  lost: {
    name: "lost_kwh",
    type: "number",
    meaning: "what was not made while inverters were down, estimated",
  },
  availability: {
    name: "availability",
    type: "number",
    meaning: "1 - lost / (lost + made), 0 to 1",
  },
  down: { name: "down_hours", type: "number", meaning: "hours of daylight that it was down" },
  yield: {
    name: "relative_yield",
    type: "number",
    meaning: "energy over that of neighbours' inverters on the same days",
  },
  completeness: {
    name: "completeness",
    type: "number",
    meaning: "share of the daylight that readings tell of, 0 to 1",
  },
  last: { name: "last_reading", type: "time", meaning: "end of the last period that is known" },
  silent: {
    name: "silent_since",
    type: "time",
    meaning: "the same, if it has been silent for days",
  },
} as const satisfies Readonly<Record<string, ReportColumn>>;

/** The columns of inverters.csv and inverters.parquet. */
export const inverterColumns = [
  { name: "gateway", type: "text", meaning: "random id of the gateway" },
  { name: "serial_number", type: "text", meaning: "pseudonym of the inverter" },
  shared.energy,
  shared.unread,
  shared.lost,
  shared.availability,
  shared.down,
  shared.yield,
  {
    name: "sibling_yield",
    type: "number",
    meaning: "energy over the median of the other inverters of its gateway",
  },
  shared.completeness,
  { name: "readings", type: "count", meaning: "readings of the month" },
  shared.last,
  shared.silent,
] as const satisfies readonly ReportColumn[];

/** The columns of gateways.csv and gateways.parquet. */
export const gatewayColumns = [
  { name: "gateway", type: "text", meaning: "random id of the gateway" },
  { name: "time_zone", type: "text", meaning: "of its days; UTC is taken if it is unknown" },
  { name: "latitude", type: "number", meaning: "rounded to about 1 km, in degrees" },
  { name: "longitude", type: "number", meaning: "rounded to about 1 km, in degrees" },
  { name: "inverters", type: "count", meaning: "that are expected in the month" },
  { name: "silent_inverters", type: "count", meaning: "of them, those with silent_since" },
  shared.energy,
  {
    name: "kwh_per_inverter",
    type: "number",
    meaning: "energy_kwh by inverter that made some",
  },
  shared.unread,
  shared.lost,
  {
    name: "unseen_kwh",
    type: "number",
    meaning: "what may have been made while nobody polled, estimated",
  },
  shared.availability,
  { ...shared.down, meaning: "hours of daylight, summed over its inverters" },
  shared.yield,
  shared.completeness,
  {
    name: "complete_days",
    type: "count",
    meaning: "days of which readings tell at least nine tenths",
  },
  { name: "days", type: "count", meaning: "days of the month on which readings were expected" },
  { name: "neighbours", type: "count", meaning: "gateways that it was compared with" },
  {
    name: "neighbours_are",
    type: "text",
    meaning: '"near", in the same "time zone", or "none"',
  },
  shared.last,
  shared.silent,
] as const satisfies readonly ReportColumn[];

/** A row of a report, with a value for each of its columns. */
type RowOf<Columns extends readonly ReportColumn[]> = Readonly<
  Record<Columns[number]["name"], ReportValue>
>;

export type InverterRow = RowOf<typeof inverterColumns>;
export type GatewayRow = RowOf<typeof gatewayColumns>;
