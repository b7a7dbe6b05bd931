// What works while timers are faked, whoever fakes them: by name, a function of the copy and of `pass`, which has the fake
// clock move by so many milliseconds.
const assert = require("node:assert/strict")
const { basics } = require("./basics.js")
const { converse, joinSockets, withSockets } = require("./sockets.js")

const fakes = {
  ...basics,

  "a fake hour ends no time-out": async (zmq, pass) => {
    await withSockets([new zmq.Push(), new zmq.Pull()], async (push, pull) => {
      await joinSockets(pull, push)
      const waiting = pull.receive({ timeout: 60_000 })
      await pass(3_600_000)
      await push.send("in time")
      assert.equal(String(await waiting), "in time")
    })
  },
}

// Sockets that are opened, and used, before timers are faked, while they are, and afterwards. `fake` fakes them, `restore`
// brings the real ones back.
async function survive(zmq, fake, restore) {
  await withSockets([new zmq.Request(), new zmq.Reply()], async (request, reply) => {
    await joinSockets(reply, request)
    await converse(request, reply, "before")
    fake()
    try {
      await converse(request, reply, "while")
      await basics["thousands of operations which succeed at once"](zmq)
      await converse(request, reply, "still")
    } finally {
      restore()
    }
    await converse(request, reply, "after")
    // The turn that was spent while timers were faked is over.
    await basics["thousands of operations which succeed at once"](zmq)
  })
}

module.exports = { fakes, survive }
