import { after, before, describe, test } from "node:test"
import { castings, topic } from "./conversations"
import { bindings, Peer } from "./peer"
import { binders, join, openSocket, simpleSocket, transports } from "./sockets"

for (const binding of bindings) {
  describe(`with a peer of ${binding}`, () => {
    let peer: Peer
    before(async () => {
      peer = await Peer.start(binding)
    })
    after(() => peer?.end())

    for (const { ours, theirs, talk } of castings) {
      for (const transport of transports) {
        for (const binder of binders) {
          test(`our ${ours} and its ${theirs} over ${transport}, ${binder} binds`, async () => {
            using socket = openSocket(ours)
            await using other = await peer.open(theirs, theirs === "SUB" ? { subscribe: topic } : {})
            if (ours === "SUB") socket.setOption("subscribe", topic)
            await join(socket, other, binder, transport)
            await talk(simpleSocket(socket), other)
          })
        }
      }
    }
  })
}
