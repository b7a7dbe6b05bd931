import { createInterface } from "node:readline"
import { parentPort } from "node:worker_threads"

/** How commands come and answers go. */
export interface Channel {
  /** `ended`: whoever gave the commands is gone, or wants this to stop whatever it does. */
  listen(command: (line: string) => void, ended: () => void): void
  tell(answer: object): void
  end(status: 0 | 1): void
}

export function standardStreams(): Channel {
  return {
    listen(command, ended) {
      // An `exit` before the end of the input is heeded in its turn, when all that came before it is done.
      let exits = false
      createInterface({ input: process.stdin })
        .on("line", (line) => {
          exits ||= line.trim() === "exit"
          command(line)
        })
        .on("close", () => exits || ended())
    },
    tell(answer) {
      process.stdout.write(`${JSON.stringify(answer)}\n`)
    },
    end(status) {
      process.stdout.write("", () => process.exit(status))
    },
  }
}

export function threadMessages(): Channel {
  const port = parentPort!
  return {
    listen(command, ended) {
      port.on("message", (line: string) => (line === "exit" ? ended() : command(line)))
    },
    tell(answer) {
      port.postMessage(answer)
    },
    // The thread ends by itself, for `zeromq` brings the process down if it has to end one that has just waited.
    end() {
      port.close()
    },
  }
}
