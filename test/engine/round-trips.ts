// Round trips over tcp between two sockets of one thread, of which system-calls.test.ts counts the system calls:
// round-trips.js <way> <count>
import assert from "node:assert/strict"
import { Reply, Request } from "#lib/index"
import { only } from "../support/elements"
import { runNamedProgram } from "../support/programs"

async function open() {
  const reply = new Reply()
  const request = new Request()
  await reply.bind("tcp://127.0.0.1:*")
  request.connect(reply.lastEndpoint as string)
  return { reply, request }
}

function check(message: Buffer[], expected: number): void {
  assert.equal(String(only(message)), String(expected))
}

runNamedProgram(module, {
  async blocking(count: string) {
    const { reply, request } = await open()
    for (let index = 0; index < Number(count); index++) {
      request.sendSync(String(index))
      reply.sendSync(only(reply.receiveSync()))
      check(request.receiveSync(), index)
    }
    reply.close()
    request.close()
  },

  async awaited(count: string) {
    const { reply, request } = await open()
    for (let index = 0; index < Number(count); index++) {
      await request.send(String(index))
      await reply.send(only(await reply.receive()))
      check(await request.receive(), index)
    }
    reply.close()
    request.close()
  },
})
