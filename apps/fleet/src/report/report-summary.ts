import { counted } from "../counted.js";
import type { GatewayRow, InverterRow, ReportValue } from "./report-rows.js";
import type { SiteReport } from "./site-report.js";
import { WorstOf } from "./worst-of.js";

const most = 10;

/** Below this share of its neighbours a roof is listed; where panels face and how large they are explains most that are above. */
const lowYield = 0.8;

/** Below this share of its siblings an inverter is listed. */
const weakYield = 0.75;

/** What a person reads of a report, within 80 columns: sums, and what to look after. */
export class ReportSummary {
  #roofs = 0;
  #inverters = 0;
  #days = 0;
  #made = 0;
  #lost = 0;
  #unseen = 0;
  #complete = 0;
  #known = 0;
  readonly #losers = new WorstOf<GatewayRow>(most, ({ lost_kwh }) => numberOf(lost_kwh));
  readonly #unread = new WorstOf<GatewayRow>(most, ({ silent_since }) => -numberOf(silent_since));
  readonly #silent = new WorstOf<InverterRow>(most, ({ silent_since }) => -numberOf(silent_since));
  readonly #low = new WorstOf<GatewayRow>(most, (row) => -numberOf(row.relative_yield));
  readonly #weak = new WorstOf<InverterRow>(most, (row) => -numberOf(row.sibling_yield));

  add({ gateway, inverters }: SiteReport): void {
    this.#roofs++;
    this.#inverters += inverters.length;
    this.#days = Math.max(this.#days, numberOf(gateway.days));
    this.#made += numberOf(gateway.energy_kwh) + numberOf(gateway.unread_kwh);
    this.#lost += numberOf(gateway.lost_kwh);
    this.#unseen += numberOf(gateway.unseen_kwh);
    if (gateway.completeness !== null) {
      this.#complete += numberOf(gateway.completeness);
      this.#known++;
    }
    if (numberOf(gateway.lost_kwh) > 0) this.#losers.add(gateway);
    if (gateway.silent_since !== null) this.#unread.add(gateway);
    if (isBelow(gateway.relative_yield, lowYield)) this.#low.add(gateway);
    for (const inverter of inverters) {
      if (inverter.silent_since !== null) this.#silent.add(inverter);
      if (isBelow(inverter.sibling_yield, weakYield)) this.#weak.add(inverter);
    }
  }

  lines(month: string): readonly string[] {
    const whole = this.#made + this.#lost;
    const availability = whole > 0 ? `, availability ${(this.#made / whole).toFixed(3)}` : "";
    return [
      `Report of ${month}: ${counted(this.#roofs, "roof")}, ${counted(this.#inverters, "inverter")}, ${counted(this.#days, "day")}`,
      `  made          ${kwh(this.#made)}`,
      `  lost          ${kwh(this.#lost)}${availability}`,
      `  not seen      ${kwh(this.#unseen)}, may have been made while nobody polled`,
      `  completeness  ${this.#known > 0 ? `${((100 * this.#complete) / this.#known).toFixed(1)} %` : "not known"}`,
      ...this.#sections(),
    ];
  }

  #sections(): readonly string[] {
    return [
      ...section(
        "Lost most",
        this.#losers,
        "Inverters were down. See inverters.csv for which.",
        (row) => [
          row.gateway,
          kwh(numberOf(row.lost_kwh)),
          `availability ${row.availability}`,
          counted(numberOf(row.silent_inverters), "silent inverter"),
        ],
      ),
      ...section(
        "Silent inverters",
        this.#silent,
        "Others on the roof report. Switch their branch off and on, or check them.",
        (row) => [row.gateway, row.serial_number, `since ${since(row.silent_since)}`],
      ),
      ...section(
        "Gateways of which nothing new is read",
        this.#unread,
        "Is the recorder running, does it upload, and is its token valid?",
        (row) => [row.gateway, `since ${since(row.silent_since)}`],
      ),
      ...section(
        "Roofs that are low against their neighbours",
        this.#low,
        "Where they face may explain it. Else look for dirt and shade.",
        (row) => [row.gateway, `relative yield ${row.relative_yield}`],
      ),
      ...section(
        "Inverters that are low against their siblings",
        this.#weak,
        "Another side of the roof may explain it. Else look for dirt, shade or a fault.",
        (row) => [row.gateway, row.serial_number, `sibling yield ${row.sibling_yield}`],
      ),
    ];
  }
}

function section<Row>(
  title: string,
  { worst, count }: WorstOf<Row>,
  whatToDo: string,
  cellsOf: (row: Row) => readonly ReportValue[],
): readonly string[] {
  if (count === 0) return [];
  const rows = worst.map(cellsOf);
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => String(row[column]).length)),
  );
  const more = count > worst.length ? [`  and ${count - worst.length} more`] : [];
  return [
    "",
    `${title}: ${count}`,
    `  ${whatToDo}`,
    ...rows.map((row) =>
      `  ${row.map((cell, i) => String(cell).padEnd(widths[i] ?? 0)).join("  ")}`.trimEnd(),
    ),
    ...more,
  ];
}

function kwh(value: number): string {
  return `${value.toLocaleString("en-US", { maximumFractionDigits: 1 })} kWh`;
}

function since(time: ReportValue): string {
  return `${new Date(numberOf(time)).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function isBelow(value: ReportValue, limit: number): boolean {
  return value !== null && numberOf(value) < limit;
}

/** Sums take what is not known as 0. */
function numberOf(value: ReportValue): number {
  return typeof value === "number" ? value : 0;
}
