import type { SimulatedInverter } from "./inverter-reports.js";

/** How many devices `device_data` shows at most, on every firmware seen so far. */
const deviceDataLimit = 50;

/** The text of `/ivp/pdm/device_data` as firmware 8 writes it, for the inverters of a {@link SimulatedSite}. */
export function deviceDataPage(
  inverters: readonly SimulatedInverter[],
  limit: number = deviceDataLimit,
): string {
  const page: Record<string, unknown> = {};
  for (const inverter of inverters.slice(0, limit)) {
    page[String(553_648_384 + inverter.index * 256)] = device(inverter);
  }
  page["deviceCount"] = inverters.length;
  page["deviceDataLimit"] = limit;
  return JSON.stringify(page);
}

function device(inverter: SimulatedInverter): unknown {
  const { serialNumber, active, report, lifetimeJoules } = inverter;
  const eid = 1_627_390_225 + inverter.index * 256;
  const watts =
    report === undefined ? 0 : Math.round(report.joulesProduced / report.durationSeconds);
  return {
    devName: "pcu",
    sn: serialNumber,
    active,
    modGone: !active,
    channels: [
      {
        chanEid: eid,
        created: report?.endDate ?? 0,
        wattHours: {
          today: inverter.wattHoursToday,
          yesterday: inverter.wattHoursYesterday,
          week: inverter.wattHoursToday + inverter.wattHoursYesterday,
        },
        watts: { now: watts, nowUsed: 0, max: inverter.maxWatts },
        lastReading:
          report === undefined
            ? {}
            : {
                eid,
                interval_type: 0,
                endDate: report.endDate,
                duration: report.durationSeconds,
                flags: 2_097_152,
                flags_hex: "0x0000000000200000",
                joulesProduced: report.joulesProduced,
                acVoltageINmV: report.acVoltageMillivolts,
                acFrequencyINmHz: report.acFrequencyMillihertz,
                dcVoltageINmV: report.dcVoltageMillivolts,
                dcCurrentINmA: report.dcCurrentMilliamperes,
                channelTemp: report.temperatureCelsius,
                pwrConvErrSecs: 0,
                pwrConvMaxErrCycles: 0,
                joulesUsed: 0,
                leadingVArs: 0,
                laggingVArs: 38,
                acCurrentInmA: 0,
                l1NAcVoltageInmV: 0,
                l2NAcVoltageInmV: 0,
                l3NAcVoltageInmV: 0,
                rssi: 0,
                issi: 0,
              },
        lifetime:
          report === undefined
            ? {}
            : { createdTime: 0, duration: 0, joulesProduced: lifetimeJoules },
      },
    ],
  };
}

/** The text of `/api/v1/production/inverters`: every inverter, with its last power but no energy. */
export function invertersPage(inverters: readonly SimulatedInverter[]): string {
  return JSON.stringify(
    inverters.map(({ serialNumber, report, maxWatts }) => ({
      serialNumber,
      lastReportDate: report?.endDate ?? 0,
      devType: 1,
      lastReportWatts:
        report === undefined ? 0 : Math.round(report.joulesProduced / report.durationSeconds),
      maxReportWatts: maxWatts,
    })),
  );
}

/** The text of `/info`, as firmware 8 (token) or 5 (digest) writes it. */
export function infoPage(
  serialNumber: string,
  unixSeconds: number,
  login: "token" | "digest",
): string {
  const hasToken = login === "token";
  return `<?xml version='1.0' encoding='UTF-8'?>
<envoy_info>
  <time>${Math.floor(unixSeconds)}</time>
  <device>
    <sn>${serialNumber}</sn>
    <pn>${hasToken ? "800-00654-r08" : "800-00551-r02"}</pn>
    <software>${hasToken ? "D8.2.4345" : "D5.0.62"}</software>
    <euaid>4c8675</euaid>
    <seqnum>0</seqnum>
    <apiver>1</apiver>
    <imeter>false</imeter>
  </device>
${hasToken ? "  <web-tokens>true</web-tokens>\n" : ""}</envoy_info>
`;
}
