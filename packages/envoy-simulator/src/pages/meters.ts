import {
  channelEid,
  channelsOfMeter,
  gridHertz,
  type Meter,
  type MeterReading,
  metersAt,
  powerFactorOf,
} from "../meters.js";
import { type PageSource, thousandths } from "./page.js";

/** The text of `/ivp/meters`: which meters there are. */
export function metersPage({ site, unixSeconds }: PageSource): string {
  const { phases } = site.design;
  return JSON.stringify(
    metersAt(site, unixSeconds).map(({ eid, state, measurementType }) => ({
      eid,
      state,
      measurementType,
      phaseMode: phases === 2 ? "split" : "three",
      phaseCount: phases,
      meteringStatus: "normal",
      statusFlags: [],
    })),
  );
}

/** The text of `/ivp/meters/readings`: what each meter measures now, in all and on each wire. */
export function meterReadingsPage({ site, unixSeconds }: PageSource): string {
  const timestamp = Math.floor(unixSeconds);
  const hertz = gridHertz(site);
  return JSON.stringify(
    metersAt(site, unixSeconds).map((meter) => ({
      ...reading(meter.eid, timestamp, hertz, meter.total),
      channels: wiresOf(meter).map((wire, channel) =>
        reading(channelEid(meter, channel), timestamp, hertz, wire),
      ),
    })),
  );
}

function reading(
  eid: number,
  timestamp: number,
  hertz: number,
  of: MeterReading,
): Readonly<Record<string, number>> {
  return {
    eid,
    timestamp,
    actEnergyDlvd: thousandths(of.delivered),
    actEnergyRcvd: thousandths(of.received),
    apparentEnergy: thousandths(of.voltAmpereHours),
    reactEnergyLagg: thousandths(of.laggingVarHours),
    reactEnergyLead: thousandths(of.leadingVarHours),
    instantaneousDemand: thousandths(of.watts),
    activePower: thousandths(of.watts),
    apparentPower: thousandths(of.voltAmperes),
    reactivePower: thousandths(of.vars),
    pwrFactor: thousandths(powerFactorOf(of)),
    voltage: thousandths(of.volts),
    current: thousandths(of.amperes),
    freq: hertz,
  };
}

const unused: MeterReading = {
  watts: 0,
  volts: 0,
  amperes: 0,
  voltAmperes: 0,
  vars: 0,
  delivered: 0,
  received: 0,
  voltAmpereHours: 0,
  laggingVarHours: 0,
  leadingVarHours: 0,
};

function wiresOf(meter: Meter): readonly MeterReading[] {
  return Array.from({ length: channelsOfMeter }, (_, wire) => meter.phases[wire] ?? unused);
}
