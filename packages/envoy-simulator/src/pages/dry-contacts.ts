import type { PageSource } from "./page.js";

/** The relays that switch loads; those whose name begins with NC are closed unless they are switched. */
const contacts = ["NC1", "NC2", "NO1", "NO2"] as const;

/** The text of `/ivp/ensemble/dry_contacts`. Without a controller the page is there, and all contacts are open. */
export function dryContactsPage({ site }: PageSource): string {
  const { controller } = site.design;
  return JSON.stringify({
    dry_contacts: contacts.map((id) => ({
      id,
      status: controller && id.startsWith("NC") ? "closed" : "open",
    })),
  });
}

/** The text of `/ivp/ss/dry_contact_settings`: with more to set where there is a controller. */
export function dryContactSettingsPage({ site }: PageSource): string {
  const { controller } = site.design;
  return JSON.stringify({
    dry_contacts: contacts.map((id, index) => {
      const isUsed = controller && index === 0;
      const action = id.startsWith("NC") ? "apply" : "shed";
      const actionIfAny = controller ? action : "none";
      const times = {
        essential_start_time: 32_400,
        essential_end_time: 57_600,
        priority: index + 1,
        black_s_start: 5,
      };
      return {
        id,
        type: isUsed ? "LOAD" : "NONE",
        grid_action: actionIfAny,
        micro_grid_action: actionIfAny,
        gen_action: actionIfAny,
        ...(controller ? times : {}),
        override: "false",
        ...(controller ? { manual_override: "true" } : {}),
        load_name: isUsed ? "Water heater" : "",
        mode: "manual",
        soc_low: 30,
        soc_high: 70,
        pv_serial_nb: [],
      };
    }),
  });
}
