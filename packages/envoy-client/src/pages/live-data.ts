import { type FieldReader, readPage, type WithProblems } from "./field-reader.js";
import { paths } from "./paths.js";

// No recording has this page. Its shape is from answers of firmware 7 and 8 that owners published:
// github.com/home-assistant/core/issues/123216, github.com/pyenphase/pyenphase/issues/106,
// github.com/grzegorz914/homebridge-enphase-envoy/issues/69; signs from github.com/evcc-io/evcc/issues/9272.

/**
 * The power of the moment, from `/ivp/livedata/status`. Its values are kept up to date only while
 * the gateway streams them (`isStreaming`), which an app of Enphase asks it for; else they are
 * those of `lastUpdateDate`.
 */
export interface LiveData {
  readonly isStreaming: boolean | undefined;
  /** In seconds since 1970 (UTC); undefined if nothing was measured yet. */
  readonly lastUpdateDate: number | undefined;
  readonly connection: LiveConnection;
  /** Of all batteries together. */
  readonly stateOfChargePercent: number | undefined;
  /** The state of charge that is kept for an outage. */
  readonly reservePercent: number | undefined;
  /** What the IQ Batteries (Encharge) hold. */
  readonly iqBatteries: LiveBatteries;
  readonly acBatteries: LiveBatteries;
  /** Codes; 1 was seen on grid. */
  readonly gridRelayCode: number | undefined;
  /** 5 was seen without a generator. */
  readonly generatorRelayCode: number | undefined;
  readonly batteryModeCode: number | undefined;
  readonly phaseCount: number | undefined;
  readonly isSplitPhase: boolean | undefined;
  readonly production: LivePower | undefined;
  /** Negative: they charge. */
  readonly batteries: LivePower | undefined;
  /** Negative: exported. */
  readonly grid: LivePower | undefined;
  readonly consumption: LivePower | undefined;
  readonly generator: LivePower | undefined;
  /** What the gateway was last asked to do. */
  readonly task: { readonly id: number | undefined; readonly date: number | undefined } | undefined;
  /** Counters of the gateway's program, by their names in it. */
  readonly counters: Readonly<Record<string, number>>;
}

/** The gateway's connection to Enphase. */
export interface LiveConnection {
  /** Such as "connected". */
  readonly brokerState: string | undefined;
  /** Such as "configured". */
  readonly provisioningState: string | undefined;
  /** Such as "ok". */
  readonly loginState: string | undefined;
}

/** What batteries of one kind hold. */
export interface LiveBatteries {
  readonly stateOfChargePercent: number | undefined;
  readonly availableWattHours: number | undefined;
}

/** Power in one place of the site. */
export interface LivePower {
  readonly watts: number | undefined;
  /** Apparent power. */
  readonly voltAmperes: number | undefined;
  /** Empty where there is one. */
  readonly phases: readonly {
    readonly watts: number | undefined;
    readonly voltAmperes: number | undefined;
  }[];
}

/** Parses the text of `/ivp/livedata/status`. Throws `EnvoyError` (`ERR_INVALID_BODY`) if it contains no meters. */
export function parseLiveData(text: string): WithProblems<LiveData> {
  const page = readPage(text, paths.liveData, ["meters"]);
  const meters = page.object("meters");
  const connection = page.object("connection");
  const task = page.object("tasks");
  const phaseCount = meters?.number("phase_count");
  const power = (name: string): LivePower | undefined => {
    const meter = meters?.object(name);
    return meter && readPower(meter, phaseCount ?? 1);
  };
  const stream = connection?.text("sc_stream");
  return page.withProblems({
    isStreaming: stream === undefined ? undefined : stream === "enabled",
    lastUpdateDate: meters?.time("last_update"),
    connection: {
      brokerState: connection?.text("mqtt_state"),
      provisioningState: connection?.text("prov_state"),
      loginState: connection?.text("auth_state"),
    },
    stateOfChargePercent: meters?.number("soc"),
    reservePercent: meters?.number("backup_soc"),
    iqBatteries: {
      stateOfChargePercent: meters?.number("enc_agg_soc"),
      availableWattHours: meters?.number("enc_agg_energy"),
    },
    acBatteries: {
      stateOfChargePercent: meters?.number("acb_agg_soc"),
      availableWattHours: meters?.number("acb_agg_energy"),
    },
    gridRelayCode: meters?.number("main_relay_state"),
    generatorRelayCode: meters?.number("gen_relay_state"),
    batteryModeCode: meters?.number("backup_bat_mode"),
    phaseCount,
    isSplitPhase: meters?.boolean("is_split_phase"),
    production: power("pv"),
    batteries: power("storage"),
    grid: power("grid"),
    consumption: power("load"),
    generator: power("generator"),
    task: task && { id: task.number("task_id"), date: task.time("timestamp") },
    counters: readCounters(page.object("counters")),
  });
}

function readPower(meter: FieldReader, phaseCount: number): LivePower {
  const phases = phaseCount > 1 ? ["a", "b", "c"].slice(0, phaseCount) : [];
  return {
    watts: meter.thousandths("agg_p_mw"),
    voltAmperes: meter.thousandths("agg_s_mva"),
    phases: phases.map((phase) => ({
      watts: meter.thousandths(`agg_p_ph_${phase}_mw`),
      voltAmperes: meter.thousandths(`agg_s_ph_${phase}_mva`),
    })),
  };
}

function readCounters(counters: FieldReader | undefined): Readonly<Record<string, number>> {
  const entries = (counters?.names() ?? []).flatMap((name): [string, number][] => {
    const count = counters?.number(name);
    return count === undefined ? [] : [[name, count]];
  });
  return Object.fromEntries(entries);
}
