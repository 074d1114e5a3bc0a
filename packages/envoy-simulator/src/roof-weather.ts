import { momentOf, Roof, type RoofOptions } from "./roof.js";
import {
  beamLeft,
  concerns,
  type Dead,
  type GridOutage,
  isActive,
  outputLeft,
  type RoofFault,
} from "./roof-faults.js";
import { Sky, type SkyDay, type SkyOptions, valueAt } from "./sky.js";
import { efficiencyOf, type Weather, type WiredInverter } from "./weather.js";

/** What the weather of a site with seasons depends on. */
export interface RoofWeatherModel {
  readonly sky: SkyOptions;
  readonly roofs: readonly RoofOptions[];
  readonly faults: readonly RoofFault[];
  /** Of the inverters, and of the clouds unless the sky has its own. */
  readonly seed: number;
}

const day = 86_400;
/** Inverters sleep while the sun is lower than this. */
const wakingElevation = 1;

/** A sky with seasons above roofs with faults. */
export class RoofWeather implements Weather {
  readonly peakWatts: number;
  readonly #sky: Sky;
  readonly #panels: readonly Panel[];
  #skyDay: SkyDay | undefined;
  #skyDayNumber = Number.NaN;

  constructor({ sky, roofs, faults, seed }: RoofWeatherModel) {
    this.#sky = new Sky({ seed, ...sky });
    const built = roofs.map((options) => ({ options, roof: new Roof(options, this.#sky) }));
    this.#panels = built
      .flatMap(({ options, roof }) => new Array<Roof>(options.inverters).fill(roof))
      .map((roof, inverter) => {
        const own = faults.filter((fault) => concerns(fault, inverter));
        return new Panel(roof, this.#sky, efficiencyOf(seed, inverter), own);
      });
    this.peakWatts = Math.max(0, ...built.map(({ roof }) => roof.inverterWatts));
  }

  reportsAt(inverter: number, end: number): boolean {
    if (this.#now(end, "elevationDegrees") <= wakingElevation) return false;
    return !this.#panel(inverter).isDeadAt(end);
  }

  wattsOf(inverter: number, unixSeconds: number): number {
    const panel = this.#panel(inverter);
    if (panel.isDeadAt(unixSeconds) || panel.secondsWithoutGrid(unixSeconds, unixSeconds + 1) > 0) {
      return 0;
    }
    return panel.wattsAt(unixSeconds);
  }

  joulesOf(inverter: number, start: number, end: number): number {
    const panel = this.#panel(inverter);
    const seconds = end - start - panel.secondsWithoutGrid(start, end);
    return Math.round(panel.wattsAt((start + end) / 2) * seconds);
  }

  errorSecondsOf(inverter: number, start: number, end: number): number {
    return this.#panel(inverter).secondsWithoutGrid(start, end);
  }

  powerOn(wire: readonly WiredInverter[]): (unixSeconds: number) => number {
    const connected = wire.filter(({ share }) => share > 0);
    return (unixSeconds) =>
      connected.reduce(
        (sum, { inverter, share }) => sum + share * this.wattsOf(inverter, unixSeconds),
        0,
      );
  }

  ambientCelsius(unixSeconds: number): number {
    return this.#now(unixSeconds, "ambientCelsius");
  }

  #now(unixSeconds: number, column: keyof SkyDay): number {
    const number = Math.floor(unixSeconds / day);
    if (number !== this.#skyDayNumber || this.#skyDay === undefined) {
      this.#skyDay = this.#sky.dayOf(number);
      this.#skyDayNumber = number;
    }
    return valueAt(this.#skyDay[column], unixSeconds - number * day);
  }

  #panel(inverter: number): Panel {
    const panel = this.#panels[inverter];
    if (panel === undefined) throw new TypeError(`No roof has an inverter ${inverter}.`);
    return panel;
  }
}

/** One panel with its inverter. */
class Panel {
  readonly #roof: Roof;
  readonly #sky: Sky;
  readonly #efficiency: number;
  readonly #limit: number;
  readonly #faults: readonly RoofFault[];
  readonly #deaths: readonly Dead[];
  readonly #outages: readonly GridOutage[];
  #dayNumber = Number.NaN;
  #watts: Float32Array = new Float32Array();

  constructor(roof: Roof, sky: Sky, efficiency: number, faults: readonly RoofFault[]) {
    this.#roof = roof;
    this.#sky = sky;
    this.#efficiency = efficiency;
    this.#limit = roof.inverterWatts;
    this.#deaths = faults.filter((fault) => fault.kind === "dead");
    this.#outages = faults.filter((fault) => fault.kind === "grid-outage");
    this.#faults = faults.filter(({ kind }) => ["shadow", "soiled", "dying"].includes(kind));
  }

  /** What the inverter gives with a grid, in watts. */
  wattsAt(unixSeconds: number): number {
    const number = Math.floor(unixSeconds / day);
    if (number !== this.#dayNumber) {
      this.#watts = this.#dayOf(number);
      this.#dayNumber = number;
    }
    const watts = valueAt(this.#watts, unixSeconds - number * day) * this.#efficiency;
    return Math.min(watts, this.#limit);
  }

  isDeadAt(unixSeconds: number): boolean {
    return this.#deaths.some((death) => isActive(death, unixSeconds, unixSeconds + 1));
  }

  secondsWithoutGrid(from: number, to: number): number {
    let seconds = 0;
    for (const outage of this.#outages) {
      seconds += Math.max(0, Math.min(to, outage.to) - Math.max(from, outage.from));
    }
    return Math.min(to - from, seconds);
  }

  /** The power of a day (UTC) at each step of the sky, with what its faults leave. */
  #dayOf(number: number): Float32Array {
    const flawless = this.#roof.dayOf(number);
    const faults = this.#faults.filter((fault) =>
      isActive(fault, number * day, (number + 1) * day),
    );
    if (faults.length === 0) return flawless.total;
    const sky = this.#sky.dayOf(number);
    return flawless.total.map((total, step) => {
      if (total === 0) return 0;
      const moment = momentOf(number, step);
      const [azimuth = 0, elevation = 0] = [sky.azimuthDegrees[step], sky.elevationDegrees[step]];
      let [beam, output] = [1, 1];
      for (const fault of faults) {
        if (!isActive(fault, moment, moment + 1)) continue;
        beam *= beamLeft(fault, azimuth, elevation);
        output *= outputLeft(fault, moment);
      }
      return ((flawless.beam[step] ?? 0) * beam + (flawless.rest[step] ?? 0)) * output;
    });
  }
}
