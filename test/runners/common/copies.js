// What works with two copies of the module in one thread: by name, a function of both. The first was in use before the
// second was loaded, and which is which makes no difference to a test.
const assert = require("node:assert/strict")
const { converse, isError, joinSockets, roundTrip, transports, withSockets } = require("./sockets.js")
const { polled, proxied } = require("./together.js")

const eachWay = (run) => async (first, second) => {
  await run(first, second)
  await run(second, first)
}

const copies = {
  "each works, one after the other": eachWay(async (first, second) => {
    for (const zmq of [first, second, first]) await roundTrip(zmq)
  }),

  "both wait at once": async (first, second) => {
    const sockets = [new first.Push(), new first.Pull(), new second.Push(), new second.Pull()]
    await withSockets(sockets, async (push, pull, otherPush, otherPull) => {
      await joinSockets(pull, push)
      await joinSockets(otherPull, otherPush)
      const waiting = [pull.receive(), otherPull.receive()]
      await otherPush.send("second")
      assert.equal(String(await waiting[1]), "second")
      await push.send("first")
      assert.equal(String(await waiting[0]), "first")
    })
  },

  "time-outs and aborts of both at once": async (first, second) => {
    await withSockets([new first.Pull(), new second.Pull()], async (pull, otherPull) => {
      const controller = new AbortController()
      const waiting = [
        assert.rejects(pull.receive({ timeout: 20 }), isError(first, "EAGAIN", "TimeoutError")),
        assert.rejects(otherPull.receive({ timeout: 20 }), isError(second, "EAGAIN", "TimeoutError")),
        assert.rejects(pull.receive({ signal: controller.signal }), /given/),
        assert.rejects(otherPull.receive({ signal: controller.signal }), /given/),
      ]
      controller.abort(new Error("given"))
      await Promise.all(waiting)
    })
  },

  "they share the default context, so that inproc joins them": eachWay(async (first, second) => {
    await withSockets([new first.Request(), new second.Reply()], async (request, reply) => {
      await joinSockets(reply, request, "inproc")
      for (let turn = 0; turn < 3; turn++) await converse(request, reply)
    })
  }),

  "they talk over tcp": eachWay(async (first, second) => {
    await withSockets([new first.Request(), new second.Reply()], async (request, reply) => {
      await joinSockets(reply, request)
      for (let turn = 0; turn < 3; turn++) await converse(request, reply)
    })
  }),

  "a context of one is attached by the other": eachWay(async (first, second) => {
    const context = new first.Context()
    const attached = second.Context.attach(context.share())
    const sockets = [new first.Request({ context }), new second.Reply({ context: attached })]
    await withSockets(sockets, async (request, reply) => {
      await joinSockets(reply, request, "inproc")
      await converse(request, reply)
    })
    await context.term()
    assert.ok(attached.closed)
  }),

  "a Proxy of one over sockets of the other": eachWay((first, second) => proxied(second, first)),
  "a Poller of one with sockets of the other": eachWay((first, second) => polled(second, first)),

  "errors of native code are of the class of the copy that was called": eachWay(async (first, second) => {
    const sockets = [new first.Reply(), new first.Reply(), new second.Reply()]
    await withSockets(sockets, async (bound, reply, otherReply) => {
      await bound.bind(transports.tcp())
      await assert.rejects(reply.bind(bound.lastEndpoint), isError(first, "EADDRINUSE"))
      await assert.rejects(otherReply.bind(bound.lastEndpoint), isError(second, "EADDRINUSE"))
    })
  }),

  "many messages through both at once": async (first, second) => {
    const stream = async (zmq) => {
      await withSockets([new zmq.Push(), new zmq.Pull()], async (push, pull) => {
        await joinSockets(pull, push)
        const sending = (async () => {
          for (let i = 0; i < 3000; i++) await push.send(String(i))
        })()
        for (let i = 0; i < 3000; i++) assert.equal(String(await pull.receive()), String(i))
        await sending
      })
    }
    await Promise.all([stream(first), stream(second)])
  },
}

module.exports = { copies }
