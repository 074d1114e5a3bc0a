/** Prints a line on standard output, at every log level: what a command typed by hand answers. */
export function printLine(line = ""): void {
  writeTo(process.stdout, `${line}\n`);
}

/** Writes to a standard stream, which may be full or closed: no work may be lost for that. */
export function writeTo(stream: NodeJS.WriteStream, text: string): void {
  ignoreErrors(stream);
  stream.write(text);
}

/** An error that nobody listens to would end the process with a stack trace. */
export function ignoreErrors(stream: NodeJS.WriteStream): void {
  if (!stream.listeners("error").includes(ignore)) stream.on("error", ignore);
}

function ignore(): void {}
