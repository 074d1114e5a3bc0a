import type { SimulatedSite } from "../site.js";
import { storageAt } from "../storage.js";

/** One AC Battery at one moment. */
export interface AcBattery {
  readonly serialNumber: string;
  /** Positive while it discharges. */
  readonly watts: number;
  readonly maxWatts: number;
  readonly percentFull: number;
  readonly state: "idle" | "charging" | "discharging";
  /** What it has given since the counters started, in watt-hours. */
  readonly discharged: number;
  /** What it has taken, in watt-hours. */
  readonly charged: number;
}

/** The site's AC Batteries at a moment, in seconds since 1970. */
export function acBatteriesAt(site: SimulatedSite, unixSeconds: number): readonly AcBattery[] {
  const { acBatteries, bank } = site.design;
  if (acBatteries === 0) return [];
  const { watts, percentFull, state } = storageAt(site, unixSeconds);
  const { storage } = site.flowsAt(unixSeconds);
  const share = (sum: number): number => sum / acBatteries;
  return Array.from({ length: acBatteries }, (_, index) => ({
    serialNumber: String(482_302_090_000 + index * 17),
    watts: share(watts),
    maxWatts: share(bank.ratedWatts),
    percentFull,
    state,
    discharged: share(storage.reduce((sum, { delivered }) => sum + delivered, 0)),
    charged: share(storage.reduce((sum, { received }) => sum + received, 0)),
  }));
}

/** An AC Battery as `device_data` shows it: no recording has one, so it is made like an inverter. */
export function acBatteryDevice(battery: AcBattery, index: number, unixSeconds: number): unknown {
  const eid = 1_795_162_385 + index * 256;
  const watts = Math.round(battery.watts);
  const endDate = Math.floor(unixSeconds);
  return {
    devName: "acb",
    sn: battery.serialNumber,
    active: true,
    modGone: false,
    channels: [
      {
        chanEid: eid,
        created: endDate,
        wattHours: { today: 0, yesterday: 0, week: 0 },
        watts: { now: Math.max(0, watts), nowUsed: Math.max(0, -watts), max: battery.maxWatts },
        lastReading: {
          eid,
          interval_type: 0,
          endDate,
          duration: 900,
          flags: 0,
          flags_hex: "0x0000000000000000",
          joulesProduced: Math.max(0, watts) * 900,
          joulesUsed: Math.max(0, -watts) * 900,
          channelTemp: 20,
        },
        lifetime: {
          createdTime: 0,
          duration: 0,
          joulesProduced: Math.round(battery.discharged * 3600),
          joulesUsed: Math.round(battery.charged * 3600),
        },
      },
    ],
  };
}
