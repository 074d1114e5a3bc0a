import type { ArchivedRow } from "./archive.js";
import type { Answer, Ledger } from "./ledger.js";
import type { SavedAnswers } from "./saved-answers.js";

/** What the archive and the buffer lack, or hold too much, beside what was sent and acknowledged. */
export function compare(
  ledger: Ledger,
  rows: readonly ArchivedRow[],
  saved: SavedAnswers,
): readonly string[] {
  const keys = new Set(rows.map(({ key }) => key));
  return [
    ...(keys.size < rows.length
      ? [`${rows.length - keys.size} rows have a key that others have`]
      : []),
    ...wrongRows(ledger, rows),
    ...lostAnswers(ledger, keys, saved),
    ...lostLists(ledger, keys, saved),
    ...inventedAnswers(ledger, saved),
    ...saved.withoutReason.map((path) => `${path} has no reason beside it`),
  ];
}

/** Rows that no answer gave, and rows of an answer that was not the first of their key. */
function wrongRows(ledger: Ledger, rows: readonly ArchivedRow[]): readonly string[] {
  const listed = new Set(
    [...ledger.lists.values()].flatMap(({ readings }) =>
      readings.map((r) => `${r.key} ${r.values}`),
    ),
  );
  return rows.flatMap(({ key, answer, values }) => {
    const row = `the row ${key} (answer ${answer}: ${values})`;
    if (answer === null) return listed.has(`${key} ${values}`) ? [] : [`${row} was in no list`];
    const readings = ledger.answers.get(answer)?.readings ?? [];
    const isSent = readings.some((reading) => reading.key === key && reading.values === values);
    if (!isSent) return [`${row} was never sent`];
    return ledger.isTooLate(key, answer) ? [`${row} is not the first that was captured`] : [];
  });
}

function lostAnswers(
  ledger: Ledger,
  keys: ReadonlySet<string>,
  saved: SavedAnswers,
): readonly string[] {
  return [...ledger.acknowledged].flatMap((answer) => {
    const problem = isThere(answer, keys, saved);
    return problem === undefined ? [] : [`the acknowledged answer ${answer.number} ${problem}`];
  });
}

/** Why an acknowledged answer is lost; undefined where it is archived, in quarantine or waiting. */
function isThere(
  { sha256, usability, readings }: Answer,
  keys: ReadonlySet<string>,
  { waiting, quarantined }: SavedAnswers,
): string | undefined {
  if (waiting.has(sha256)) return undefined;
  const missing = readings.find(({ key }) => !keys.has(key));
  if (missing !== undefined) return `is not in the archive: ${missing.key}`;
  const isWhole = usability === "wholly" || quarantined.has(sha256);
  return isWhole ? undefined : `is usable ${usability} and not in quarantine`;
}

/** A run does not say which list it saved: one of those that were sent while it ran has to be there. */
function lostLists(
  ledger: Ledger,
  keys: ReadonlySet<string>,
  saved: SavedAnswers,
): readonly string[] {
  return ledger.acknowledgedLists.flatMap(({ firstNumber, lastNumber }) => {
    const problems: string[] = [];
    for (let number = firstNumber; number <= lastNumber; number++) {
      const list = ledger.lists.get(number);
      if (list === undefined) continue;
      const problem = saved.quarantined.has(list.sha256) ? undefined : isThere(list, keys, saved);
      if (problem === undefined) return [];
      problems.push(`${number} ${problem}`);
    }
    const last = problems.at(-1) ?? "none was sent";
    return [
      `no acknowledged list of the answers ${firstNumber} to ${lastNumber} is there: ${last}`,
    ];
  });
}

/** What is in quarantine or waiting, though the gateway never sent it. */
function inventedAnswers(ledger: Ledger, saved: SavedAnswers): readonly string[] {
  const sent = [...ledger.answers.values(), ...ledger.lists.values()];
  const known = new Set(sent.map(({ sha256 }) => sha256));
  return [...saved.waiting, ...saved.quarantined]
    .filter((sha256) => !known.has(sha256))
    .map((sha256) => `an answer that was never sent is in the buffer: SHA-256 ${sha256}`);
}
