/** Prints a line on standard output, at every log level: what a command typed by hand answers. */
export function printLine(line = ""): void {
  process.stdout.write(`${line}\n`);
}
