// Options of the operating system's socket that take a privilege, in processes that do not have it.

import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { test } from "node:test"
import { patched } from "../support/patched"

const elsewhere = process.platform !== "linux" && "Linux has these"
const notVendored = patched.skip

/** Exchanges a message between two sockets with the option, over tcp and ws, where the process lacks CAP_NET_ADMIN. */
function exchange(option: string): string {
  const program = `
    const { Pair } = require("zmq-napi")
    const exchange = async (transport) => {
      const one = new Pair({ ${option} })
      const other = new Pair({ ${option} })
      await one.bind(transport + "://127.0.0.1:*")
      other.connect(one.lastEndpoint)
      await other.send("hello")
      console.log(String((await one.receive())[0]))
      one.close()
      other.close()
    }
    exchange("tcp").then(() => exchange("ws"))
  `
  const command = [process.execPath, "-e", program]
  // root has the privilege, until it is taken from it.
  if (process.getuid!() === 0) command.unshift("setpriv", "--bounding-set", "-net_admin,-net_raw")
  const [file, ...parameters] = command as [string, ...string[]]
  return execFileSync(file, parameters, { cwd: __dirname, encoding: "utf8", stdio: "pipe" })
}

for (const [name, value] of Object.entries({ priority: 7, busyPoll: 50 })) {
  test(`${name}: without the privilege, it has no effect`, { skip: elsewhere || notVendored }, () =>
    assert.equal(exchange(`${name}: ${value}`), "hello\nhello\n"),
  )
}
