import type { AcBattery, AcBatterySummary } from "../pages/ac-batteries.js";
import type { SiteInverter } from "../pages/all-inverters.js";
import type { Battery } from "../pages/batteries.js";
import type { BatterySummary } from "../pages/battery-summary.js";
import type { DryContact } from "../pages/dry-contacts.js";
import type { GatewayInfo } from "../pages/gateway-info.js";
import type { Generator } from "../pages/generator.js";
import type { Grid } from "../pages/grid.js";
import type { Problem } from "../pages/problem.js";
import type { SiteEnergy } from "./energy.js";
import type { SiteMeter } from "./site-meters.js";

/** A whole site at one moment: each value from the page of its gateway that can be believed. */
export interface Site extends SiteEnergy {
  /** What the gateway is. */
  readonly gateway: GatewayInfo;
  /** The inverters in use, unless others are asked for. */
  readonly inverters: readonly SiteInverter[];
  /** The meters that are installed. */
  readonly meters: readonly SiteMeter[];
  /** IQ Batteries (Encharge). */
  readonly batteries: readonly Battery[];
  /** AC batteries, which came before IQ Batteries, that are in use. */
  readonly acBatteries: readonly AcBattery[];
  /** The AC batteries together; undefined on a site without. */
  readonly acBatterySummary: AcBatterySummary | undefined;
  /** The batteries together; undefined on a site without. */
  readonly batterySummary: SiteBatterySummary | undefined;
  /** The devices that connect the site to the grid; undefined on a site without. */
  readonly grid: Grid | undefined;
  /** The generator; undefined on a site without. */
  readonly generator: Generator | undefined;
  /** The dry contacts of the system controller, with what they are for. */
  readonly dryContacts: readonly DryContact[];
  /** What this site has. */
  readonly features: SiteFeatures;
  /** Pages that failed, and what could not be used of others, by path; all the rest is given. */
  readonly problems: readonly Problem[];
}

/** The batteries of a site together. */
export interface SiteBatterySummary extends BatterySummary {
  /** Of the IQ Batteries (Encharge); negative: they charge. */
  readonly watts: number | undefined;
}

/** What a site has, as its gateway showed it. */
export interface SiteFeatures {
  /** The types of the installed meters, such as "production" and "net-consumption". */
  readonly meters: readonly string[];
  /** How many phases they measure; undefined without meters. */
  readonly phaseCount: number | undefined;
  /** The inverters' whole readings, from `device_data`. */
  readonly hasDeviceData: boolean;
  readonly hasBatteries: boolean;
  readonly hasAcBatteries: boolean;
  /** A device that can separate the site from the grid. */
  readonly hasGridSwitch: boolean;
  readonly hasGenerator: boolean;
  readonly hasDryContacts: boolean;
}
