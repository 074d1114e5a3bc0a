import { inverterTotals } from "../inverter-totals.js";
import { type Meter, type MeterReading, metersAt, powerFactorOf, sumOf } from "../meters.js";
import type { SimulatedSite } from "../site.js";
import { storageAt } from "../storage.js";
import { midnightBefore, type PageSource, thousandths, weekBefore } from "./page.js";

/**
 * The text of `/production.json`, with the phases (`lines`) if it is asked for `?details=1`.
 * "total-consumption" is the sum of the two meters, as in every recording: what batteries take
 * is in it, and what they give is missing from it.
 */
export function productionPage(source: PageSource, query: URLSearchParams): string {
  const { site, unixSeconds } = source;
  const { meters } = site.design;
  const production = [inverters(source)];
  const storage = [acBatteries(source)];
  if (meters === "none") return JSON.stringify({ production, storage });
  const withLines = query.get("details") === "1";
  const moments = [unixSeconds, midnightBefore(source), weekBefore(source)].map((moment) =>
    sumsAt(site, moment),
  );
  const entry = (name: keyof Sums): unknown => {
    const [now, midnight, week] = moments.map((sums) => sums[name]);
    if (now === undefined || midnight === undefined || week === undefined) return undefined;
    const lines = now.phases.map((phase, index) =>
      values(name, phase, midnight.phases[index] ?? phase, week.phases[index] ?? phase),
    );
    return {
      type: "eim",
      activeCount: meters === "enabled" ? 1 : 0,
      measurementType: name,
      readingTime: Math.floor(unixSeconds),
      ...values(name, now.total, midnight.total, week.total),
      ...(withLines ? { lines } : {}),
    };
  };
  return JSON.stringify({
    production: [...production, entry("production")],
    consumption: [entry("total-consumption"), entry("net-consumption")],
    storage,
  });
}

function inverters({ site, unixSeconds }: PageSource): unknown {
  const { count, reportedAt, watts, wattHours } = inverterTotals(site, unixSeconds);
  return {
    type: "inverters",
    activeCount: count,
    readingTime: reportedAt,
    wNow: watts,
    whLifetime: Math.floor(wattHours),
  };
}

/** The AC Batteries; IQ Batteries are not on this page. */
function acBatteries({ site, unixSeconds }: PageSource): unknown {
  if (site.design.acBatteries === 0) {
    return { type: "acb", activeCount: 0, readingTime: 0, wNow: 0, whNow: 0, state: "idle" };
  }
  const { count, watts, storedWattHours, state, percentFull } = storageAt(site, unixSeconds);
  return {
    type: "acb",
    activeCount: count,
    readingTime: Math.floor(unixSeconds),
    wNow: Math.round(watts),
    whNow: Math.round(storedWattHours),
    state,
    percentFull,
  };
}

type Phases = Pick<Meter, "phases" | "total">;

interface Sums {
  readonly production: Phases;
  readonly "net-consumption": Phases;
  readonly "total-consumption": Phases;
}

function sumsAt(site: SimulatedSite, unixSeconds: number): Partial<Sums> {
  const [production, net] = metersAt(site, unixSeconds).map(({ phases }) => phases.map(signed));
  if (production === undefined || net === undefined) return {};
  const total = net.map((phase, index) => totalOf(production[index] ?? phase, phase));
  return {
    production: withTotal(production),
    "net-consumption": withTotal(net),
    "total-consumption": withTotal(total),
  };
}

/** On this page, exported current is negative too. */
function signed(reading: MeterReading): MeterReading {
  const sign = Math.sign(reading.watts);
  const { amperes, voltAmperes } = reading;
  return { ...reading, amperes: sign * amperes, voltAmperes: sign * voltAmperes };
}

function withTotal(phases: readonly MeterReading[]): Phases {
  return { phases, total: phases.reduce(sumOf) };
}

/** Consumption as gateways work it out: the two currents added, and the difference of the reactive counters. */
function totalOf(production: MeterReading, net: MeterReading): MeterReading {
  const sum = sumOf(production, net);
  return {
    ...sum,
    volts: net.volts,
    voltAmperes: net.volts * sum.amperes,
    voltAmpereHours: net.voltAmpereHours,
    laggingVarHours: net.laggingVarHours - production.laggingVarHours,
    leadingVarHours: net.leadingVarHours - production.leadingVarHours,
  };
}

function values(
  name: keyof Sums,
  now: MeterReading,
  midnight: MeterReading,
  week: MeterReading,
): Readonly<Record<string, number>> {
  const wattHours = (reading: MeterReading): number => reading.delivered - reading.received;
  // Gateways never count the net energy of a day.
  const since = (then: MeterReading, counter: (reading: MeterReading) => number): number =>
    name === "net-consumption" ? 0 : thousandths(counter(now) - counter(then));
  return {
    wNow: thousandths(now.watts),
    whLifetime: thousandths(wattHours(now)),
    varhLeadLifetime: thousandths(now.leadingVarHours),
    varhLagLifetime: thousandths(now.laggingVarHours),
    vahLifetime: thousandths(now.voltAmpereHours),
    rmsCurrent: thousandths(now.amperes),
    rmsVoltage: thousandths(now.volts),
    reactPwr: thousandths(now.vars),
    apprntPwr: thousandths(now.voltAmperes),
    pwrFactor: Math.round(100 * powerFactorOf(now)) / 100 + 0,
    whToday: since(midnight, wattHours),
    whLastSevenDays: since(week, wattHours),
    vahToday: since(midnight, (reading) => reading.voltAmpereHours),
    varhLeadToday: since(midnight, (reading) => reading.leadingVarHours),
    varhLagToday: since(midnight, (reading) => reading.laggingVarHours),
  };
}
