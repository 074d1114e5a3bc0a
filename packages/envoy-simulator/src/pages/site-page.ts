import { siteDeviceDataPage } from "./device-data.js";
import { dryContactSettingsPage, dryContactsPage } from "./dry-contacts.js";
import { ensembleInventoryPage } from "./ensemble-inventory.js";
import { ensemblePowerPage, ensembleStatusPage, secondaryControlPage } from "./ensemble-status.js";
import { generatorConfigPage, generatorPage } from "./generator.js";
import { homePage } from "./home.js";
import { infoPage } from "./info.js";
import { inventoryPage } from "./inventory.js";
import { invertersAndBatteriesPage } from "./inverters.js";
import { liveDataPage } from "./live-data.js";
import { meterReadingsPage, metersPage } from "./meters.js";
import type { PageSource } from "./page.js";
import { productionPage } from "./production.js";
import { productionTotalsPage } from "./production-totals.js";
import { tariffPage } from "./tariff.js";

type Page = (source: PageSource, query: URLSearchParams) => string;

/** The pages that firmware 5 and firmware 8 both have. */
const pagesOfBoth: Readonly<Record<string, Page>> = {
  "/info": infoPage,
  "/home": homePage,
  "/home.json": homePage,
  "/inventory": inventoryPage,
  "/inventory.json": inventoryPage,
  "/api/v1/production": productionTotalsPage,
  "/api/v1/production/inverters": invertersAndBatteriesPage,
  "/production": productionPage,
  "/production.json": productionPage,
  "/ivp/meters": metersPage,
  "/ivp/meters/readings": meterReadingsPage,
  "/ivp/pdm/device_data": siteDeviceDataPage,
  "/admin/lib/tariff": tariffPage,
};

/** What came with batteries, in firmware 7. */
const pagesOfToken: Readonly<Record<string, Page>> = {
  "/ivp/ensemble/inventory": ensembleInventoryPage,
  "/ivp/ensemble/power": ensemblePowerPage,
  "/ivp/ensemble/secctrl": secondaryControlPage,
  "/ivp/ensemble/status": ensembleStatusPage,
  "/ivp/ensemble/generator": generatorPage,
  "/ivp/ensemble/dry_contacts": dryContactsPage,
  "/ivp/ss/dry_contact_settings": dryContactSettingsPage,
  "/ivp/ss/gen_config": generatorConfigPage,
  "/ivp/livedata/status": liveDataPage,
};

/** The text of any page of a site's gateway, by its path with the query; undefined if its firmware has no such page. */
export function sitePage(path: string, source: PageSource): string | undefined {
  const { pathname, searchParams } = new URL(path, "http://gateway");
  const pages = source.login === "token" ? { ...pagesOfBoth, ...pagesOfToken } : pagesOfBoth;
  return Object.hasOwn(pages, pathname) ? pages[pathname]?.(source, searchParams) : undefined;
}
