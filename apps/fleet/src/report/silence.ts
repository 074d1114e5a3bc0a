import type { NeighbourDays, SiteDays } from "./fleet-days.js";
import type { SiteMonth } from "./site-month.js";

/** On so many days others must have reported since its last reading. */
const silentDays = 2;

/** Whether nobody has read this gateway for days on which its neighbours were read; if it is alone, for any days. */
export function isSilentGateway({ reports }: SiteDays, neighbours: NeighbourDays): boolean {
  const last = reports.lastIndexOf(true);
  const missed = reports.filter(
    (_, day) => day > last && (neighbours.basis === "none" || neighbours.report[day] === true),
  );
  return missed.length >= silentDays;
}

/** Whether each inverter has not reported for days on which at least half of the others did. Nobody is silent while nobody is polled. */
export function silentInverters(site: SiteMonth): readonly boolean[] {
  const days = Array.from({ length: site.days }, (_, day) => day);
  const inverters = [...site.serialNumbers.keys()];
  const reporting = days.map(
    (day) => inverters.filter((inverter) => site.at(inverter, day) !== undefined).length,
  );
  return inverters.map((inverter) => {
    const last = days.findLastIndex((day) => site.at(inverter, day) !== undefined);
    const missed = days.filter((day) => {
      const others = reporting[day] ?? 0;
      return day > last && others > 0 && others * 2 >= inverters.length - 1;
    });
    return missed.length >= silentDays;
  });
}
