/** Writes a line to a standard stream, which may be full or closed: no work may be lost for that. */
export function writeLine(stream: NodeJS.WriteStream, line: string): void {
  ignoreErrors(stream);
  stream.write(`${line}\n`);
}

/** An error that nobody listens to would end the process with a stack trace. */
export function ignoreErrors(stream: NodeJS.WriteStream): void {
  if (!stream.listeners("error").includes(ignore)) stream.on("error", ignore);
}

function ignore(): void {}
