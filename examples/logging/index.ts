// A collector of logs, and two services that log to it with pino. The collector reads warnings and worse.
//
//   npm run example -- logging [collector's endpoint]                              by default tcp://127.0.0.1:*
//
// Beside this file: pino-transport.ts publishes the lines of a service, reader.ts reads them.

import { fork } from "node:child_process"
import { once } from "node:events"
import { inspect } from "node:util"
import pino from "pino"
import { LogReader } from "./reader"

/** A service. It ends when it has logged; its last lines are transmitted before its process ends. */
function service(name: string, connect: string): void {
  const target = require.resolve("./pino-transport")
  const log = pino({ name }, pino.transport({ target, options: { connect } }))
  log.info("started")
  log.warn({ queue: 90 }, "the queue is almost full")
  log.error(new Error("no more paper"), "cannot print")
}

async function collect(endpoint = "tcp://127.0.0.1:*"): Promise<void> {
  using reader = new LogReader("warn")
  const collector = await reader.bind(endpoint)
  console.log(`Collects at ${collector}`)
  const services = ["billing", "printing"].map((name) => fork(__filename, [collector, name]))

  let left = 4
  for await (const { topic, entry } of reader) {
    // A stranger's text, which could be commands to the terminal.
    console.log(`${inspect(topic)}: ${inspect(entry.msg)}`)
    if (--left === 0) break
  }
  await Promise.all(services.map((child) => child.exitCode ?? once(child, "exit")))
}

const [endpoint, name] = process.argv.slice(2)
if (name !== undefined && endpoint !== undefined) service(name, endpoint)
else void collect(endpoint)
