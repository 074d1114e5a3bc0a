import { describe, expect, it } from "vitest";
import { parseLiveData } from "../../src/pages/live-data.js";

const power = (total: number, a: number, b: number): Record<string, number> => ({
  agg_p_mw: total,
  agg_s_mva: total + 1000,
  agg_p_ph_a_mw: a,
  agg_p_ph_b_mw: b,
  agg_p_ph_c_mw: 0,
  agg_s_ph_a_mva: a,
  agg_s_ph_b_mva: b,
  agg_s_ph_c_mva: 0,
});
const answer = {
  connection: {
    mqtt_state: "connected",
    prov_state: "configured",
    auth_state: "ok",
    sc_stream: "enabled",
    sc_debug: "disabled",
  },
  meters: {
    last_update: 1_700_000_000,
    soc: 26,
    main_relay_state: 1,
    gen_relay_state: 5,
    backup_bat_mode: 1,
    backup_soc: 20,
    is_split_phase: 1,
    phase_count: 2,
    enc_agg_soc: 27,
    enc_agg_energy: 6600,
    acb_agg_soc: 0,
    acb_agg_energy: 0,
    pv: power(4_024_321, 2_016_139, 2_008_182),
    storage: power(-3_484_170, -1_742_998, -1_741_172),
    grid: power(2 ** 32 - 5000, -2000, 2 ** 32 - 3000),
    load: null,
  },
  tasks: { task_id: 7, timestamp: 1_700_000_300 },
  counters: { rest_Status: 39_873, main_CfgLoad: 1 },
};

describe("parseLiveData", () => {
  it("gives watts, by phase where there are several", () => {
    const live = parseLiveData(JSON.stringify(answer));
    expect(live).toEqual({
      isStreaming: true,
      lastUpdateDate: 1_700_000_000,
      connection: { brokerState: "connected", provisioningState: "configured", loginState: "ok" },
      stateOfChargePercent: 26,
      reservePercent: 20,
      iqBatteries: { stateOfChargePercent: 27, availableWattHours: 6600 },
      acBatteries: { stateOfChargePercent: 0, availableWattHours: 0 },
      gridRelayCode: 1,
      generatorRelayCode: 5,
      batteryModeCode: 1,
      phaseCount: 2,
      isSplitPhase: true,
      production: {
        watts: 4024.321,
        voltAmperes: 4025.321,
        phases: [
          { watts: 2016.139, voltAmperes: 2016.139 },
          { watts: 2008.182, voltAmperes: 2008.182 },
        ],
      },
      batteries: expect.objectContaining({ watts: -3484.17 }),
      grid: expect.objectContaining({
        watts: -5,
        phases: [
          { watts: -2, voltAmperes: -2 },
          { watts: -3, voltAmperes: -3 },
        ],
      }),
      consumption: undefined,
      generator: undefined,
      task: { id: 7, date: 1_700_000_300 },
      counters: { rest_Status: 39_873, main_CfgLoad: 1 },
      problems: [],
      repaired: ["meters.grid.agg_p_mw", "meters.grid.agg_s_mva", ...phaseB],
    });
  });

  it("gives no phases where there is one, or old firmware does not say", () => {
    const { meters } = answer;
    const single = { ...answer, meters: { ...meters, phase_count: 1 } };
    expect(parseLiveData(JSON.stringify(single)).production?.phases).toEqual([]);
    const old = { meters: { last_update: 0, pv: { agg_p_mw: 1000, agg_s_mva: 0 } } };
    expect(parseLiveData(JSON.stringify(old))).toMatchObject({
      isStreaming: undefined,
      lastUpdateDate: undefined,
      production: { watts: 1, voltAmperes: 0, phases: [] },
      counters: {},
      task: undefined,
    });
  });

  it("says that the values are old while the gateway does not stream", () => {
    const connection = { ...answer.connection, sc_stream: "disabled" };
    expect(parseLiveData(JSON.stringify({ ...answer, connection })).isStreaming).toBe(false);
  });

  it.each(["{}", '{"error":"busy"}', '{"connection":{}}', "[]"])("rejects %s", (text) => {
    expect(() => parseLiveData(text)).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_BODY" }),
    );
  });
});

const phaseB = ["meters.grid.agg_p_ph_b_mw", "meters.grid.agg_s_ph_b_mva"];
