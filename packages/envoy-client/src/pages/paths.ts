/** The gateway's pages that this package reads. */
export const paths = {
  info: "/info",
  /** Checks the token of the request, and sets a session cookie for it. */
  checkToken: "/auth/check_jwt",
  deviceData: "/ivp/pdm/device_data",
  inverters: "/api/v1/production/inverters",
  productionTotals: "/api/v1/production",
  production: "/production.json",
  meters: "/ivp/meters",
  meterReadings: "/ivp/meters/readings",
  inventory: "/inventory.json",
  ensembleInventory: "/ivp/ensemble/inventory",
  batteryPower: "/ivp/ensemble/power",
  batterySummary: "/ivp/ensemble/secctrl",
  ensembleStatus: "/ivp/ensemble/status",
  gridRelay: "/ivp/ensemble/relay",
  generator: "/ivp/ensemble/generator",
  generatorConfig: "/ivp/ss/gen_config",
  generatorSchedule: "/ivp/ss/gen_schedule",
  generatorMode: "/ivp/ss/gen_mode",
  dryContacts: "/ivp/ensemble/dry_contacts",
  dryContactSettings: "/ivp/ss/dry_contact_settings",
  tariff: "/admin/lib/tariff",
  liveData: "/ivp/livedata/status",
  home: "/home.json",
} as const;

/** The name of a page, such as "meterReadings" for `/ivp/meters/readings`. */
export type PageName = keyof typeof paths;
