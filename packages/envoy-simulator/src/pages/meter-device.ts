import {
  channelEid,
  channelsOfMeter,
  gridHertz,
  type Meter,
  type MeterReading,
  metersAt,
} from "../meters.js";
import { midnightBefore, type PageSource, weekBefore } from "./page.js";

/** How often the gateway keeps a record of its meters, in seconds. */
export const recordSeconds = 900;

/**
 * A meter as `device_data` shows it: the record of the last quarter of an hour. The
 * consumption meter counts the total here, and `wh_pos` and `wh_neg` are what it measured.
 */
export function meterDevice(meter: Meter, source: PageSource): unknown {
  const number = (meter.eid - 704_643_328) / 256 + 1;
  return {
    devName: "eim",
    sn: `${source.serialNumber}EIM${number}`,
    active: true,
    // Gateways call meters gone that work.
    modGone: true,
    channels: Array.from({ length: channelsOfMeter }, (_, channel) =>
      channel < meter.phases.length
        ? measuredChannel(meter, channel, source)
        : unusedChannel(channelEid(meter, channel)),
    ),
  };
}

function measuredChannel(meter: Meter, channel: number, source: PageSource): unknown {
  const { site, unixSeconds } = source;
  const eid = channelEid(meter, channel);
  const recordedAt = Math.floor(unixSeconds / recordSeconds) * recordSeconds;
  const midnight = midnightBefore(source);
  const at = (moment: number): Counted => countedBy(meter, metersAt(site, moment), channel);
  const now = at(recordedAt);
  const counters = {
    wh_dlvd_cum: Math.floor(now.wattHours),
    varh_lead_cum: Math.floor(now.leadingVarHours),
    varh_lag_cum: Math.floor(now.laggingVarHours),
    vah_cum: Math.floor(now.measured.voltAmpereHours),
  };
  const since = (from: number, to: number): number =>
    Math.floor(at(to).wattHours - at(from).wattHours);
  return {
    chanEid: eid,
    created: recordedAt,
    wattHours: {
      today: since(midnight, recordedAt),
      yesterday: since(midnightBefore(source, 1), midnight),
      week: since(weekBefore(source), recordedAt),
    },
    watts: { now: unsigned(now.watts), nowUsed: 0, max: maxWatts(meter, source) },
    lastReading: {
      eid,
      interval_type: 0,
      endDate: recordedAt,
      duration: recordSeconds,
      curr_w: unsigned(now.watts),
      ...counters,
      rms_mvolt: Math.round(now.measured.volts * 1000),
      rms_mamp: Math.round(now.measured.amperes * 1000),
      freq_mhz: gridHertz(site) * 1000,
      wh_pos: Math.floor(now.measured.delivered),
      wh_neg: Math.floor(now.measured.received),
    },
    lifetime: {
      createdTime: site.design.since,
      duration: Math.max(0, recordedAt - site.design.since),
      ...counters,
    },
  };
}

interface Counted {
  readonly measured: MeterReading;
  readonly watts: number;
  readonly wattHours: number;
  readonly laggingVarHours: number;
  readonly leadingVarHours: number;
}

function countedBy(meter: Meter, meters: readonly Meter[], channel: number): Counted {
  const [production] = meters.map(({ phases }) => phases[channel]);
  const measured = meters.find(({ eid }) => eid === meter.eid)?.phases[channel];
  if (measured === undefined || production === undefined) {
    throw new RangeError(`Meter ${meter.eid} has no phase ${channel}.`);
  }
  const isTotal = meter.measurementType === "net-consumption";
  const { watts, delivered, received, laggingVarHours, leadingVarHours } = measured;
  return {
    measured,
    watts: isTotal ? watts + production.watts : watts,
    wattHours: delivered - received + (isTotal ? production.delivered : 0),
    laggingVarHours: laggingVarHours - (isTotal ? production.laggingVarHours : 0),
    leadingVarHours: leadingVarHours - (isTotal ? production.leadingVarHours : 0),
  };
}

/** Gateways write power as an unsigned 32-bit number: −4 W come as 4294967292. */
function unsigned(watts: number): number {
  return Math.round(watts) >>> 0;
}

function maxWatts({ measurementType, phases }: Meter, { site }: PageSource): number {
  const { peakProductionWatts, peakHouseholdWatts, bank } = site.design;
  if (measurementType === "storage") return Math.ceil(bank.ratedWatts / phases.length);
  const charging = measurementType === "net-consumption" ? bank.ratedWatts : 0;
  const watts = measurementType === "production" ? peakProductionWatts : peakHouseholdWatts;
  return Math.ceil((watts + charging) / phases.length);
}

function unusedChannel(chanEid: number): unknown {
  return {
    chanEid,
    created: 0,
    wattHours: { today: 0, yesterday: 0, week: 0 },
    watts: { now: 0, nowUsed: 0, max: 0 },
    lastReading: {},
    lifetime: {},
  };
}
