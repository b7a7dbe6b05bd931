import { Argument, Command } from "commander"
import { type Shell, scripts } from "../completion/scripts"
import { action } from "../session/action"
import type { Session } from "../session/session"
import { examplesText } from "./socket-command"

export const completion = new Command("completion")
  .summary("print the completions for a shell")
  .description("Prints what makes a shell complete the names of commands, options and their values.")
  .addArgument(new Argument("<shell>", "the shell").choices(Object.keys(scripts)))
  .addHelpText(
    "after",
    examplesText([
      ["bash, in ~/.bashrc", 'eval "$(zmq-napi completion bash)"'],
      ["zsh, in ~/.zshrc after compinit", 'eval "$(zmq-napi completion zsh)"'],
      ["fish, in ~/.config/fish/config.fish", "zmq-napi completion fish | source"],
    ]),
  )
  .action(
    action(async (session: Session, _options: object, shell = "") => {
      const { parent } = completion
      await session.output.write(scripts[shell as Shell](parent as Command))
    }),
  )
