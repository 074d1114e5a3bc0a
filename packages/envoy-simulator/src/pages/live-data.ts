import type { Flow } from "../energy-ledger.js";
import { storageAt } from "../storage.js";
import type { PageSource } from "./page.js";

/**
 * The text of `/ivp/livedata/status`, in milliwatts. The stream is always on here; a real
 * gateway's values are old until an app asks for the stream. No recording has this page: its shape is
 * that of Enphase's technical brief on the local interface.
 */
export function liveDataPage({ site, unixSeconds }: PageSource): string {
  const { phases, batteries, acBatteries } = site.design;
  const flows = site.flowsAt(unixSeconds);
  const storage = storageAt(site, unixSeconds);
  const stored = Math.round(storage.storedWattHours);
  return JSON.stringify({
    connection: {
      mqtt_state: "connected",
      prov_state: "configured",
      auth_state: "ok",
      sc_stream: "enabled",
      sc_debug: "disabled",
    },
    meters: {
      last_update: Math.floor(unixSeconds),
      soc: storage.percentFull,
      main_relay_state: 1,
      gen_relay_state: 5,
      backup_bat_mode: 1,
      backup_soc: storage.count > 0 ? storage.reservePercent : 0,
      is_split_phase: Number(phases === 2),
      phase_count: phases,
      enc_agg_soc: batteries > 0 ? storage.percentFull : 0,
      enc_agg_energy: batteries > 0 ? stored : 0,
      acb_agg_soc: acBatteries > 0 ? storage.percentFull : 0,
      acb_agg_energy: acBatteries > 0 ? stored : 0,
      pv: powers(flows.production),
      storage: powers(flows.storage),
      grid: powers(flows.grid),
      load: powers(flows.household),
      generator: powers([]),
    },
    tasks: { task_id: 1, timestamp: Math.floor(unixSeconds) },
    counters: { main_CfgLoad: 1, main_CfgChanged: 1, main_taskUpdate: 1 },
    dry_contacts: { "": { dry_contact_id: "", dry_contact_load_name: "", dry_contact_status: 0 } },
  });
}

function powers(flows: readonly Flow[]): Readonly<Record<string, number>> {
  const milliwatts = (phase: number): number => Math.round((flows[phase]?.watts ?? 0) * 1000) + 0;
  const [a, b, c] = [milliwatts(0), milliwatts(1), milliwatts(2)];
  return {
    agg_p_mw: a + b + c,
    agg_s_mva: a + b + c,
    agg_p_ph_a_mw: a,
    agg_p_ph_b_mw: b,
    agg_p_ph_c_mw: c,
    agg_s_ph_a_mva: a,
    agg_s_ph_b_mva: b,
    agg_s_ph_c_mva: c,
  };
}
