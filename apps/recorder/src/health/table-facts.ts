import type { Config } from "../config/config.js";
import { presentTables, summariseTable, type TableSummary } from "../tables/table-summary.js";

/** How much one table beside the archive holds. */
export interface TableFacts extends TableSummary {
  readonly name: string;
}

/** Reads what has changed in the tables since the last time. Those without files are left out. */
export async function tableFacts(
  config: Pick<Config, "state" | "tablesFolder">,
): Promise<readonly TableFacts[]> {
  const facts: TableFacts[] = [];
  for (const present of await presentTables(config)) {
    facts.push({ name: present.table.name, ...(await summariseTable(present, config.state)) });
  }
  return facts;
}
