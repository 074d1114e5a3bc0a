import type { SimulatedInverter } from "../inverter-reports.js";
import { type AcBattery, acBatteriesAt } from "./ac-batteries.js";
import type { PageSource } from "./page.js";
import { type Relay, relayAt } from "./relay.js";

/** The text of `/inventory.json`: the devices that talk over the power line, in groups. */
export function inventoryPage(source: PageSource): string {
  const { site, unixSeconds } = source;
  const { phases } = site.design;
  return JSON.stringify([
    {
      type: "PCU",
      devices: site
        .invertersAt(unixSeconds)
        .map((inverter) => inverterItem(inverter, phases, source)),
    },
    {
      type: "ACB",
      devices: acBatteriesAt(site, unixSeconds).map((battery, index) =>
        acBatteryItem(battery, index, source),
      ),
    },
    { type: "NSRB", devices: relayAt(site).map((relay) => relayItem(relay, source)) },
    { type: "ESUB", devices: [] },
  ]);
}

/** What all groups have; dates are texts on this page. */
function item(
  serialNumber: string,
  parts: Readonly<Record<"part" | "image" | "template", string>>,
  about: { devType: number; chaneid: number; lastReport: number; isThere: boolean },
  { site }: PageSource,
): Readonly<Record<string, unknown>> {
  const { lastReport, isThere } = about;
  return {
    part_num: parts.part,
    installed: String(site.design.since),
    serial_num: serialNumber,
    device_status: [isThere ? "envoy.global.ok" : "envoy.cond_flags.pcu_ctrl.commfail"],
    last_rpt_date: String(lastReport),
    admin_state: 2,
    dev_type: about.devType,
    created_date: String(site.design.since),
    img_load_date: String(site.design.since),
    img_pnum_running: parts.image,
    ptpn: parts.template,
    chaneid: about.chaneid,
    device_control: [{ gficlearset: false }],
    producing: isThere,
    communicating: isThere,
    provisioned: true,
    operating: isThere,
  };
}

const inverterParts = {
  part: "800-00630-r02",
  image: "520-00082-r01-v04.30.32",
  template: "540-00134-r01-v04.30.10",
};
const acBatteryParts = {
  part: "800-00930-r03",
  image: "520-00092-r01-v02.13.02",
  template: "540-00155-r01-v02.13.01",
};
const relayParts = {
  part: "800-00598-r04",
  image: "520-00086-r01-v02.12.07",
  template: "540-00140-r01-v02.12.09",
};

function inverterItem(inverter: SimulatedInverter, phases: number, source: PageSource): unknown {
  const { serialNumber, index, report, active } = inverter;
  const about = {
    devType: 1,
    chaneid: 1_627_390_225 + index * 256,
    lastReport: report?.endDate ?? 0,
    isThere: active,
  };
  return {
    ...item(serialNumber, inverterParts, about, source),
    phase: phases === 3 ? `ph-${"abc"[index % 3]}` : "ph-a",
  };
}

function acBatteryItem(battery: AcBattery, index: number, source: PageSource): unknown {
  const about = {
    devType: 11,
    chaneid: 1_795_162_385 + index * 256,
    lastReport: Math.floor(source.unixSeconds),
    isThere: true,
  };
  return {
    ...item(battery.serialNumber, acBatteryParts, about, source),
    sleep_enabled: false,
    percentFull: battery.percentFull,
    maxCellTemp: 21,
    sleep_min_soc: 25,
    sleep_max_soc: 30,
    charge_status: battery.state,
  };
}

/** No recording has a relay: beyond what every item has, its fields are those that homebridge-enphase-envoy reads of type NSRB. */
function relayItem(relay: Relay, source: PageSource): unknown {
  const { phases } = source.site.design;
  const about = {
    devType: 12,
    chaneid: 1_728_052_497,
    lastReport: Math.floor(source.unixSeconds),
    isThere: true,
  };
  return {
    ...item(relay.serialNumber, relayParts, about, source),
    relay: "closed",
    reason_code: 0,
    reason: "ok",
    "line-count": phases,
    "line1-connected": true,
    "line2-connected": phases > 1,
    "line3-connected": phases > 2,
  };
}
