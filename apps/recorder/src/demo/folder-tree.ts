import { readdir, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { printLine } from "../print-line.js";

/** Prints a folder's Parquet files, each with its size, below their folders. */
export async function printFolder(folder: string): Promise<void> {
  printLine(`${relative(".", folder)}/`);
  for (const name of (await readdir(folder, { recursive: true })).sort()) {
    const { size } = await stat(join(folder, name));
    const levels = name.split("/");
    const isFile = name.endsWith(".parquet");
    printLine(`${"  ".repeat(levels.length)}${levels.at(-1)}${isFile ? `  ${size} bytes` : "/"}`);
  }
  printLine();
}
