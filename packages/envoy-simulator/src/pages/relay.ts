import { gridHertz } from "../meters.js";
import type { SimulatedSite } from "../site.js";
import type { PageSource } from "./page.js";

/** An IQ Relay, which disconnects the inverters from a faulty grid. */
export interface Relay {
  readonly serialNumber: string;
}

/** The site's relays: one, or none. */
export function relayAt(site: SimulatedSite): readonly Relay[] {
  return site.design.relay ? [{ serialNumber: "482302100000" }] : [];
}

/** A relay as `device_data` shows it. No recording has one: the fields are those that homebridge-enphase-envoy reads. */
export function relayDevice(relay: Relay, { site, unixSeconds }: PageSource): unknown {
  const { phases } = site.design;
  const eid = 1_728_052_497;
  const endDate = Math.floor(unixSeconds / 900) * 900;
  const millivolts = (line: number): number => (line <= phases ? 236_000 : 0);
  return {
    devName: "nsrb",
    sn: relay.serialNumber,
    active: true,
    modGone: false,
    channels: [
      {
        chanEid: eid,
        created: endDate,
        lastReading: {
          eid,
          endDate,
          temperature: 24,
          acCurrOffset: 0,
          VrmsL1N: millivolts(1),
          VrmsL2N: millivolts(2),
          VrmsL3N: millivolts(3),
          freqInmHz: gridHertz(site) * 1000,
        },
      },
    ],
  };
}
