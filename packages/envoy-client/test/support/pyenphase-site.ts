import type { Energy, Site, SiteInverter, SiteMeter } from "@envoy/envoy-client";
import type { MeterValues } from "../../src/pages/meters.js";
import {
  ofAcBattery,
  ofAcBatterySummary,
  ofBattery,
  ofBatteryPower,
  ofBatterySummary,
  ofCollar,
  ofCombinedSummary,
  ofCombiner,
  ofController,
} from "./pyenphase-devices.js";
import {
  ofDryContact,
  ofGeneratorConfig,
  ofGeneratorSchedule,
  ofGeneratorStatus,
} from "./pyenphase-settings.js";
import { byKey } from "./recordings.js";

type Values = Record<string, unknown>;

/** A site under the names and in the units that pyenphase gives its values. */
export function ofSite(site: Site): Values {
  const { production, consumption, netConsumption, grid, generator } = site;
  const meters = Object.fromEntries(site.meters.map((meter) => [meter.type, ofMeter(meter)]));
  const meterPhases = Object.fromEntries(
    site.meters
      .filter(({ phases }) => phases.length > 0)
      .map((meter) => [meter.type, byPhase(meter.phases, (phase) => ofMeter(meter, phase))]),
  );
  const contacts = site.dryContacts;
  const hasSummary = site.batteries.length > 0;
  const hasBoth = hasSummary && site.acBatteries.length > 0;
  return {
    _model: modelOf(site),
    _features: maskOf(site),
    system_production: ofEnergy(production),
    system_production_phases: phasesOf(production),
    system_consumption: ofEnergy(consumption),
    system_consumption_phases: phasesOf(consumption),
    system_net_consumption: ofEnergy(netConsumption),
    system_net_consumption_phases: phasesOf(netConsumption),
    inverters: byKey(site.inverters, "serialNumber", ofInverter),
    ctmeters: meters,
    ctmeters_phases: meterPhases,
    ctmeter_production: meters["production"],
    ctmeter_production_phases: meterPhases["production"],
    ctmeter_consumption: meters["net-consumption"] ?? meters["total-consumption"],
    ctmeter_consumption_phases: meterPhases["net-consumption"] ?? meterPhases["total-consumption"],
    ctmeter_storage: meters["storage"],
    ctmeter_storage_phases: meterPhases["storage"],
    encharge_inventory: byKey(site.batteries, "serialNumber", ofBattery),
    encharge_power: byKey(site.batteries, "serialNumber", ofBatteryPower),
    encharge_aggregate: hasSummary ? ofBatterySummary(site.batterySummary) : undefined,
    battery_aggregate: hasBoth ? ofCombinedSummary(site.batterySummary) : undefined,
    acb_inventory: byKey(site.acBatteries, "serialNumber", ofAcBattery),
    acb_power: site.acBatterySummary && ofAcBatterySummary(site.acBatterySummary),
    enpower: grid?.systemController && ofController(grid.systemController),
    collar: grid?.meterCollar && ofCollar(grid.meterCollar),
    c6cc: grid?.combinerController && ofCombiner(grid.combinerController),
    dry_contact_status: byKey(contacts, "id", ({ id, state }) => ({ id, status: state })),
    dry_contact_settings: Object.fromEntries(
      contacts.flatMap(({ id, settings }) => (settings ? [[id, ofDryContact(settings)]] : [])),
    ),
    generator: generator?.status && ofGeneratorStatus(generator.status),
    generator_config: generator && ofGeneratorConfig(generator.config),
    generator_schedule: generator?.schedule && ofGeneratorSchedule(generator.schedule),
    generator_mode: generator?.mode && {
      gen_cmd: generator.mode.command,
      last_updated_by: generator.mode.lastUpdatedBy,
    },
  };
}

/** The bits of pyenphase's features. */
const featureBits = {
  INVERTERS: 1,
  METERING: 2,
  TOTAL_CONSUMPTION: 4,
  NET_CONSUMPTION: 8,
  ENCHARGE: 16,
  ENPOWER: 32,
  PRODUCTION: 64,
  TARIFF: 128,
  DUALPHASE: 256,
  THREEPHASE: 512,
  CTMETERS: 1024,
  GENERATOR: 2048,
  ACB: 4096,
  DETAILED_INVERTERS: 8192,
  COLLAR: 0x4000,
  C6CC: 0x8000,
};

/** pyenphase's features by name; those that a site has not are left out. */
export function featuresOf(mask: number): Values {
  const names = Object.entries(featureBits).filter(([, bit]) => (mask & bit) !== 0);
  return Object.fromEntries(names.map(([name]) => [name, true]));
}

function maskOf({ features, grid, ...site }: Site): number {
  const has = {
    INVERTERS: site.inverters.length > 0,
    METERING: site.production?.source === "meter",
    TOTAL_CONSUMPTION: site.consumption !== undefined,
    NET_CONSUMPTION: site.netConsumption !== undefined,
    ENCHARGE: features.hasBatteries,
    ENPOWER: grid?.systemController !== undefined,
    PRODUCTION: site.production !== undefined,
    TARIFF: false,
    DUALPHASE: features.phaseCount === 2,
    THREEPHASE: features.phaseCount === 3,
    CTMETERS: features.meters.length > 0,
    GENERATOR: features.hasGenerator,
    ACB: features.hasAcBatteries,
    DETAILED_INVERTERS: features.hasDeviceData,
    COLLAR: grid?.meterCollar !== undefined,
    C6CC: grid?.combinerController !== undefined,
  } satisfies Record<keyof typeof featureBits, boolean>;
  return Object.entries(featureBits).reduce(
    (mask, [name, bit]) => mask | (has[name as keyof typeof has] ? bit : 0),
    0,
  );
}

/** pyenphase's description of a gateway. */
function modelOf({ meters, features }: Site): string {
  if (meters.length === 0) return "Envoy";
  const phases = `phases: ${features.phaseCount}, phase mode: ${meters.at(-1)?.phaseMode}`;
  return ["Envoy", phases, ...meters.map(({ type }) => `${type} CT`)].join(", ");
}

function ofEnergy(energy: Energy | undefined): Values | undefined {
  return (
    energy && {
      watt_hours_last_7_days: whole(energy.wattHoursLastSevenDays),
      watt_hours_lifetime: whole(energy.wattHoursLifetime),
      watt_hours_today: whole(energy.wattHoursToday),
      watts_now: whole(energy.watts),
    }
  );
}

function phasesOf(energy: Energy | undefined): Values | undefined {
  if (energy === undefined || energy.phases.length === 0) return undefined;
  return byPhase(energy.phases, ofEnergy);
}

function byPhase<T>(phases: readonly T[], convert: (phase: T) => unknown): Values {
  return Object.fromEntries(phases.map((phase, i) => [`L${i + 1}`, convert(phase)]));
}

function ofInverter(inverter: SiteInverter): Values {
  const { reading } = inverter;
  const { joulesProduced, durationSeconds } = reading ?? {};
  return {
    serial_number: inverter.serialNumber,
    last_report_date: inverter.lastReportDate ?? 0,
    last_report_watts: inverter.lastReportWatts,
    max_report_watts: inverter.maxReportWatts,
    ac_current: thousandth(reading?.acCurrentMilliamperes),
    ac_frequency: thousandth(reading?.acFrequencyMillihertz),
    ac_voltage: thousandth(reading?.acVoltageMillivolts),
    dc_current: thousandth(reading?.dcCurrentMilliamperes),
    dc_voltage: thousandth(reading?.dcVoltageMillivolts),
    energy_produced:
      joulesProduced !== undefined && durationSeconds !== undefined
        ? Math.round((joulesProduced / durationSeconds / 3.6) * 1000) / 1000
        : undefined,
    energy_today: inverter.wattHoursToday,
    last_report_duration: durationSeconds,
    lifetime_energy: whole(inverter.lifetimeWattHours),
    temperature: reading?.temperatureCelsius,
  };
}

function ofMeter(meter: SiteMeter, values: Partial<MeterValues> = meter): Values {
  return {
    eid: values.id,
    timestamp: values.timestamp,
    energy_delivered: whole(values.energyDeliveredWattHours),
    energy_received: whole(values.energyReceivedWattHours),
    active_power: whole(values.activePowerWatts),
    power_factor: values.powerFactor,
    voltage: values.voltageVolts,
    current: values.currentAmperes,
    frequency: values.frequencyHertz,
    state: meter.state,
    measurement_type: meter.type,
    metering_status: meter.status,
    status_flags: meter.flags,
  };
}

function thousandth(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value / 1000;
}

/** Rounded as Python does: halves to the even number. */
function whole(value: number | undefined): number | undefined {
  if (value === undefined) return undefined;
  const rounded = Math.round(value);
  const isHalf = Math.abs(value % 1) === 0.5;
  return (isHalf && rounded % 2 !== 0 ? rounded - 1 : rounded) + 0;
}
