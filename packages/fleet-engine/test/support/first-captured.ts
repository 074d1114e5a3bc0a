import fc from "fast-check";
import type { CompactionInputs } from "../../src/index.js";
import { novemberAt, type Reading, reading } from "./readings.js";
import type { WorkFolder } from "./work-folder.js";

/** The readings of a gateway: those in the table, and those of its landing files in their order. */
interface GatewayHistory {
  readonly published: readonly Reading[];
  readonly landed: readonly (readonly Reading[])[];
}

/** Histories with repeats, conflicts, late rows and days without any. */
export const histories: fc.Arbitrary<readonly GatewayHistory[]> = fc.array(
  fc.record({ published: readings(), landed: fc.array(readings(), { maxLength: 3 }) }),
  { minLength: 1, maxLength: 3 },
);

/** Few serials and times, so that they meet; a value that tells which file a row is of, and one that may be null. */
function readings(): fc.Arbitrary<readonly Reading[]> {
  const one = fc.record({
    serial: fc.constantFrom("s1", "s2"),
    minute: fc.constantFrom(0, 15, 1425, 1440, 1455),
    joules: fc.bigInt({ min: 0n, max: 9n }),
    flags: fc.option(fc.bigInt({ min: 0n, max: 1n })),
  });
  const rows = fc.uniqueArray(one, {
    selector: ({ serial, minute }) => `${serial} ${minute}`,
    maxLength: 6,
  });
  return rows.map((values) =>
    values.map(({ serial, minute, joules, flags }) =>
      reading({
        serial_number: serial,
        period_end_time: novemberAt(1, minute),
        joules_produced: joules,
        flags,
      }),
    ),
  );
}

/** What the rule says, in memory: the table's rows, then those of each file that have a new key. */
export function firstCaptured(gateway: GatewayHistory): {
  readonly closed: readonly Reading[];
  readonly added: readonly Reading[];
} {
  const closed = new Map(gateway.published.map((row) => [keyOf(row), row]));
  const added: Reading[] = [];
  for (const row of gateway.landed.flat()) {
    if (closed.has(keyOf(row))) continue;
    closed.set(keyOf(row), row);
    added.push(row);
  }
  return { closed: sortedByKey([...closed.values()]), added: sortedByKey(added) };
}

function keyOf({ gateway, serial_number, period_end_time }: Reading): string {
  return `${gateway} ${serial_number} ${String(period_end_time).padStart(20, "0")}`;
}

function sortedByKey(rows: readonly Reading[]): readonly Reading[] {
  return rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** The same history for a gateway of this name. */
export function named(name: string, { published, landed }: GatewayHistory): GatewayHistory {
  const rename = (rows: readonly Reading[]) => rows.map((row) => ({ ...row, gateway: name }));
  return { published: rename(published), landed: landed.map(rename) };
}

/** The files of gateways, whose published rows are in two: what is closed and what is recent. */
export async function filesOf(
  work: WorkFolder,
  gateways: ReadonlyMap<string, GatewayHistory>,
): Promise<CompactionInputs> {
  const published = [...gateways.values()].flatMap((gateway) => gateway.published);
  const halves = [published.filter((_, i) => i % 2 === 0), published.filter((_, i) => i % 2 === 1)];
  const previous: string[] = [];
  for (const half of halves)
    if (half.length > 0) previous.push(await work.published(sortedByKey(half)));
  const rounds = [];
  for (const i of [0, 1, 2]) {
    const round = [];
    for (const [name, { landed }] of gateways) {
      const rows = landed[i];
      if (rows !== undefined) round.push(await work.landed(name, sortedByKey(rows)));
    }
    rounds.push(round);
  }
  return { previous, rounds };
}
