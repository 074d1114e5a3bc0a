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
  home: "/home.json",
} as const;
