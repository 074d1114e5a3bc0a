import type { PageSource } from "./page.js";

/**
 * The text of `/home.json` (and `/home`): the gateway's clock, network and updates. The recording of
 * firmware 8.3 has neither the database nor `alerts` and `update_status`, which firmware before it shows.
 */
export function homePage({ site, unixSeconds }: PageSource): string {
  const { inverters, inactiveInverter, batteries, acBatteries, controller, relay } = site.design;
  const now = new Date(unixSeconds * 1000).toISOString();
  const silent = inactiveInverter >= 0 && inactiveInverter < inverters ? 1 : 0;
  const pcu = inverters - silent;
  const level = (count: number): number => (count > 0 ? 5 : 0);
  const count = (num: number): unknown => ({ num, level: level(num) });
  return JSON.stringify({
    software_build_epoch: 1_725_031_207,
    is_nonvoy: false,
    db_size: "38 MB",
    db_percent_full: "9",
    timezone: "UTC",
    current_date: `${now.slice(5, 7)}/${now.slice(8, 10)}/${now.slice(0, 4)}`,
    current_time: now.slice(11, 16),
    network: {
      web_comm: true,
      ever_reported_to_enlighten: true,
      last_enlighten_report_time: Math.floor(unixSeconds / 900) * 900,
      primary_interface: "eth0",
      interfaces: [
        {
          type: "ethernet",
          interface: "eth0",
          mac: "02:00:00:00:00:01",
          dhcp: true,
          ip: "127.0.0.1",
          signal_strength: 1,
          signal_strength_max: 1,
          carrier: true,
        },
        {
          signal_strength: 0,
          signal_strength_max: 5,
          type: "wifi",
          interface: "wlan0",
          mac: "02:00:00:00:00:02",
          dhcp: true,
          ip: "169.254.1.1",
          carrier: false,
          supported: true,
          present: true,
          configured: false,
          status: "connecting",
        },
      ],
    },
    tariff: "single_rate",
    comm: {
      num: pcu + acBatteries + Number(relay),
      level: level(pcu),
      pcu: count(pcu),
      acb: count(acBatteries),
      nsrb: count(Number(relay)),
      esub: count(Number(controller)),
      encharge: [{ num: batteries, level: level(batteries), level_24g: 0, level_subg: 0 }],
    },
    alerts: [],
    update_status: "satisfied",
    wireless_connection: [
      { signal_strength: 0, signal_strength_max: 0, type: "BLE", connected: false },
    ],
  });
}
