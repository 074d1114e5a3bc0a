import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "@envoy/durable-file";

/**
 * Removes the tables of each month's report that names a gateway, and what killed reports left. Resolves to the months,
 * whose reports can be made anew. Rejects with Node's system errors.
 */
export async function removeReports(reports: string, gateway: string): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const month of await namesIn(reports)) {
    if (!/^\d{4}-\d{2}$/.test(month)) continue;
    const folder = join(reports, month);
    const names = await namesIn(folder);
    for (const name of names.filter((entry) => entry.startsWith("."))) {
      await rm(join(folder, name), { recursive: true, force: true });
    }
    const tables = names.filter((name) => /\.(csv|parquet)$/.test(name));
    if (!(await mentions(folder, tables, gateway))) continue;
    for (const name of tables) await rm(join(folder, name), { force: true });
    removed.push(month);
  }
  return removed;
}

/** Whether a table names it. A killed call may have left only tables in Parquet, which are not read: they go too. */
async function mentions(
  folder: string,
  tables: readonly string[],
  gateway: string,
): Promise<boolean> {
  const texts = tables.filter((name) => name.endsWith(".csv"));
  if (texts.length < tables.length - texts.length) return true;
  for (const name of texts) {
    if ((await readFile(join(folder, name), "utf8")).includes(gateway)) return true;
  }
  return false;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return [];
    throw error;
  }
}
