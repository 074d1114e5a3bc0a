import type { Command } from "commander";

/** What can be completed after a command, and which of its options want a file. */
export interface CommandWords {
  /** Such as "schedule install"; empty for the program itself. */
  readonly path: string;
  readonly words: readonly string[];
}

/** The words after the program and after each of its commands, as commander knows them. */
export function commandWords(program: Command): readonly CommandWords[] {
  const globals = longOptions(program);
  const visit = (command: Command, path: string): CommandWords[] => {
    const help = command.createHelp();
    const children = help.visibleCommands(command);
    const choices = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices);
    const words = [...children.map((child) => child.name()), ...choices, ...longOptions(command)];
    const own = { path, words: [...new Set([...words, "--help", ...globals])] };
    const below = children
      .filter((child) => child.name() !== "help")
      .flatMap((child) => visit(child, `${path} ${child.name()}`.trim()));
    return [own, ...below];
  };
  return visit(program, "");
}

/** The paths of the commands whose arguments are folders. */
export function folderCommands(program: Command): readonly string[] {
  return program.commands
    .filter((command) =>
      command.registeredArguments.some((argument) => argument.name() === "folders"),
    )
    .map((command) => command.name());
}

function longOptions(command: Command): readonly string[] {
  return command.options.flatMap(({ long, hidden }) =>
    long === undefined || hidden ? [] : [long],
  );
}

/** The options, long and short, whose value is a file. */
export function fileOptions(program: Command): readonly string[] {
  return program.options
    .filter(({ flags }) => /<file>/.test(flags))
    .flatMap(({ short, long }) => [short, long])
    .filter((flag) => flag !== undefined);
}
