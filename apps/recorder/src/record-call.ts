/** A call of `record` that the program understands without its command-line parser. */
export interface RecordCall {
  /** Path of the config file. */
  readonly config: string;
  /** Whether standard error gets only warnings and errors. */
  readonly quiet: boolean;
}

/** The arguments of the scheduled call, which {@link readRecordCall} understands. */
export function recordArguments({ config, quiet }: RecordCall): readonly string[] {
  return ["record", ...(quiet ? ["--quiet"] : []), "--config", config];
}

/** The call that the arguments are if they are plain or as a schedule has them; otherwise undefined. */
export function readRecordCall(args: readonly string[]): RecordCall | undefined {
  const [command = "record", ...options] = args;
  if (command !== "record") return undefined;
  const quiet = options[0] === "--quiet";
  const [name, config, ...more] = quiet ? options.slice(1) : options;
  if (name === undefined) return { config: "config.toml", quiet };
  if (name !== "--config" || config === undefined || more.length > 0) return undefined;
  return { config, quiet };
}
