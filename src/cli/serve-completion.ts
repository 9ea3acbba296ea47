import type { Command } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

interface Completed {
  readonly name: string;
  readonly about: string;
  readonly options: readonly { readonly flag: string; readonly about: string }[];
}

/** What a shell needs to complete our commands, their options and file names; made from the commands themselves. */
export function completionScript(program: Command, shell: Shell): string {
  const commands = program.commands.map((command) => completed(command, command.name())).concat(...nested(program));
  return SCRIPTS[shell](commands);
}

/** Commands of commands, such as `demand fit`, by their whole name. */
function nested(program: Command): Completed[][] {
  return program.commands.map((command) =>
    command.commands.map((inner) => completed(inner, `${command.name()} ${inner.name()}`)),
  );
}

function completed(command: Command, name: string): Completed {
  const options = command.options
    .filter(({ long, hidden }) => long !== undefined && !hidden)
    .map(({ long, description }) => ({ flag: long!, about: description }));
  return { name, about: command.description(), options };
}

const SCRIPTS: Readonly<Record<Shell, (commands: readonly Completed[]) => string>> = { bash, zsh, fish };

function bash(commands: readonly Completed[]): string {
  const cases = commands.map(({ name, options }) => `    "${name}") words="${flags(options)}" ;;`);
  return `# eightyfold completion bash: source this, or put it into ~/.local/share/bash-completion/completions/eightyfold
_eightyfold() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${names(commands)}" -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${inBash(commands)}
  esac
  case "\${COMP_WORDS[1]}\${inner:+ $inner}" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current") $(compgen -f -- "$current"))
}
complete -o filenames -F _eightyfold eightyfold
`;
}

/** Where a command has commands of its own, the second word names one or is completed to one. */
function inBash(commands: readonly Completed[]): string {
  const outer = [...new Set(commands.flatMap(({ name }) => (name.includes(' ') ? [name.split(' ')[0]!] : [])))];
  const lines = outer.map((name) => {
    const inner = commands.filter((each) => each.name.startsWith(`${name} `)).map((each) => each.name.split(' ')[1]);
    return `    ${name}) local inner="\${COMP_WORDS[2]}"; [ "$COMP_CWORD" -eq 2 ] && { COMPREPLY=($(compgen -W "${inner.join(' ')}" -- "$current")); return; } ;;`;
  });
  return [...lines, '    *) local inner="" ;;'].join('\n');
}

function zsh(commands: readonly Completed[]): string {
  const outer = commands.filter(({ name }) => !name.includes(' '));
  const described = outer.map(({ name, about }) => `    '${name}:${quoted(about)}'`).join('\n');
  const cases = outer.map(({ name, options }) => {
    const specs = options.map(({ flag, about }) => `'${flag}[${quoted(about).replaceAll(/[[\]]/g, ' ')}]'`);
    return `    ${name}) _arguments ${[...specs, "'*:file:_files'"].join(' ')} ;;`;
  });
  return `#compdef eightyfold
# eightyfold completion zsh: put this into a folder of $fpath as _eightyfold
_eightyfold() {
  local -a commands=(
${described}
  )
  if (( CURRENT == 2 )); then _describe command commands; return; fi
  case "\${words[2]}" in
${cases.join('\n')}
  esac
}
compdef _eightyfold eightyfold
`;
}

function fish(commands: readonly Completed[]): string {
  const outer = commands.filter(({ name }) => !name.includes(' '));
  const lines = outer.flatMap(({ name, about, options }) => [
    `complete -c eightyfold -n __fish_use_subcommand -a ${name} -d '${quoted(about)}'`,
    ...options.map(
      ({ flag, about: what }) =>
        `complete -c eightyfold -n '__fish_seen_subcommand_from ${name}' -l ${flag.slice(2)} -d '${quoted(what)}'`,
    ),
  ]);
  return `# eightyfold completion fish: put this into ~/.config/fish/completions/eightyfold.fish\n${lines.join('\n')}\n`;
}

function names(commands: readonly Completed[]): string {
  return commands
    .map(({ name }) => name)
    .filter((name) => !name.includes(' '))
    .join(' ');
}

function flags(options: Completed['options']): string {
  return options.map(({ flag }) => flag).join(' ');
}

/** Text inside single quotes of a shell. */
function quoted(text: string): string {
  return text.replaceAll("'", '’').replaceAll(':', ' -');
}
