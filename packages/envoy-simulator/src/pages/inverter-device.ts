import type { SimulatedInverter } from "../inverter-reports.js";
import { wattsOf } from "../inverter-totals.js";

/** An inverter as `device_data` shows it. */
export function inverterDevice(inverter: SimulatedInverter): unknown {
  const { serialNumber, active, report, lifetimeJoules } = inverter;
  const eid = 1_627_390_225 + inverter.index * 256;
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
        watts: { now: wattsOf(report), nowUsed: 0, max: inverter.maxWatts },
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
                pwrConvErrSecs: report.errorSeconds,
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
