import type { SimulatedSite } from "@envoy/envoy-simulator";
import { jsonOf } from "./pages.js";

export interface Reading {
  readonly actEnergyDlvd: number;
  readonly actEnergyRcvd: number;
  readonly activePower: number;
  readonly voltage: number;
  readonly channels: readonly Reading[];
}

export interface Entry {
  readonly type: string;
  readonly activeCount: number;
  readonly measurementType?: string;
  readonly wNow: number;
  readonly whLifetime: number;
  readonly whToday: number;
  readonly whLastSevenDays: number;
  readonly lines?: readonly Entry[];
}

export interface Production {
  readonly production: readonly Entry[];
  readonly consumption: readonly Entry[];
}

export interface Device {
  readonly devName: string;
  readonly sn: string;
  readonly active: boolean;
  readonly modGone: boolean;
  readonly channels: readonly {
    readonly created: number;
    readonly watts: { readonly now: number };
    readonly wattHours: { readonly today: number; readonly yesterday: number };
    readonly lastReading: Readonly<Record<string, number>>;
  }[];
}

export interface Totals {
  readonly wattsNow: number;
  readonly wattHoursToday: number;
  readonly wattHoursLifetime: number;
}

export const details = "/production.json?details=1";

export function entriesOf(site: SimulatedSite, moment: number, path = details): readonly Entry[] {
  const { production, consumption } = jsonOf<Production>(site, path, moment);
  return [...production, ...consumption];
}

export function readingsOf(site: SimulatedSite, moment: number): readonly Reading[] {
  return jsonOf(site, "/ivp/meters/readings", moment);
}

export function devicesOf(site: SimulatedSite, moment: number): readonly Device[] {
  const page = jsonOf<Record<string, Device>>(site, "/ivp/pdm/device_data", moment);
  return Object.values(page).filter((value) => typeof value === "object");
}
