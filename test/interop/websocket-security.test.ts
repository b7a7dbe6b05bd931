// Over ws with CURVE subscriptions go as messages; another libzmq sends them as commands, and drops those.

import { after, before, describe, test } from "node:test"
import { curveKeyPair } from "#lib/index"
import { patched } from "../support/patched"
import { castings, topic } from "./conversations"
import { Peer } from "./peer"
import { binders, join, openSocket, simpleSocket } from "./sockets"

const server = curveKeyPair()
const client = curveKeyPair()
const options = {
  server: { curveServer: true, curveSecretKey: server.secretKey },
  client: {
    curvePublicKey: client.publicKey,
    curveSecretKey: client.secretKey,
    curveServerKey: server.publicKey,
  },
}

describe("over ws with CURVE", patched, () => {
  let peer: Peer
  before(async () => {
    peer = await Peer.start("zeromq")
  })
  after(() => peer?.end())

  for (const { ours, theirs, talk } of castings) {
    for (const binder of binders) {
      test(`our ${ours} and a ${theirs} of zeromq, ${binder} binds`, async () => {
        const [we, they] = binder === "we" ? [options.server, options.client] : [options.client, options.server]
        using socket = openSocket(ours)
        Object.assign(socket, we)
        await using other = await peer.open(theirs, theirs === "SUB" ? { ...they, subscribe: topic } : they)
        if (ours === "SUB") socket.setOption("subscribe", topic)
        await join(socket, other, binder, "ws")
        await talk(simpleSocket(socket), other)
      })
    }
  }
})
