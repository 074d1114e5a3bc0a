/** Prints a line for the person who runs the demo. */
export function print(line = ""): void {
  process.stdout.write(`${line}\n`);
}
