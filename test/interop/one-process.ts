// A process with two copies of libzmq in it: ours, and that of the npm package `zeromq`. They talk to each other.
import assert from "node:assert/strict"
import type * as zeromq from "zeromq"
import type * as zmqNapi from "#lib/index"
import { freshAddress } from "../support/endpoints"

/** Which of them is loaded first. */
const first = process.argv[2]

// Loads them one after the other; the later one must not get the symbols of the earlier.
const names = first === "zmq-napi" ? ["#lib/index", "zeromq"] : ["zeromq", "#lib/index"]
const modules = Object.fromEntries(names.map((name) => [name, require(name)]))
const ours: typeof zmqNapi = modules["#lib/index"]
const theirs: typeof zeromq = modules.zeromq

const count = 1000

async function pipeline(
  push: zmqNapi.Push | zeromq.Push,
  pull: zmqNapi.Pull | zeromq.Pull,
  endpoint: string,
): Promise<number> {
  await pull.bind(endpoint)
  push.connect(pull.lastEndpoint!)
  let received = 0
  const receiving = (async () => {
    for (; received < count; received++) assert.equal((await pull.receive()).toString(), String(received))
  })()
  for (let number = 0; number < count; number++) await push.send(String(number))
  await receiving
  push.close()
  pull.close()
  return received
}

async function question(
  request: zmqNapi.Request | zeromq.Request,
  reply: zmqNapi.Reply | zeromq.Reply,
  endpoint: string,
) {
  await reply.bind(endpoint)
  request.connect(reply.lastEndpoint!)
  await request.send("question")
  assert.equal((await reply.receive()).toString(), "question")
  await reply.send("answer")
  assert.equal((await request.receive()).toString(), "answer")
  request.close()
  reply.close()
}

/** CURVE, for which each copy brings a libsodium of its zmqNapi. */
async function encrypted(reply: typeof zmqNapi.Reply | typeof zeromq.Reply, request: typeof zmqNapi.Request) {
  const server = theirs.curveKeyPair()
  const client = theirs.curveKeyPair()
  await question(
    new request({
      curvePublicKey: client.publicKey,
      curveSecretKey: client.secretKey,
      curveServerKey: server.publicKey,
    }),
    new reply({ curveServer: true, curveSecretKey: server.secretKey }),
    freshAddress("tcp"),
  )
}

/** The files of the native addons that are loaded. */
function addons(): string[] {
  const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: string[] }
  return sharedObjects.filter((file) => file.endsWith(".node"))
}

async function main(): Promise<void> {
  let received = 0
  for (const transport of ["tcp", "ipc"] as const) {
    received += await pipeline(new ours.Push(), new theirs.Pull(), freshAddress(transport))
    received += await pipeline(new theirs.Push(), new ours.Pull(), freshAddress(transport))
    await question(new ours.Request(), new theirs.Reply(), freshAddress(transport))
    await question(new theirs.Request(), new ours.Reply(), freshAddress(transport))
  }
  await encrypted(ours.Reply, theirs.Request as unknown as typeof zmqNapi.Request)
  await encrypted(theirs.Reply, ours.Request)
  console.log(JSON.stringify({ addons: addons(), received }))
}

main()
