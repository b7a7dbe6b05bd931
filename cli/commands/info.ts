import { Command } from "commander"
import { factsOf } from "../info/facts"
import { reportOf } from "../info/report"
import { action } from "../session/action"
import type { Session } from "../session/session"
import { examplesText } from "./socket-command"

export const info = new Command("info")
  .summary("show versions and where the addon came from: for a bug report")
  .description(
    "Prints what a bug report needs: the versions of this package and of libzmq, libzmq's patches and capabilities, the " +
      "addon's file, the platform and the C library. If the addon cannot be loaded, it prints the rest and why (exit code 1).",
  )
  .option("--json", "print it as JSON")
  .addHelpText("after", examplesText([["for a bug report", "zmq-napi info"]]))
  .action(
    action(async (session: Session, { json }: { json?: boolean }) => {
      const { facts, failure } = factsOf()
      await session.output.write(json ? `${JSON.stringify(facts, undefined, 2)}\n` : reportOf(facts))
      if (failure !== undefined) throw failure
    }),
  )
