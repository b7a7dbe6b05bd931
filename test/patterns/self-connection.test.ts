// TCP lets a socket connect to itself, when its own port happens to be the one that it connects to.
import assert from "node:assert/strict"
import { execFile, execFileSync } from "node:child_process"
import { join } from "node:path"
import { describe, test } from "node:test"
import { promisify } from "node:util"
import { binding } from "#lib/addon/binding"
import { Dealer } from "#lib/index"
import { reservedEndpoint } from "../support/endpoints"
import { timeLimit } from "../support/waiting"

const patched = !binding.vendored && "the vendored libzmq is patched"

// A network of its own, where few ports are given out.
const network = ["--net", "--map-root-user", "sh", "-c"]
const prepared = 'ip link set lo up && echo "40000 40007" > /proc/sys/net/ipv4/ip_local_port_range && exec "$0" "$@"'

function lacksNetworks(): string | false {
  try {
    execFileSync("unshare", [...network, prepared, "true"], { stdio: "ignore" })
    return false
  } catch {
    return "no network of its own can be made here"
  }
}

describe("a client does not connect to itself, and its server can bind", { skip: patched || lacksNetworks() }, () => {
  for (const type of ["Push", "Dealer"]) {
    for (const [transport, host] of [
      ["tcp", "127.0.0.1"],
      ["tcp", "[::1]"],
      ["ws", "127.0.0.1"],
      ["socks", "127.0.0.1"],
    ] as const) {
      test(`${type}, over ${transport} to ${host}`, async () => {
        const program = [process.execPath, join(__dirname, "self-connection.js"), transport, host, type]
        const options = { env: { ...process.env, NODE_OPTIONS: "" }, timeout: 60_000, killSignal: "SIGKILL" } as const
        await promisify(execFile)("unshare", [...network, prepared, ...program], options)
      })
    }
  }
})

test("a client whose source is its destination tries again, and again", { skip: patched }, async () => {
  const endpoint = reservedEndpoint()
  using dealer = new Dealer({ linger: 0, reconnectInterval: 1 })
  const events = dealer.observe({ events: ["connect", "connect:retry"] })
  dealer.connect(`${endpoint};${endpoint.slice("tcp://".length)}`)
  for (let retries = 0; retries < 3; retries++) assert.equal((await events.receive(timeLimit)).type, "connect:retry")
})
