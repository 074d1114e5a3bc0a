import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deviceDataPage, type SimulatedInverter, type SimulatedSite } from "@envoy/envoy-simulator";
import { runRecorder } from "./recorder-process.js";

/** From one time to another, in seconds since 1970. */
export interface Seconds {
  readonly from: number;
  readonly to: number;
}

/** ISO 8601 as seconds since 1970. */
export const seconds = (time: string): number => Date.parse(time) / 1000;

/** What the gateway shows instead of an inverter's true state. */
export type Shown = (inverter: SimulatedInverter, unixSeconds: number) => SimulatedInverter;

/** Days of a simulated site of which some polls were lost. */
export class PolledDays {
  readonly #site: SimulatedSite;
  readonly #span: Seconds;
  readonly #lost: readonly Seconds[];
  readonly #show: Shown;

  constructor(
    site: SimulatedSite,
    span: Seconds,
    lost: readonly Seconds[],
    show: Shown = (inverter) => inverter,
  ) {
    this.#site = site;
    this.#span = span;
    this.#lost = lost;
    this.#show = show;
  }

  /** Saves a poll each five minutes below a recorder's folder, and has it archive them. */
  async archive(folder: string): Promise<void> {
    const incoming = join(folder, "data/live_buffer/incoming");
    await mkdir(incoming, { recursive: true });
    for (let time = this.#span.from; time < this.#span.to; time += 300) {
      if (this.#isLost(time)) continue;
      await writeFile(join(incoming, `${time}.json`), deviceDataPage(this.invertersAt(time)));
    }
    const { code, stderr } = await runRecorder(["flush", "--force"], { cwd: folder });
    if (code !== 0) throw new Error(stderr);
  }

  /** The inverters as the gateway shows them. */
  invertersAt(time: number): readonly SimulatedInverter[] {
    return this.#site.invertersAt(time).map((inverter) => this.#show(inverter, time));
  }

  /** The sum of the joules of an inverter's periods that ended in a time and that no poll has shown. */
  joulesMissed(serialNumber: string, { from, to }: Seconds): number {
    const polled = new Set<number>();
    const produced = new Map<number, number>();
    for (let time = this.#span.from; time < this.#span.to; time += 60) {
      const index = this.#site
        .invertersAt(time)
        .findIndex((inverter) => inverter.serialNumber === serialNumber);
      const { report } = this.#site.invertersAt(time)[index] ?? {};
      if (report === undefined) continue;
      produced.set(report.endDate, report.joulesProduced);
      const isPolled = (time - this.#span.from) % 300 === 0 && !this.#isLost(time);
      if (isPolled) polled.add(this.invertersAt(time)[index]?.report?.endDate ?? 0);
    }
    return [...produced]
      .filter(([end]) => end > from && end <= to && !polled.has(end))
      .reduce((sum, [, joules]) => sum + joules, 0);
  }

  #isLost(time: number): boolean {
    return this.#lost.some(({ from, to }) => time >= from && time < to);
  }
}
