import { conflictingReadings } from "@envoy/fleet-engine";
import { counted } from "../counted.js";
import type { CheckedFleet } from "./checked-fleet.js";
import { type Finding, findingOf } from "./finding.js";
import { numberOf, readParts } from "./read-parts.js";
import type { ShardMonth } from "./shard-months.js";

/** Which readings came in several versions. */
export async function checkConflicts(fleet: CheckedFleet): Promise<Finding> {
  const parts = fleet.parts.map(withSeveralFiles);
  const answers = await readParts(
    fleet,
    parts.filter(({ rounds }) => rounds.length > 0),
    ({ rounds }) => conflictingReadings(rounds.flat().map(({ path }) => path)),
  );
  const details = answers.flatMap(([{ name }, rows]) =>
    rows.map((row) => {
      const count = numberOf(row, "readings");
      const message = `${counted(count, "reading")} in several versions in ${name}`;
      return { where: String(row["gateway"]), count, message };
    }),
  );
  const total = details.reduce((sum, { count }) => sum + count, 0);
  return findingOf("conflicts", "note", details, {
    ok: "No reading came in several versions",
    found: `${counted(total, "reading")} came in several versions`,
  });
}

/** Only a gateway with several files in a month can have some. */
function withSeveralFiles(part: ShardMonth): ShardMonth {
  const gateways = new Set(part.rounds[1]?.map(({ gateway }) => gateway));
  const rounds = part.rounds.map((round) => round.filter(({ gateway }) => gateways.has(gateway)));
  return { ...part, published: [], rounds: gateways.size === 0 ? [] : rounds };
}
