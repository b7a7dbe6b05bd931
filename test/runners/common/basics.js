// What works with any copy of the module, in any runner, whether its timers are real or faked: by name, a function of the copy.
const assert = require("node:assert/strict")
const vm = require("node:vm")
const { isError, joinSockets, roundTrip, transports, withSockets } = require("./sockets.js")
const { polled, proxied } = require("./together.js")

// Far more than fit into a turn of the event loop: fairness has to yield in between.
const many = 5000
const unbounded = { sendHighWaterMark: 0 }

const basics = {
  "tcp: a Request has its reply": (zmq) => roundTrip(zmq, "tcp"),
  "inproc: a Request has its reply": (zmq) => roundTrip(zmq, "inproc"),
  "ipc: a Request has its reply": (zmq) => roundTrip(zmq, "ipc"),
  "ws: a Request has its reply": (zmq) => roundTrip(zmq, "ws"),

  "thousands of operations which succeed at once": async (zmq) => {
    const sockets = [new zmq.Push(unbounded), new zmq.Pull({ receiveHighWaterMark: 0 })]
    await withSockets(sockets, async (push, pull) => {
      await joinSockets(pull, push, "inproc")
      for (let i = 0; i < many; i++) await push.send(String(i))
      for (let i = 0; i < many; i++) assert.equal(String(await pull.receive()), String(i))
    })
  },

  "a loop that sends beside one that receives": async (zmq) => {
    await withSockets([new zmq.Push(unbounded), new zmq.Pull()], async (push, pull) => {
      await joinSockets(pull, push)
      let received = 0
      const receiving = (async () => {
        for await (const [text] of pull) {
          assert.equal(String(text), String(received))
          received += 1
          if (received === many) break
        }
      })()
      for (let i = 0; i < many; i++) await push.send(String(i))
      await receiving
    })
  },

  batches: async (zmq) => {
    await withSockets([new zmq.Push(unbounded), new zmq.Pull()], async (push, pull) => {
      await joinSockets(pull, push)
      await push.sendMany(Array.from({ length: many }, (_, i) => String(i)))
      for (let received = 0; received < many; ) received += (await pull.receiveMany()).length
    })
  },

  "time-outs of real time": async (zmq) => {
    await withSockets([new zmq.Push({ sendTimeout: 20 }), new zmq.Pull({ receiveTimeout: 20 })], async (push, pull) => {
      const late = isError(zmq, "EAGAIN", "TimeoutError")
      await assert.rejects(pull.receive({ timeout: 20 }), late)
      await assert.rejects(pull.receive(), late)
      await assert.rejects(push.send("to nobody"), late)
      assert.throws(() => pull.receiveSync({ timeout: 20 }), late)
      const poller = new zmq.Poller().add(pull)
      assert.equal((await poller.poll(20)).size, 0)
      poller.remove(pull)
      // The socket works afterwards.
      await joinSockets(pull, push)
      await push.send("late")
      assert.equal(String(await pull.receive({ timeout: -1 })), "late")
    })
  },

  aborts: async (zmq) => {
    await withSockets([new zmq.Push(), new zmq.Pull()], async (push, pull) => {
      await joinSockets(pull, push)
      const given = { reason: "given" }
      for (const controller of [new AbortController(), foreignController()]) {
        const waiting = pull.receive({ signal: controller.signal })
        controller.abort(given)
        await assert.rejects(waiting, (reason) => reason === given)
        await assert.rejects(pull.receive({ signal: controller.signal }), (reason) => reason === given)
      }
      await push.send("kept")
      assert.equal(String(await pull.receive()), "kept")
    })
  },

  "values of the test's realm, and of another": async (zmq) => {
    await withSockets([new zmq.Push(), new zmq.Pull()], async (push, pull) => {
      await joinSockets(pull, push)
      for (const value of [...values(), ...vm.runInNewContext(`(${values})()`)]) {
        await push.send(value)
        assert.equal(String(await pull.receive()), "four", Object.prototype.toString.call(value))
      }
      for (const parts of [["a", "b"], vm.runInNewContext('["a", "b"]')]) {
        await push.send(parts)
        assert.equal((await pull.receive()).join(), "a,b")
        await push.sendMany(parts)
        assert.equal(String(await pull.receive()), "a")
        assert.equal(String(await pull.receive()), "b")
      }
      await push.sendJson({ list: [1, 2] })
      assert.deepEqual(JSON.parse(JSON.stringify(await pull.receiveJson())), { list: [1, 2] })
      await push.sendObject({ map: new Map([["key", 1]]) })
      assert.equal((await pull.receiveObject()).map.get("key"), 1)
    })
  },

  "options of the test's realm, and of another": async (zmq) => {
    for (const evaluate of [(text) => vm.runInThisContext(text), (text) => vm.runInNewContext(text)]) {
      await withSockets([new zmq.Dealer(evaluate("({ linger: 0, routingId: 'name' })"))], (dealer) => {
        assert.equal(String(dealer.routingId), "name")
        dealer.routingId = evaluate("new Uint8Array([1, 0, 2])")
        assert.equal(dealer.routingId, "\x01\0\x02")
      })
      const context = new zmq.Context()
      const authenticator = new zmq.Authenticator({ context })
      authenticator.configurePlain({ users: evaluate("new Map([['user', 'password']])") })
      authenticator.configureCurve({ keys: evaluate("new Set([new Uint8Array(32)])") })
      authenticator.configureCurve({ domain: "list", keys: evaluate("['0'.repeat(40)]") })
      await context.term()
    }
  },

  "errors of native code are of this copy's class": async (zmq) => {
    await withSockets([new zmq.Reply(), new zmq.Reply(), new zmq.Request()], async (first, second, request) => {
      await first.bind(transports.tcp())
      await assert.rejects(second.bind(first.lastEndpoint), isError(zmq, "EADDRINUSE"))
      assert.throws(() => second.bindSync(first.lastEndpoint), isError(zmq, "EADDRINUSE"))
      assert.throws(() => request.disconnect(first.lastEndpoint), isError(zmq, "ENOENT"))
      assert.throws(() => request.receiveSync({ timeout: 20 }), isError(zmq, "EFSM"))
      const waiting = second.receive()
      second.close()
      await assert.rejects(waiting, isError(zmq, "EAGAIN", "SocketClosedError"))
      await assert.rejects(second.receive(), isError(zmq, "EBADF"))
      await assert.rejects(request.send(Symbol("no message")), { name: "TypeError", code: "ERR_INVALID_ARG_TYPE" })
    })
  },

  events: async (zmq) => {
    await withSockets([new zmq.Pull()], async (pull) => {
      const observer = pull.observe({ events: ["bind", "bind:error"] })
      await pull.bind(transports.tcp())
      assert.equal((await observer.receive()).type, "bind")
      observer.close()
      const told = new Promise((resolve) => pull.events.on("bind", resolve))
      await pull.bind(transports.tcp())
      // A listener does not keep the process alive, so something has to.
      const idle = pull.receive()
      await told
      pull.close()
      await assert.rejects(idle, isError(zmq, "EAGAIN", "SocketClosedError"))
    })
  },

  "a Proxy": (zmq) => proxied(zmq, zmq),
  "a Poller": (zmq) => polled(zmq, zmq),

  "a context of its own ends": async (zmq) => {
    const context = new zmq.Context()
    await roundTrip(zmq, "inproc", { context })
    await context.term()
  },
}

// Values whose bytes are "four", made where this function is evaluated.
function values() {
  const bytes = Uint8Array.of(102, 111, 117, 114)
  const shared = new SharedArrayBuffer(4)
  new Uint8Array(shared).set(bytes)
  const views = [bytes, new DataView(bytes.buffer), new Uint16Array(bytes.buffer), new Float32Array(bytes.buffer)]
  return ["four", ["four"], bytes.buffer, ...views, shared, new Int8Array(shared)]
}

// As a polyfill or another realm has it: the same methods, and no class of this realm.
function foreignController() {
  const signal = Object.assign(new EventTarget(), {
    aborted: false,
    reason: undefined,
    throwIfAborted() {
      if (this.aborted) throw this.reason
    },
  })
  const abort = (reason) => {
    Object.assign(signal, { aborted: true, reason })
    signal.dispatchEvent(new Event("abort"))
  }
  return { signal, abort }
}

module.exports = { basics }
