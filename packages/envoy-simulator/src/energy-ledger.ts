import type { Household } from "./household.js";
import { type StorageBank, storageWatts, storedAfter } from "./storage-bank.js";

/** Power in one wire and its counters, which are the integrals of the power. */
export interface Flow {
  /** Positive in the direction that the flow is named for. */
  readonly watts: number;
  /** Watt-hours in that direction since the counters started. */
  readonly delivered: number;
  /** Watt-hours in the other direction. */
  readonly received: number;
}

/** The flows of a site at one moment, each by phase. On each phase, `production + grid + storage = household`. */
export interface SiteFlows {
  readonly production: readonly Flow[];
  /** Delivered by the grid: imported; received: exported. */
  readonly grid: readonly Flow[];
  /** Delivered: discharged; received: charged. */
  readonly storage: readonly Flow[];
  readonly household: readonly Flow[];
  /** What the batteries hold, in watt-hours. */
  readonly storedWattHours: number;
}

/** What the flows depend on. */
export interface EnergyModel {
  readonly household: Household;
  readonly bank: StorageBank;
  /** What the inverters on each phase give at a moment, in watts. */
  readonly production: readonly ((unixSeconds: number) => number)[];
  /** The midnight (UTC) at which the counters start, in seconds since 1970. */
  readonly firstMidnight: number;
}

const minute = 60;
const day = 86_400;
/** The counters of one phase in a state, in this order. After those of all phases comes what is stored. */
const counters = [
  "production",
  "household",
  "imported",
  "exported",
  "discharged",
  "charged",
] as const;
type Counter = (typeof counters)[number];
const recentDays = 4;

/** The power on one phase, in watts; signs as in {@link SiteFlows}. */
interface PhasePower {
  readonly production: number;
  readonly household: number;
  readonly storage: number;
  readonly grid: number;
}

/**
 * Keeps account of a site's energy. Power is constant during each minute, so the counters are
 * exact integrals. Each day begins with the counters and the charge of the day before: the first
 * page of a late day costs every day before it once, and later pages cost one minute.
 */
export class EnergyLedger {
  readonly #model: EnergyModel;
  readonly #storedPlace: number;
  /** The state at each midnight from the first on. */
  readonly #midnights: Float64Array[];
  /** The states at every minute of the latest days that were asked for, by midnight. */
  readonly #days = new Map<number, readonly Float64Array[]>();

  constructor(model: EnergyModel) {
    this.#model = model;
    this.#storedPlace = model.production.length * counters.length;
    const first = new Float64Array(this.#storedPlace + 1);
    first[this.#storedPlace] = model.bank.capacityWattHours / 2;
    this.#midnights = [first];
  }

  /** The flows at a moment, in seconds since 1970. A day before the first midnight starts with counters at 0. */
  flowsAt(unixSeconds: number): SiteFlows {
    const midnight = Math.floor(unixSeconds / day) * day;
    const minutes = Math.floor((unixSeconds - midnight) / minute);
    const start = midnight + minutes * minute;
    const before =
      minutes === 0 ? this.#stateAtMidnight(midnight) : this.#stateAt(midnight, minutes);
    const power = this.#powerAt(start, before[this.#storedPlace] ?? 0);
    const state = this.#after(before, power, unixSeconds - start);
    const flows = (wire: keyof PhasePower, delivered: Counter, received?: Counter): Flow[] =>
      power.map((phasePower, phase) => ({
        watts: phasePower[wire],
        delivered: counterOf(state, phase, delivered),
        received: received === undefined ? 0 : counterOf(state, phase, received),
      }));
    return {
      production: flows("production", "production"),
      grid: flows("grid", "imported", "exported"),
      storage: flows("storage", "discharged", "charged"),
      household: flows("household", "household"),
      storedWattHours: state[this.#storedPlace] ?? 0,
    };
  }

  #stateAtMidnight(midnight: number): Float64Array {
    const { firstMidnight } = this.#model;
    const index = Math.max(0, Math.round((midnight - firstMidnight) / day));
    while (this.#midnights.length <= index) {
      const days = this.#midnights.length - 1;
      this.#midnights.push(this.#dayFrom(firstMidnight + days * day).at(-1) ?? emptyState);
    }
    return this.#midnights[index] ?? emptyState;
  }

  #stateAt(midnight: number, minutes: number): Float64Array {
    const known = this.#days.get(midnight);
    const states = known ?? this.#dayFrom(midnight);
    if (known === undefined) {
      const [oldest] = this.#days.keys();
      if (this.#days.size >= recentDays && oldest !== undefined) this.#days.delete(oldest);
      this.#days.set(midnight, states);
    }
    return states[minutes] ?? emptyState;
  }

  /** The states at each minute of a day, and at its end. */
  #dayFrom(midnight: number): readonly Float64Array[] {
    let state = this.#stateAtMidnight(midnight);
    const states = [state];
    for (let start = midnight; start < midnight + day; start += minute) {
      state = this.#after(state, this.#powerAt(start, state[this.#storedPlace] ?? 0), minute);
      states.push(state);
    }
    return states;
  }

  /** The power on each phase during the minute that begins at `start`. */
  #powerAt(start: number, storedWattHours: number): readonly PhasePower[] {
    const { household, bank, production } = this.#model;
    let lack = 0;
    const phases = production.map((wattsOn, phase) => {
      const produced = wattsOn(start + minute / 2);
      const load = household.wattsOf(phase, start);
      lack += load - produced;
      return { produced, load };
    });
    // Batteries measure the whole site, and share the work evenly between the phases.
    const storage = storageWatts(bank, storedWattHours, lack, minute) / phases.length;
    return phases.map(({ produced, load }) => ({
      production: produced,
      household: load,
      storage,
      grid: load - produced - storage,
    }));
  }

  /** The state that this much power leads to. */
  #after(state: Float64Array, power: readonly PhasePower[], seconds: number): Float64Array {
    const next = state.slice();
    const hours = seconds / 3600;
    let place = 0;
    let storageWatts = 0;
    const count = (watts: number): void => {
      next[place] = (state[place] ?? 0) + Math.max(0, watts) * hours;
      place++;
    };
    for (const { production, household, grid, storage } of power) {
      count(production);
      count(household);
      count(grid);
      count(-grid);
      count(storage);
      count(-storage);
      storageWatts += storage;
    }
    next[place] = storedAfter(state[place] ?? 0, storageWatts, seconds);
    return next;
  }
}

const emptyState = new Float64Array();

function counterOf(state: Float64Array, phase: number, counter: Counter): number {
  return state[phase * counters.length + counters.indexOf(counter)] ?? 0;
}
