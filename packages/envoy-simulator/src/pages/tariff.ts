import type { SimulatedSite } from "../site.js";
import type { PageSource } from "./page.js";

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** The text of `/admin/lib/tariff`: one price, and how the batteries are used. Firmware 5 knows no batteries. */
export function tariffPage({ site, login }: PageSource): string {
  const currency = { code: "EUR" };
  const single_rate = { rate: 0.25, sell: 0.08 };
  const changedAt = new Date(site.design.since * 1000).toISOString();
  const date = `${changedAt.slice(0, 10)} ${changedAt.slice(11, 19)} UTC`;
  if (login === "digest") {
    return JSON.stringify({
      tariff: { currency, single_rate, seasons: [], seasons_sell: [] },
      schedule: { source: "Tariff", date, version: "00.00.02" },
    });
  }
  const reserve = reserveOf(site);
  return JSON.stringify({
    tariff: {
      currency,
      logger: "mylogger",
      date: String(site.design.since),
      storage_settings: {
        mode: "self-consumption",
        operation_mode_sub_type: "",
        reserved_soc: reserve,
        very_low_soc: 10,
        charge_from_grid: false,
        date: String(site.design.since),
        opt_schedules: false,
      },
      single_rate,
      seasons: [],
      seasons_sell: [],
    },
    schedule: {
      filename: "Tariff",
      source: "Tariff",
      date,
      version: "00.00.02",
      reserved_soc: reserve,
      very_low_soc: 10,
      charge_from_grid: false,
      batt_mode: "self-consumption",
      battery_mode: "self-consumption",
      operation_mode_sub_type: "",
      opt_schedules: false,
      override: false,
      override_backup_soc: 30,
      override_chg_dischg_rate: 0,
      override_tou_mode: "StorageTouMode_DEFAULT_TOU_MODE",
      schedule: {
        Disable: weekdays.map((name) => ({ [name]: [allDay("ID")] })),
        tariff: [
          {
            start: "1/1",
            end: "1/1",
            ...Object.fromEntries(weekdays.map((name) => [name, [allDay("ZN")]])),
          },
        ],
      },
    },
  });
}

function reserveOf({ design }: SimulatedSite): number {
  return Math.round(design.bank.reserve * 100);
}

function allDay(setting: string): unknown {
  return { start: 0, duration: 1440, setting };
}
