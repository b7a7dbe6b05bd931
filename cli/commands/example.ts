import { Command } from "commander"
import { listExamples, runExample } from "../../examples/catalogue"
import { action } from "../session/action"
import { EndedWith } from "../session/errors"
import type { Session } from "../session/session"
import { examplesText } from "./socket-command"

export const example = new Command("example")
  .summary("run an example, or list them")
  .description(
    "Runs an example, with its arguments; without a name, lists the examples and what each shows. --help after the name shows what the example says of itself.",
  )
  .usage("[name] [arguments...]")
  .argument("[name]", "the example")
  .argument("[arguments...]", "what it takes")
  .passThroughOptions()
  .addHelpText(
    "after",
    examplesText([
      ["the list", "zmq-napi example"],
      ["one of them", "zmq-napi example slow-joiner"],
      ["its roles and arguments", "zmq-napi example majordomo --help"],
    ]),
  )
  .action(
    action(async (session: Session, _options: object, name?: string, parameters?: string[]) => {
      if (name === undefined) return await session.output.write(list())
      const code = await runExample(name, parameters ?? [])
      if (code !== 0) throw new EndedWith(code)
    }),
  )

function list(): string {
  return listExamples()
    .map(({ name, parameters, summary }) => `${[name, parameters].filter(Boolean).join(" ")}\n    ${summary}\n`)
    .join("")
}
