/** The things that are checked, in this order, and what to do where one is wrong. */
export const checkAdvice = {
  files:
    "Put the files back from a backup; or remove the table's folder and run envoy-fleet compact --close, which makes it anew of the landing.",
  landing:
    "Put the files back from a backup. Without one, remove the damaged file and its source's state in the landing's folder sources, and pull again.",
  rows: "Remove the table's folder and run envoy-fleet compact --close, which makes it anew of the landing; if this comes again, please report it.",
  keys: "Remove the table's folder and run envoy-fleet compact --close, which makes it anew of the landing; if this comes again, please report it.",
  order:
    "Readers get the right rows, but slowly. Remove the table's folder and run envoy-fleet compact --close, which makes it anew of the landing.",
  conflicts: "Nothing: the reading that was captured first is in the table.",
  inverters:
    "If two of the sources are one household's, remove one of them from fleet.toml and run envoy-fleet forget with its gateway: its energy is counted twice.",
  overflow: "Nothing: such values are null in the table, for no portable type can hold them.",
  completeness:
    "Ask the household whether its recorder was off; envoy-fleet report tells what is missing of each day.",
} as const;

export type CheckId = keyof typeof checkAdvice;

export const checkIds = Object.keys(checkAdvice).filter(isCheckId);

function isCheckId(text: string): text is CheckId {
  return text in checkAdvice;
}

/** One thing that was found. */
export interface Detail {
  /** A file, a month and shard, a gateway or an inverter's pseudonym. */
  readonly where: string;
  /** Of what the check counts, such as readings. */
  readonly count: number;
  readonly message: string;
}

/** What a check found. A note says something that may be as it should be; what needs files that are wrong is skipped. */
export interface Finding {
  readonly id: CheckId;
  readonly status: "ok" | "note" | "wrong" | "skipped";
  /** For a person. */
  readonly message: string;
  readonly details: readonly Detail[];
}

/** Details from the first on, as many as help a person. */
const mostDetails = 100;

/** What a check found: `status` if there are details, and else that all is well. */
export function findingOf(
  id: CheckId,
  status: "note" | "wrong",
  details: readonly Detail[],
  messages: { readonly ok: string; readonly found: string },
): Finding {
  const isOk = details.length === 0;
  return {
    id,
    status: isOk ? "ok" : status,
    message: isOk ? messages.ok : messages.found,
    details: details.slice(0, mostDetails),
  };
}
