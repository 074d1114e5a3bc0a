import { isWithin, unixSeconds } from "./noted-time.js";
import { readStateFields, writeStateFields } from "./state-file.js";

const day = 86_400;

/**
 * Whether something was not logged in the last `seconds`, at most a day; if so, notes in a state
 * file that it is logged now. A note that cannot be kept repeats it, and fails nothing.
 */
export async function isNews(notePath: string, what: string, seconds = day): Promise<boolean> {
  const now = unixSeconds();
  const logged = Object.entries(await readStateFields(notePath)).filter(
    ([, at]) => typeof at === "number" && isWithin(at, day, now),
  );
  const loggedAt = Object.fromEntries(logged)[what];
  if (typeof loggedAt === "number" && isWithin(loggedAt, seconds, now)) return false;
  const noted = Object.fromEntries([...logged, [what, now]]);
  await writeStateFields(notePath, noted).catch(() => undefined);
  return true;
}
