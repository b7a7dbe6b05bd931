import { Rep, Req } from "jszmq"
import { latencyOf } from "../latency"
import { checkOf, preparedMessage } from "../messages"
import type { Part } from "../peer"
import { secondsOver } from "../span"
import { bind, checkConnectable } from "./bind"
import { Inbox } from "./inbox"

export const request: Part = {
  styles: ["each"],
  async open(spec) {
    const message = preparedMessage(spec)
    const check = checkOf(spec)
    const socket = new Req()
    const inbox = new Inbox(socket)
    return {
      ...(await bind(socket, spec)),
      connect: (address) => socket.connect(checkConnectable(address)),
      async run(count) {
        const samples = new Float64Array(count)
        let index = 0
        let start = performance.now()
        socket.send(message)
        const span = await inbox.receive(count, (reply) => {
          check(reply)
          samples[index++] = (performance.now() - start) * 1000
          if (index < count) {
            start = performance.now()
            socket.send(message)
          }
          return true
        })
        return { messages: count, seconds: secondsOver([span]), latency: latencyOf(samples) }
      },
    }
  },
}

export const reply: Part = {
  styles: ["each"],
  async open(spec) {
    const socket = new Rep()
    const inbox = new Inbox(socket)
    return {
      ...(await bind(socket, spec)),
      connect: (address) => socket.connect(checkConnectable(address)),
      async run(count) {
        const span = await inbox.receive(count, (message) => {
          socket.send(message)
          return true
        })
        return { messages: count, seconds: secondsOver([span]) }
      },
    }
  },
}
