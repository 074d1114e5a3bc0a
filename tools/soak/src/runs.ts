import { setTimeout as delay } from "node:timers/promises";
import type { Ledger } from "./ledger.js";
import { type Ended, RecorderRun, type RunOptions } from "./recorder.js";
import type { SmallDisk } from "./small-disk.js";
import type { Tally } from "./tally.js";

/** The recorder's runs, and what each of them said. */
export class Runs {
  readonly #running = new Set<RecorderRun>();
  readonly #ledger: Ledger;
  readonly #tally: Tally;
  readonly #findings: string[];
  readonly #disk: SmallDisk | undefined;
  #fullDisks = 0;

  constructor(ledger: Ledger, tally: Tally, findings: string[], disk: SmallDisk | undefined) {
    this.#ledger = ledger;
    this.#tally = tally;
    this.#findings = findings;
    this.#disk = disk;
  }

  /** To be called where the disk fills: a run that goes on then may end with 5. */
  diskFills(): void {
    this.#fullDisks++;
  }

  /** Starts a run and notes what it says and how it ends. */
  start(args: readonly string[], options: RunOptions): RecorderRun {
    const firstNumber = this.#ledger.nextNumber;
    const fullDisksBefore = this.#disk?.isFull === true ? -1 : this.#fullDisks;
    let saved: number | undefined;
    const onOutput = (stderr: string): void => {
      const said = /saved (\d+) bytes as /.exec(stderr)?.[1];
      if (saved !== undefined || said === undefined) return;
      saved = Number(said);
      this.#acknowledge(saved);
    };
    const run = new RecorderRun(args, { ...options, onOutput });
    this.#running.add(run);
    run.ended
      .then((ended) => {
        this.#running.delete(run);
        if (ended.stderr.includes("the list of all inverters as ")) {
          const lastNumber = this.#ledger.nextNumber - 1;
          this.#ledger.acknowledgedLists.push({ firstNumber, lastNumber });
          this.#tally.add("lists acknowledged");
        }
        const wasFull = this.#fullDisks !== fullDisksBefore;
        this.#noteEnd(args, ended, run.signals, wasFull);
      })
      .catch((error) => this.#findings.push(`a run could not be started: ${String(error)}`));
    return run;
  }

  /** Resolves when at most so many runs are going on, or after half a second: some hang. */
  async untilAtMost(count: number): Promise<void> {
    const end = performance.now() + 500;
    while (this.#running.size > count && performance.now() < end) {
      await delay(5);
    }
    while (this.#running.size > 12) await delay(50);
  }

  /** Lets stopped runs go on and waits for all; those that take longer than `graceMs` are ended. */
  async finish(graceMs: number): Promise<void> {
    for (const signal of ["SIGCONT", "SIGTERM", "SIGKILL"] as const) {
      for (const run of this.#running) run.signal(signal);
      const all = Promise.all([...this.#running].map(({ ended }) => ended));
      await Promise.race([all, delay(graceMs)]);
    }
  }

  killAll(): void {
    for (const run of this.#running) run.signal("SIGKILL");
  }

  #acknowledge(bytes: number): void {
    this.#tally.add("polls acknowledged");
    if (this.#ledger.acknowledge(bytes) !== undefined) return;
    this.#findings.push(`a run saved ${bytes} bytes, which no answer had`);
  }

  #noteEnd(
    args: readonly string[],
    { code, signal, stderr }: Ended,
    sent: ReadonlySet<NodeJS.Signals>,
    wasFull: boolean,
  ): void {
    this.#tally.add(`run ended with ${signal ?? code}`);
    const isExpected =
      signal === null
        ? [0, 3, 4, 6].includes(code ?? -1) ||
          (code === 5 && wasFull) ||
          (code === 7 && namesQuarantine(stderr)) ||
          (code === 1 && sent.has("SIGTERM"))
        : sent.has(signal);
    if (isExpected) return;
    const end = stderr.slice(-2000);
    this.#findings.push(`"${args.join(" ")}" ended with ${signal ?? code}: ${end}`);
  }
}

/** Whether a flush that ends with the code for it says which poll it moved to quarantine. */
export function namesQuarantine(stderr: string): boolean {
  return /WARNING A poll was moved to quarantine: \S+: ./.test(stderr);
}
