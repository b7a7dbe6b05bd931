import { Pull, Push } from "jszmq"
import { checkOf, preparedMessage } from "../messages"
import type { Part } from "../peer"
import { secondsOver } from "../span"
import { sendAll } from "./back-pressure"
import { bind, checkConnectable } from "./bind"
import { Inbox } from "./inbox"

export const push: Part = {
  styles: ["each"],
  async open(spec) {
    const message = preparedMessage(spec)
    const socket = new Push()
    return {
      ...(await bind(socket, spec)),
      connect: (address) => socket.connect(checkConnectable(address)),
      async run(count) {
        const first = performance.now()
        await sendAll(() => socket.send(message), count, spec)
        return { messages: count, seconds: secondsOver([{ first, last: performance.now() }]) }
      },
    }
  },
}

export const pull: Part = {
  styles: ["each"],
  async open(spec) {
    const check = checkOf(spec)
    const socket = new Pull()
    const inbox = new Inbox(socket)
    return {
      ...(await bind(socket, spec)),
      connect: (address) => socket.connect(checkConnectable(address)),
      run: async (count) => ({ messages: count, seconds: secondsOver([await inbox.receive(count, check)]) }),
    }
  },
}
