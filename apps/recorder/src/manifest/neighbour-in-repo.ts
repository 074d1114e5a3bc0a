import { posix } from "node:path";

/**
 * The path of what is beside the archive's folder in a repository, such as "tables". Two sites may be in one repository:
 * only the usual name of that folder leaves it that name, and beside "roof" it is "roof_tables".
 */
export function neighbourInRepo(pathInRepo: string, name: string): string {
  const folder = posix.basename(pathInRepo);
  return posix.join(posix.dirname(pathInRepo), folder === "data" ? name : `${folder}_${name}`);
}
