import type { AcBatterySummary, ListedAcBattery } from "./ac-batteries.js";
import type { BatteryPower, ListedBattery } from "./batteries.js";
import type { BatterySummary } from "./battery-summary.js";
import type { DeviceData } from "./device-data.js";
import type { DryContactSettings, DryContactState } from "./dry-contacts.js";
import type { WithProblems } from "./field-reader.js";
import type { GatewayInfo } from "./gateway-info.js";
import type {
  GeneratorConfig,
  GeneratorMode,
  GeneratorSchedule,
  GeneratorStatus,
} from "./generator.js";
import type { Grid, GridRelay } from "./grid.js";
import type { GatewayHome } from "./home.js";
import type { InventoryGroup } from "./inventory.js";
import type { Inverter } from "./inverters.js";
import type { LiveData } from "./live-data.js";
import type { Meter, MeterReading } from "./meters.js";
import type { Parsed } from "./parsed.js";
import { paths } from "./paths.js";
import type { Production, ProductionTotals } from "./production.js";
import type { Tariff } from "./tariff.js";

/** A page of the gateway: where it is, and how its answer is read. */
export interface Page<T> {
  readonly path: string;
  /** Where some firmware has it instead: asked in turn if the one before answers 404. */
  readonly otherPaths?: readonly string[];
  /** The parser, loaded when it is first needed: a poll that saves answers needs none. */
  readonly parser: () => Promise<(text: string) => T>;
}

/** What each page is read as. */
interface PageTypes {
  readonly info: GatewayInfo;
  readonly deviceData: DeviceData;
  readonly inverters: Parsed<Inverter>;
  readonly productionTotals: WithProblems<ProductionTotals>;
  readonly production: WithProblems<Production>;
  readonly meters: Parsed<Meter>;
  readonly meterReadings: Parsed<MeterReading>;
  readonly inventory: Parsed<InventoryGroup>;
  readonly acBatteries: Parsed<ListedAcBattery>;
  readonly acBatterySummary: Parsed<AcBatterySummary>;
  readonly ensembleInventory: Parsed<InventoryGroup>;
  readonly batteries: Parsed<ListedBattery>;
  readonly batteryPowers: Parsed<BatteryPower>;
  readonly batterySummary: WithProblems<BatterySummary>;
  readonly grid: WithProblems<Grid>;
  readonly gridRelay: WithProblems<GridRelay>;
  readonly generatorConfig: WithProblems<GeneratorConfig> | undefined;
  readonly generatorStatus: WithProblems<GeneratorStatus>;
  readonly generatorSchedule: WithProblems<GeneratorSchedule> | undefined;
  readonly generatorMode: WithProblems<GeneratorMode>;
  readonly dryContacts: Parsed<DryContactState>;
  readonly dryContactSettings: Parsed<DryContactSettings>;
  readonly tariff: WithProblems<Tariff>;
  readonly liveData: WithProblems<LiveData>;
  readonly home: WithProblems<GatewayHome>;
}

/** The phases of meters are only in the details; early firmware 7 has the page only at /production. */
const production = {
  path: `${paths.production}?details=1`,
  otherPaths: [paths.production, "/production"],
};

const inventory = { path: paths.inventory, otherPaths: ["/inventory"] };

/** The pages that this package reads. */
export const pageTable: { readonly [P in keyof PageTypes]: Page<PageTypes[P]> } = {
  info: {
    path: paths.info,
    parser: async () => (await import("./gateway-info.js")).parseGatewayInfo,
  },
  deviceData: {
    path: paths.deviceData,
    parser: async () => (await import("./device-data.js")).parseDeviceDataText,
  },
  inverters: {
    path: paths.inverters,
    parser: async () => (await import("./inverters.js")).parseInverters,
  },
  productionTotals: {
    path: paths.productionTotals,
    parser: async () => (await import("./production.js")).parseProductionTotals,
  },
  production: {
    ...production,
    parser: async () => (await import("./production.js")).parseProduction,
  },
  meters: {
    path: paths.meters,
    parser: async () => (await import("./meters.js")).parseMeters,
  },
  meterReadings: {
    path: paths.meterReadings,
    parser: async () => (await import("./meters.js")).parseMeterReadings,
  },
  inventory: {
    ...inventory,
    parser: async () => (await import("./inventory.js")).parseInventory,
  },
  acBatteries: {
    ...inventory,
    parser: async () => (await import("./ac-batteries.js")).parseAcBatteries,
  },
  acBatterySummary: {
    ...production,
    parser: async () => (await import("./ac-batteries.js")).parseAcBatterySummary,
  },
  ensembleInventory: {
    path: paths.ensembleInventory,
    parser: async () => (await import("./inventory.js")).parseEnsembleInventory,
  },
  batteries: {
    path: paths.ensembleInventory,
    parser: async () => (await import("./batteries.js")).parseBatteries,
  },
  batteryPowers: {
    path: paths.batteryPower,
    parser: async () => (await import("./batteries.js")).parseBatteryPowers,
  },
  batterySummary: {
    path: paths.batterySummary,
    parser: async () => (await import("./battery-summary.js")).parseBatterySummary,
  },
  grid: {
    path: paths.ensembleInventory,
    parser: async () => (await import("./grid.js")).parseGrid,
  },
  gridRelay: {
    path: paths.ensembleStatus,
    otherPaths: [paths.gridRelay],
    parser: async () => (await import("./grid.js")).parseGridRelay,
  },
  generatorConfig: {
    path: paths.generatorConfig,
    parser: async () => (await import("./generator.js")).parseGeneratorConfig,
  },
  generatorStatus: {
    path: paths.generator,
    parser: async () => (await import("./generator.js")).parseGeneratorStatus,
  },
  generatorSchedule: {
    path: paths.generatorSchedule,
    parser: async () => (await import("./generator.js")).parseGeneratorSchedule,
  },
  generatorMode: {
    path: paths.generatorMode,
    parser: async () => (await import("./generator.js")).parseGeneratorMode,
  },
  dryContacts: {
    path: paths.dryContacts,
    parser: async () => (await import("./dry-contacts.js")).parseDryContactStates,
  },
  dryContactSettings: {
    path: paths.dryContactSettings,
    parser: async () => (await import("./dry-contacts.js")).parseDryContactSettings,
  },
  tariff: {
    path: paths.tariff,
    parser: async () => (await import("./tariff.js")).parseTariff,
  },
  liveData: {
    path: paths.liveData,
    parser: async () => (await import("./live-data.js")).parseLiveData,
  },
  home: {
    path: paths.home,
    otherPaths: ["/home"],
    parser: async () => (await import("./home.js")).parseHome,
  },
};
