import type { CommandWords } from "./command-words.js";

/** The shells that have a script. */
export const shells = ["bash", "zsh", "fish"] as const;

export type Shell = (typeof shells)[number];

/** The script that a shell sources to complete the program's command line. */
export function completionScript(
  shell: Shell,
  commands: readonly CommandWords[],
  fileOptions: readonly string[],
  folderCommands: readonly string[],
): string {
  return { bash, zsh, fish }[shell]({ commands, fileOptions, folderCommands });
}

/** What a script is made from. */
interface Completed {
  readonly commands: readonly CommandWords[];
  readonly fileOptions: readonly string[];
  readonly folderCommands: readonly string[];
}

/** Follows the typed words to the command that they name: alternatives of a case, in bash and zsh. */
function casesOf(commands: readonly CommandWords[]): string {
  const paths = commands.filter(({ path }) => path !== "");
  return paths.map(({ path }) => `"${path.includes(" ") ? path : ` ${path}`}"`).join("|");
}

function wordCases(commands: readonly CommandWords[]): string {
  return commands
    .map(({ path, words }) => `    "${path}") words="${words.join(" ")}" ;;`)
    .join("\n");
}

function bash({ commands, fileOptions, folderCommands }: Completed): string {
  return `# To use it: source <(envoy-recorder completion bash)
_envoy_recorder() {
  local current=\${COMP_WORDS[COMP_CWORD]} command="" words="" i
  case "\${COMP_WORDS[COMP_CWORD - 1]}" in
    ${fileOptions.join("|")})
      local IFS=$'\\n'
      compopt -o filenames 2>/dev/null
      COMPREPLY=($(compgen -f -- "$current"))
      return ;;
  esac
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$command \${COMP_WORDS[i]}" in
      ${casesOf(commands)}) command="\${command:+$command }\${COMP_WORDS[i]}" ;;
    esac
  done
  case "$command" in
${wordCases(commands)}
  esac
  case "$command" in
    ${folderCommands.join("|")})
      if [[ $current != -* ]]; then
        local IFS=$'\\n'
        compopt -o filenames 2>/dev/null
        COMPREPLY=($(compgen -d -- "$current"))
        return
      fi ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _envoy_recorder envoy-recorder
`;
}

function zsh({ commands, fileOptions, folderCommands }: Completed): string {
  return `#compdef envoy-recorder
# To use it: source <(envoy-recorder completion zsh), after compinit
_envoy_recorder() {
  local command="" candidates="" i
  case "\${words[CURRENT - 1]}" in
    ${fileOptions.join("|")}) _files; return ;;
  esac
  for ((i = 2; i < CURRENT; i++)); do
    case "$command \${words[i]}" in
      ${casesOf(commands)}) command="\${command:+$command }\${words[i]}" ;;
    esac
  done
  case "$command" in
${wordCases(commands).replaceAll(" words=", " candidates=")}
  esac
  case "$command" in
    ${folderCommands.join("|")}) [[ \${words[CURRENT]} == -* ]] || { _files -/; return; } ;;
  esac
  compadd -- \${=candidates}
}
compdef _envoy_recorder envoy-recorder
`;
}

function fish({ commands, fileOptions, folderCommands }: Completed): string {
  const cases = commands.map(
    ({ path, words }) => `    case "${path}"\n      string split " " -- "${words.join(" ")}"`,
  );
  const paths = commands.filter(({ path }) => path !== "").map(({ path }) => `"${path}"`);
  return `# To use it: envoy-recorder completion fish | source
function __envoy_recorder_command
  set -l command ""
  for word in (commandline -opc)[2..-1]
    set -l longer (string trim -- "$command $word")
    if contains -- "$longer" ${paths.join(" ")}
      set command "$longer"
    end
  end
  echo "$command"
end
function __envoy_recorder_words
  switch (__envoy_recorder_command)
${cases.join("\n")}
  end
end
function __envoy_recorder_wants_file
  contains -- (commandline -opc)[-1] ${fileOptions.join(" ")}
end
function __envoy_recorder_wants_folder
  not __envoy_recorder_wants_file
  and contains -- (__envoy_recorder_command) ${folderCommands.join(" ")}
end
complete -c envoy-recorder -f -n "not __envoy_recorder_wants_file" -a "(__envoy_recorder_words)"
complete -c envoy-recorder -f -n __envoy_recorder_wants_folder -a "(__fish_complete_directories (commandline -ct))"
complete -c envoy-recorder -F -n __envoy_recorder_wants_file
`;
}
