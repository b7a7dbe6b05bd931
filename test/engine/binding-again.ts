// What the tests of binding again start: binding-again.js <spin|take turns|hold|unbind> [address]
import { parentPort } from "node:worker_threads"
import { Pull } from "#lib/index"
import { bindFresh } from "../support/endpoints"

const programs: Record<string, (address: string) => void> = {
  spin() {
    for (;;);
  },

  "take turns"(address) {
    let socket: Pull | undefined
    parentPort!.on("message", (order) => {
      if (order === "bind") {
        socket = new Pull()
        socket.bindSync(address)
        parentPort!.postMessage("bound")
      } else {
        socket!.close()
        parentPort!.postMessage("closed")
      }
    })
  },

  async hold(address) {
    using socket = new Pull()
    await socket.bind(address)
    console.log("bound")
    for await (const _ of process.stdin);
  },

  async unbind() {
    using socket = new Pull()
    await socket.unbind(await bindFresh(socket))
    console.log("unbound")
  },
}

const [, , what, address] = process.argv
programs[what!]!(address!)
