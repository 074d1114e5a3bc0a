/** What all faults of a roof have. Times are in seconds since 1970. */
interface FaultSpan {
  readonly from: number;
  /** When it was mended. @default never */
  readonly to?: number;
}

interface FaultOfInverters extends FaultSpan {
  /** The inverters that have it, numbered from 0. */
  readonly inverters: readonly number[];
}

/** An obstacle, such as a chimney: it takes the sun's beam while the sun is behind it. */
export interface Shadow extends FaultOfInverters {
  readonly kind: "shadow";
  /** Between which directions the obstacle is, in degrees clockwise from north; 350 to 10 passes through north. */
  readonly azimuthFrom: number;
  readonly azimuthTo: number;
  /** How high it reaches, in degrees above the horizon. */
  readonly elevationBelow: number;
  /** The share of the beam that it takes. @default 1 */
  readonly beamLost?: number;
}

/** Dirt that grows evenly from `from` until it is cleaned at `to`. */
export interface Soiling extends FaultOfInverters {
  readonly kind: "soiled";
  readonly to: number;
  /** The share of the output that is lost just before it is cleaned. */
  readonly shareLost: number;
}

/** A panel whose output falls to a share of what it should be. */
export interface Dying extends FaultOfInverters {
  readonly kind: "dying";
  /** What is left of the output. */
  readonly shareLeft: number;
  /** How many days the fall takes; 0 is sudden. @default 0 */
  readonly overDays?: number;
}

/** Inverters that neither produce nor report. */
export interface Dead extends FaultOfInverters {
  readonly kind: "dead";
}

/** No grid: inverters report that they produced nothing. */
export interface GridOutage extends FaultSpan {
  readonly kind: "grid-outage";
  readonly to: number;
  /** @default all of the site */
  readonly inverters?: readonly number[];
}

/** Nobody polls: the gateway goes on, but readings that it replaces meanwhile are missing. */
export interface RecorderOutage extends FaultSpan {
  readonly kind: "recorder-outage";
  readonly to: number;
}

/** What may be wrong on a roof, or with its recorder, from one moment to another. */
export type RoofFault = Shadow | Soiling | Dying | Dead | GridOutage | RecorderOutage;

/** Whether a fault lasts at some time of a span. */
export function isActive(fault: RoofFault, from: number, to: number): boolean {
  return fault.from < to && from < (fault.to ?? Number.POSITIVE_INFINITY);
}

/** Whether an inverter has this fault. Recorder outages are no inverter's. */
export function concerns(fault: RoofFault, inverter: number): boolean {
  if (fault.kind === "recorder-outage") return false;
  return fault.inverters?.includes(inverter) ?? true;
}

/** The share of the sun's beam that a fault leaves, by the position of the sun at a moment of the fault. */
export function beamLeft(fault: RoofFault, azimuth: number, elevation: number): number {
  if (fault.kind !== "shadow" || elevation >= fault.elevationBelow) return 1;
  const { azimuthFrom, azimuthTo, beamLost = 1 } = fault;
  const isBehind =
    azimuthFrom <= azimuthTo
      ? azimuthFrom <= azimuth && azimuth <= azimuthTo
      : azimuthFrom <= azimuth || azimuth <= azimuthTo;
  return isBehind ? 1 - beamLost : 1;
}

/** The share of an inverter's output that a fault leaves at a moment of the fault. */
export function outputLeft(fault: RoofFault, unixSeconds: number): number {
  if (fault.kind === "soiled") {
    return 1 - (fault.shareLost * (unixSeconds - fault.from)) / (fault.to - fault.from);
  }
  if (fault.kind === "dying") {
    const { from, shareLeft, overDays = 0 } = fault;
    const progress = overDays === 0 ? 1 : Math.min(1, (unixSeconds - from) / (overDays * 86_400));
    return 1 - (1 - shareLeft) * progress;
  }
  return 1;
}
