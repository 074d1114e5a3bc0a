import type { SiteInverter } from "@envoy/envoy-client";
import { isTimeZone } from "../config/time-zone.js";
import type { Asking } from "./asking.js";
import { type Draft, withAnswers } from "./draft.js";

/** Asks for the site's time zone, and for names and groups of its inverters. */
export async function describeSite(
  { asking }: { readonly asking: Asking },
  given: Draft,
  inverters: readonly SiteInverter[],
): Promise<Draft> {
  const serials = inverters.map(({ serialNumber }) => serialNumber);
  const timeZone =
    given.site?.time_zone ??
    (await asking.text({
      key: "site.time_zone",
      message: "Time zone of the site",
      proposal: Intl.DateTimeFormat().resolvedOptions().timeZone,
      problem: (answer) =>
        isTimeZone(answer) ? undefined : 'Write a name such as "Europe/London".',
    }));
  let draft = withAnswers(given, "site", { time_zone: timeZone });
  if (serials.length === 0) return draft;
  if (draft.site?.names === undefined) {
    const names = await askNames(asking, serials);
    draft = withAnswers(draft, "site", { names });
  }
  if (draft.site?.groups === undefined) {
    const groups = await askGroups(asking, serials, draft.site?.names ?? {});
    draft = withAnswers(draft, "site", { groups });
  }
  return draft;
}

async function askNames(
  asking: Asking,
  serials: readonly string[],
): Promise<Record<string, string> | undefined> {
  const message = "Name the inverters now?";
  if (!(await asking.confirm({ message, proposal: false }))) return undefined;
  asking.tell("Enter alone leaves an inverter without a name; - ends the names.");
  const names: Record<string, string> = {};
  for (const serial of serials) {
    const name = await asking.text({
      key: `site.names.${serial}`,
      message: `Name of ${serial}`,
      isOptional: true,
      problem: (answer) =>
        Object.values(names).includes(answer) ? "Another inverter has that name." : undefined,
    });
    if (name === "-") break;
    if (name !== "") names[serial] = name;
  }
  return Object.keys(names).length === 0 ? undefined : names;
}

async function askGroups(
  asking: Asking,
  serials: readonly string[],
  names: Readonly<Record<string, string>>,
): Promise<Record<string, string[]> | undefined> {
  const message = "Put inverters into groups, such as roofs?";
  if (!(await asking.confirm({ message, proposal: false }))) return undefined;
  asking.tell("Enter alone ends the groups.");
  const groups: Record<string, string[]> = {};
  let left = serials;
  while (left.length > 0) {
    const group = await asking.text({
      key: "site.groups",
      message: Object.keys(groups).length === 0 ? "Name of a group" : "Name of another group",
      isOptional: true,
      problem: (answer) => (answer in groups ? "There is a group of that name." : undefined),
    });
    if (group === "") break;
    const chosen = await asking.chooseSeveral({
      message: `Inverters of ${group}`,
      options: left.map((serial) => {
        const name = names[serial];
        return { value: serial, label: name === undefined ? serial : `${serial} ${name}` };
      }),
    });
    if (chosen.length > 0) groups[group] = [...chosen];
    left = left.filter((serial) => !chosen.includes(serial));
  }
  return Object.keys(groups).length === 0 ? undefined : groups;
}
