import type { DayOfReadings } from "./day-of-readings.js";
import { concerns, isActive, type RoofFault } from "./roof-faults.js";
import { createSite, type SimulatedSite } from "./site.js";

/** What one fault took from one inverter on one day. */
export interface FaultLoss {
  readonly fault: RoofFault;
  /** Numbered from 0, as in `DayOfReadings.serialNumbers`. */
  readonly inverter: number;
  /** How much more the inverter would have reported without this fault, all others left as they are. */
  readonly kilowattHours: number;
  /** How many readings are missing because of it. */
  readonly readings: number;
}

/** What is wrong on a site, which is what a reader of its archive has to find out. */
export interface FaultTruth {
  /** The faults that last at a moment, in seconds since 1970. */
  faultsAt(unixSeconds: number): readonly RoofFault[];
  /** What each fault took on the day (in the gateway's time zone) that a moment is in; also where it took nothing. */
  lossesOn(unixSeconds: number): readonly FaultLoss[];
}

/** The truth about a site's faults: each loss is the difference to the same site without that fault. */
export function faultTruth(site: SimulatedSite): FaultTruth {
  const { faults, inverters, inactiveInverter } = site.design;
  const polled = faults.filter(({ kind }) => kind !== "recorder-outage");
  const alwaysPolled = siteWith(site, polled);
  const others = new Map<RoofFault, SimulatedSite>();
  const siteWithout = (fault: RoofFault): SimulatedSite => {
    const known = others.get(fault);
    if (known !== undefined) return known;
    const all = fault.kind === "recorder-outage" ? faults : polled;
    const other = siteWith(
      site,
      all.filter((candidate) => candidate !== fault),
    );
    others.set(fault, other);
    return other;
  };
  const lossesOf = (fault: RoofFault, day: DayOfReadings): FaultLoss[] => {
    const isRecorder = fault.kind === "recorder-outage";
    const without = totalsOf(siteWithout(fault).readingsAt(day.start));
    const actual = totalsOf(isRecorder ? day : alwaysPolled.readingsAt(day.start));
    return Array.from({ length: inverters }, (_, inverter) => inverter)
      .filter((inverter) => inverter !== inactiveInverter)
      .filter((inverter) => isRecorder || concerns(fault, inverter))
      .map((inverter) => {
        const [better = noTotal, worse = noTotal] = [without[inverter], actual[inverter]];
        return {
          fault,
          inverter,
          kilowattHours: isRecorder ? 0 : (better.joules - worse.joules) / 3_600_000,
          readings: better.readings - worse.readings,
        };
      });
  };
  return {
    faultsAt: (unixSeconds) =>
      faults.filter((fault) => isActive(fault, unixSeconds, unixSeconds + 1)),
    lossesOn: (unixSeconds) => {
      const day = site.readingsAt(unixSeconds);
      return faults
        .filter((fault) => isActive(fault, day.start, day.end))
        .flatMap((fault) => lossesOf(fault, day));
    },
  };
}

function siteWith({ design }: SimulatedSite, faults: readonly RoofFault[]): SimulatedSite {
  const { sky, roofs, seed, since, intervalSeconds, timeZone, inverters, inactiveInverter } =
    design;
  const same = { seed, since, intervalSeconds, timeZone, inverters, inactiveInverter };
  return createSite(sky === undefined ? same : { ...same, sky, roofs, faults });
}

interface Total {
  readonly joules: number;
  readonly readings: number;
}

const noTotal: Total = { joules: 0, readings: 0 };

/** What each inverter reported, by its number. */
function totalsOf(day: DayOfReadings): readonly Total[] {
  const totals = day.serialNumbers.map(() => noTotal);
  for (const [row, inverter] of day.inverter.entries()) {
    const { joules, readings } = totals[inverter] ?? noTotal;
    totals[inverter] = {
      joules: joules + (day.joulesProduced[row] ?? 0),
      readings: readings + 1,
    };
  }
  return totals;
}
