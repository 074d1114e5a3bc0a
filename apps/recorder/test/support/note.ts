import { readFile, writeFile } from "node:fs/promises";

/** Makes the times in a state file look so many seconds older. */
export async function ageNote(path: string, seconds: number): Promise<void> {
  const note: Readonly<Record<string, number>> = JSON.parse(await readFile(path, "utf8"));
  const aged = Object.entries(note).map(([what, at]) => [what, at - seconds]);
  await writeFile(path, JSON.stringify(Object.fromEntries(aged)));
}
