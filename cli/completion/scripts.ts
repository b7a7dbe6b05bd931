import type { Command } from "commander"
import { type CommandWords, type OptionWords, wordsOf } from "./words"

export type Shell = "bash" | "zsh" | "fish"

/** The script of each shell. */
export const scripts: Record<Shell, (program: Command) => string> = { bash, zsh, fish }

function bash(program: Command): string {
  const commands = wordsOf(program)
  const cases = commands.map(
    ({ name, options, values }) =>
      `    ${name}) words="${[...options.flatMap(({ flags }) => flags), ...values].join(" ")}" ;;`,
  )
  return `# Completions of zmq-napi for bash.
_zmq_napi() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" words=""
  COMPREPLY=()
  case "\${COMP_WORDS[1]}:$before" in
${commands.flatMap(bashValues).join("\n")}
  esac
  if [ "$COMP_CWORD" = 1 ]; then
    words="${commands.map(({ name }) => name).join(" ")} help"
  else
    case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o bashdefault -o default -F _zmq_napi zmq-napi
`
}

function bashValues({ name, options }: CommandWords): string[] {
  return options
    .filter(({ takesValue }) => takesValue)
    .map(({ flags, values }) => {
      const pattern = flags.map((flag) => `${name}:${flag}`).join("|")
      const reply = values.length > 0 ? `COMPREPLY=($(compgen -W "${values.join(" ")}" -- "$word")); ` : ""
      // Without words of ours, bash completes files.
      return `    ${pattern}) ${reply}return ;;`
    })
}

function zsh(program: Command): string {
  const commands = wordsOf(program)
  const names = commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`)
  const cases = commands.map(({ name, options, values }) => {
    const specs = options.flatMap(zshSpecs)
    if (values.length > 0) specs.push(quoted(`1:value:(${values.join(" ")})`))
    return `    ${name}) _arguments -s ${specs.map((spec) => `\\\n      ${spec}`).join(" ")} ;;`
  })
  return `#compdef zmq-napi
# Completions of zmq-napi for zsh.
_zmq_napi() {
  local -a commands
  commands=(
${names.join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$command" in
${cases.join("\n")}
  esac
}
compdef _zmq_napi zmq-napi
`
}

function zshSpecs({ flags, description, takesValue, values, file }: OptionWords): string[] {
  const text = description.replace(/[[\]:\\]/g, "\\$&")
  const value = values.length > 0 ? `(${values.join(" ")})` : file ? "_files" : ""
  return flags.map((flag) => quoted(`*${flag}[${text}]${takesValue ? `:value:${value}` : ""}`))
}

function fish(program: Command): string {
  const commands = wordsOf(program)
  const lines = commands.flatMap(({ name, summary, options, values }) => {
    const here = `complete -c zmq-napi -n "__fish_seen_subcommand_from ${name}"`
    return [
      `complete -c zmq-napi -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
      ...options.map((option) => `${here}${fishFlags(option)} -d ${quoted(option.description)}`),
      ...(values.length > 0 ? [`${here} -f -a ${quoted(values.join(" "))}`] : []),
    ]
  })
  return `# Completions of zmq-napi for fish.\n${lines.join("\n")}\n`
}

function fishFlags({ flags, takesValue, values, file }: OptionWords): string {
  const names = flags.map((flag) => (flag.startsWith("--") ? ` -l ${flag.slice(2)}` : ` -s ${flag.slice(1)}`)).join("")
  const value = values.length > 0 ? ` -x -a ${quoted(values.join(" "))}` : takesValue ? (file ? " -r" : " -x") : ""
  return `${names}${value}`
}

/** For a shell: nothing inside means anything. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
