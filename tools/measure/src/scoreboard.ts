/** What is measured, and the most it should take, in `unit`. */
export interface Goal {
  readonly name: string;
  readonly unit: "x" | "%" | "ms" | "MB";
  readonly limit: number;
}

/** Prints each result, and keeps those that are past twice their goal: more than noise explains. */
export class Scoreboard {
  readonly #farFromGoal: string[] = [];

  report({ name, unit, limit }: Goal, value: number, detail = ""): void {
    const verdict = value <= limit ? "reached" : "missed";
    console.log(`${name}: ${value.toFixed(2)} ${unit} (goal ${limit}, ${verdict}) ${detail}`);
    if (value > 2 * limit) this.#farFromGoal.push(name);
  }

  /** Has this process end with 1, and says why, if a result is far from its goal. */
  failIfFar(): void {
    if (this.#farFromGoal.length === 0) return;
    console.error(`Past twice the goal: ${this.#farFromGoal.join("; ")}`);
    process.exitCode = 1;
  }
}
