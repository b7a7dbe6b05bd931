import { Pub, Sub } from "jszmq"
import { checkBesideProbes, preparedMessage, probe } from "../messages"
import type { Part } from "../peer"
import { secondsOver } from "../span"
import { sendAll } from "./back-pressure"
import { bind, checkConnectable } from "./bind"
import { Inbox } from "./inbox"

export const publish: Part = {
  styles: ["each"],
  async open(spec) {
    const message = preparedMessage(spec)
    const socket = new Pub()
    let probing: NodeJS.Timeout | undefined
    return {
      ...(await bind(socket, spec)),
      connect: (address) => socket.connect(checkConnectable(address)),
      async probe() {
        probing ??= setInterval(() => socket.send(probe), 1)
      },
      async run(count) {
        clearInterval(probing)
        probing = undefined
        const first = performance.now()
        await sendAll(() => socket.send(message), count, spec)
        return { messages: count, seconds: secondsOver([{ first, last: performance.now() }]) }
      },
    }
  },
}

export const subscribe: Part = {
  styles: ["each"],
  async open(spec) {
    const { sockets: count = 1 } = spec
    if (spec.bind !== undefined && count > 1) throw new Error("Several sockets cannot be bound to one address")
    const check = checkBesideProbes(spec)
    const sockets = Array.from({ length: count }, () => new Sub())
    const inboxes = sockets.map((socket) => new Inbox(socket))
    for (const socket of sockets) socket.subscribe("")
    return {
      ...(await bind(sockets[0], spec)),
      connect: (address) => sockets.forEach((socket) => void socket.connect(checkConnectable(address))),
      async probe() {
        await Promise.all(inboxes.map((inbox) => inbox.receive(1, isProbe)))
      },
      async run(count) {
        const spans = await Promise.all(inboxes.map((inbox) => inbox.receive(count, check)))
        return { messages: count * sockets.length, seconds: secondsOver(spans) }
      },
      close: () => sockets.forEach((socket) => void socket.close()),
    }
  },
}

function isProbe([part]: Buffer[]): boolean {
  if (part.length === probe.length) return true
  throw new Error(`A probe was expected, and ${part.length} bytes came`)
}
