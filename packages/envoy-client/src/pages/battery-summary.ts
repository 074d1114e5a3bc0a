import { readPage, type WithProblems } from "./field-reader.js";
import { paths } from "./paths.js";

/** The batteries of a site together, from `/ivp/ensemble/secctrl`. Zeros where there are none. */
export interface BatterySummary {
  /** Of the IQ Batteries (Encharge). */
  readonly stateOfChargePercent: number | undefined;
  /** What they hold now. */
  readonly availableWattHours: number | undefined;
  /** What they hold when full. */
  readonly capacityWattHours: number | undefined;
  /** What is kept for an outage. */
  readonly reserveWattHours: number | undefined;
  /** The reserve that applies now; it may be raised before a storm. */
  readonly reservePercent: number | undefined;
  /** The reserve that the owner chose. */
  readonly configuredReservePercent: number | undefined;
  /** Below this the batteries protect themselves; since firmware 8. */
  readonly veryLowPercent: number | undefined;
  /** Since firmware 8. */
  readonly healthPercent: number | undefined;
  /** The AC batteries. */
  readonly acBatteries: {
    readonly stateOfChargePercent: number | undefined;
    readonly availableWattHours: number | undefined;
  };
  /** IQ Batteries and AC batteries together. */
  readonly combined: {
    readonly stateOfChargePercent: number | undefined;
    readonly availableWattHours: number | undefined;
    /** Less than `availableWattHours` in the recording of a site with only AC batteries (firmware 8.2.4382). */
    readonly capacityWattHours: number | undefined;
  };
}

/**
 * Parses the text of `/ivp/ensemble/secctrl`. Which field is which is from pyenphase 3.2.1.
 * Throws `EnvoyError` (`ERR_INVALID_BODY`) if it says nothing of batteries.
 */
export function parseBatterySummary(text: string): WithProblems<BatterySummary> {
  const page = readPage(text, paths.batterySummary, [
    "ENC_agg_soc",
    "ENC_agg_avail_energy",
    "ACB_agg_soc",
    "agg_soc",
  ]);
  const available = page.number("ENC_agg_avail_energy");
  const acAvailable = page.number("ACB_agg_energy");
  return page.withProblems({
    stateOfChargePercent: page.number("ENC_agg_soc"),
    availableWattHours: available,
    capacityWattHours: page.number("Enc_max_available_capacity"),
    reserveWattHours: page.number("ENC_agg_backup_energy"),
    reservePercent: page.number("adjusted_backup_soc"),
    configuredReservePercent: page.number("configured_backup_soc"),
    veryLowPercent: page.number("VLS_Limit"),
    healthPercent: page.number("ENC_agg_soh"),
    acBatteries: {
      stateOfChargePercent: page.number("ACB_agg_soc"),
      availableWattHours: acAvailable,
    },
    combined: {
      stateOfChargePercent: page.number("agg_soc"),
      availableWattHours:
        available === undefined && acAvailable === undefined
          ? undefined
          : (available ?? 0) + (acAvailable ?? 0),
      capacityWattHours: page.number("Max_energy"),
    },
  });
}
