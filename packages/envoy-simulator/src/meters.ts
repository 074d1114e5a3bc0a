import type { Flow } from "./energy-ledger.js";
import { seededRandom } from "./random.js";
import type { SimulatedSite } from "./site.js";

/** What a meter measures on one phase, or on all of them together. */
export interface MeterReading {
  readonly watts: number;
  readonly volts: number;
  readonly amperes: number;
  readonly voltAmperes: number;
  readonly vars: number;
  /** Counters since they started: watt-hours in and against the meter's direction, and the like. */
  readonly delivered: number;
  readonly received: number;
  readonly voltAmpereHours: number;
  readonly laggingVarHours: number;
  readonly leadingVarHours: number;
}

/** One of the gateway's meters at one moment. */
export interface Meter {
  readonly eid: number;
  readonly state: "enabled" | "disabled";
  readonly measurementType: "production" | "net-consumption" | "storage";
  /** One of each phase. */
  readonly phases: readonly MeterReading[];
  /** Their sum. */
  readonly total: MeterReading;
}

/** How many wires a meter has, used or not. */
export const channelsOfMeter = 3;

/** The id of one wire of a meter, from 0. */
export function channelEid(meter: Meter, channel: number): number {
  return meter.eid + 1_073_741_841 + channel;
}

/** What a meter without clamps shows; its counter does not move. Seen on firmware 8.2.4264. */
const noise: Flow = { watts: 1.4, delivered: 528.886, received: 0 };

/** The site's meters at a moment, in seconds since 1970; none on a site without. */
export function metersAt(site: SimulatedSite, unixSeconds: number): readonly Meter[] {
  const { meters, batteries, phases, seed } = site.design;
  if (meters === "none") return [];
  const flows = site.flowsAt(unixSeconds);
  const isDisabled = meters === "disabled";
  const silent = Array<Flow>(phases).fill(noise);
  const minute = Math.floor(unixSeconds / 60);
  const lineVolts = phases === 2 ? 120 : 236;
  const volts = (phase: number): number =>
    lineVolts * (1 + 0.02 * seededRandom(seed, 81, phase, minute));
  const meter = (
    number: number,
    measurementType: Meter["measurementType"],
    powerFactor: number,
    measured: readonly Flow[],
  ): Meter => {
    const readings = (isDisabled ? silent : measured).map((flow, phase) =>
      readingOf(flow, volts(phase), powerFactor),
    );
    return {
      eid: 704_643_328 + number * 256,
      state: isDisabled ? "disabled" : "enabled",
      measurementType,
      phases: readings,
      total: readings.reduce(sumOf),
    };
  };
  return [
    meter(0, "production", 0.99, flows.production),
    meter(1, "net-consumption", 0.95, flows.grid),
    ...(batteries > 0 ? [meter(2, "storage", 0.99, flows.storage)] : []),
  ];
}

/** A household's loads lag by a constant angle, so that every counter is the integral of its power. */
function readingOf(flow: Flow, volts: number, powerFactor: number): MeterReading {
  const voltAmperes = Math.abs(flow.watts) / powerFactor;
  const varsPerWatt = Math.sqrt(1 / powerFactor ** 2 - 1);
  const wattHours = flow.delivered + flow.received;
  return {
    watts: flow.watts,
    volts,
    amperes: voltAmperes / volts,
    voltAmperes,
    vars: Math.abs(flow.watts) * varsPerWatt,
    delivered: flow.delivered,
    received: flow.received,
    voltAmpereHours: wattHours / powerFactor,
    laggingVarHours: wattHours * varsPerWatt,
    leadingVarHours: 0,
  };
}

/** Gateways add up everything, voltages too. */
export function sumOf(a: MeterReading, b: MeterReading): MeterReading {
  return {
    watts: a.watts + b.watts,
    volts: a.volts + b.volts,
    amperes: a.amperes + b.amperes,
    voltAmperes: a.voltAmperes + b.voltAmperes,
    vars: a.vars + b.vars,
    delivered: a.delivered + b.delivered,
    received: a.received + b.received,
    voltAmpereHours: a.voltAmpereHours + b.voltAmpereHours,
    laggingVarHours: a.laggingVarHours + b.laggingVarHours,
    leadingVarHours: a.leadingVarHours + b.leadingVarHours,
  };
}

/** Active power as a share of apparent power, with the sign of the power. */
export function powerFactorOf({ watts, voltAmperes }: MeterReading): number {
  if (voltAmperes === 0) return 0;
  return Math.max(-1, Math.min(1, watts / Math.abs(voltAmperes)));
}

/** The frequency of the grid, in hertz. */
export function gridHertz(site: SimulatedSite): number {
  return site.design.phases === 2 ? 60 : 50;
}
