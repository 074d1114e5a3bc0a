import type { PageSource } from "./page.js";

/** The text of `/ivp/ensemble/generator`. A generator waits for the grid to fail, which it never does here. */
export function generatorPage({ site }: PageSource): string {
  const { generator } = site.design;
  return JSON.stringify({
    admin_state: generator ? "open" : "unknown",
    oper_state: "open",
    admin_mode: generator ? 2 : 0,
    schedule: Number(generator),
    start_soc: 100,
    stop_soc: -1,
    exc_on: 0,
    present: Number(generator),
    type: 1,
  });
}

/** The text of `/ivp/ss/gen_config`: empty without a generator. */
export function generatorConfigPage({ site }: PageSource): string {
  if (!site.design.generator) return "{}";
  return JSON.stringify({
    max_cont_gen_amps: 58.3,
    min_gen_loading_perc: 5,
    max_gen_efficiency_perc: 100,
    name_plate_rating_wat: 14,
    start_method: "Auto",
    warm_up_mins: 0,
    cool_down_mins: 0,
    gen_type: "Standby",
    model: "Simulated (14kW)",
    manufacturer: "Simulated",
    last_updated_by: "ITK",
    generator_id: "",
    charge_from_generator: true,
  });
}
