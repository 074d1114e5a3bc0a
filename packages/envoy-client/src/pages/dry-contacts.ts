import { readPage } from "./field-reader.js";
import type { Parsed } from "./parsed.js";
import { paths } from "./paths.js";

/** A dry contact of the system controller, from `/ivp/ensemble/dry_contacts`. */
export interface DryContactState {
  /** "NC1", "NC2", "NO1" or "NO2". */
  readonly id: string;
  /** "open" or "closed". */
  readonly state: string | undefined;
}

/**
 * What a dry contact is for, from `/ivp/ss/dry_contact_settings`. An action is "apply" (power it),
 * "shed", "schedule" or "none" (pyenphase 3.2.1).
 */
export interface DryContactSettings {
  readonly id: string;
  /** "LOAD", "PV", "3RD-PV", or "NONE" if nothing is connected. */
  readonly type: string | undefined;
  /** The owner's name of the load; "" if it has none. */
  readonly loadName: string | undefined;
  readonly onGridAction: string | undefined;
  readonly offGridAction: string | undefined;
  readonly generatorAction: string | undefined;
  /** "manual": by the actions; "soc": by the batteries' state of charge. */
  readonly mode: string | undefined;
  /** In the mode "soc": off below this state of charge. */
  readonly lowPercent: number | undefined;
  /** In the mode "soc": on again above this one. */
  readonly highPercent: number | undefined;
  /** In seconds after midnight, for the action "schedule". */
  readonly essentialStartSeconds: number | undefined;
  readonly essentialEndSeconds: number | undefined;
  readonly priority: number | undefined;
  /** A delay in a start from nothing, in seconds by its name; 10000 in firmware 8.3.1598. */
  readonly blackStartSeconds: number | undefined;
  readonly isOverridden: boolean | undefined;
  readonly isManuallyOverridden: boolean | undefined;
  /** The inverters behind a contact of the type "PV". */
  readonly inverterSerialNumbers: readonly string[];
}

/** A dry contact with its settings. */
export interface DryContact extends DryContactState {
  readonly settings: DryContactSettings | undefined;
}

/** Parses the text of `/ivp/ensemble/dry_contacts`. Gateways without a system controller list contacts too. Throws `EnvoyError` (`ERR_INVALID_BODY`) if it contains no list. */
export function parseDryContactStates(text: string): Parsed<DryContactState> {
  const page = readPage(text, paths.dryContacts, ["dry_contacts"]);
  return page.parsed(
    page.objects("dry_contacts").map((contact) => {
      const id = contact.identity("id");
      return id === undefined ? undefined : { id, state: contact.text("status") };
    }),
  );
}

/** Parses the text of `/ivp/ss/dry_contact_settings`. Throws `EnvoyError` (`ERR_INVALID_BODY`) if it contains no list. */
export function parseDryContactSettings(text: string): Parsed<DryContactSettings> {
  const page = readPage(text, paths.dryContactSettings, ["dry_contacts"]);
  return page.parsed(
    page.objects("dry_contacts").map((contact) => {
      const id = contact.identity("id");
      if (id === undefined) return undefined;
      return {
        id,
        type: contact.text("type"),
        loadName: contact.text("load_name"),
        onGridAction: contact.text("grid_action"),
        offGridAction: contact.text("micro_grid_action"),
        generatorAction: contact.text("gen_action"),
        mode: contact.text("mode"),
        lowPercent: contact.number("soc_low"),
        highPercent: contact.number("soc_high"),
        essentialStartSeconds: contact.number("essential_start_time"),
        essentialEndSeconds: contact.number("essential_end_time"),
        priority: contact.number("priority"),
        blackStartSeconds: contact.number("black_s_start"),
        isOverridden: contact.boolean("override"),
        isManuallyOverridden: contact.boolean("manual_override"),
        inverterSerialNumbers: contact.texts("pv_serial_nb"),
      };
    }),
  );
}

/** The contacts with their settings. */
export function joinDryContacts(
  states: readonly DryContactState[],
  settings: readonly DryContactSettings[],
): readonly DryContact[] {
  const byId = new Map(settings.map((setting) => [setting.id, setting]));
  return states.map((contact) => ({ ...contact, settings: byId.get(contact.id) }));
}
