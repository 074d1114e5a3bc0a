/** Prints a line on standard output, at every log level: what a command typed by hand answers. */
export function printLine(line = ""): void {
  const { stdout } = process;
  // A full or closed output must not end in a stack trace a command that has done its work.
  if (stdout.listenerCount("error") === 0) stdout.on("error", () => undefined);
  stdout.write(`${line}\n`);
}
