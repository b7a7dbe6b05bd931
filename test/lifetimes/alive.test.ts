// A waiting operation keeps the process alive, an open socket does not.
import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { onReactor, reactors, run } from "./child.js"

/** What each program of alive.ts prints before it ends by itself. */
const programs = {
  "an idle socket": [],
  "a socket whose receive is over": ["hello"],
  "a waiting receive": ["received"],
  "a waiting iteration": ["received"],
  "a waiting send": ["SocketClosedError"],
  "unref() before the receive": [],
  "unref() during the receive": [],
  "unref() during the send": [],
  "ref() after unref()": ["received"],
  "unref() and a time-out": [],
  "a time-out": ["No message arrived within 50 ms"],
  "an abort": ["AbortError"],
  "a waiting poll": ["true"],
  "a waiting poll's time-out": ["0", "0", "0"],
  "unref() before the poll": [],
  "a poll that is over": ["AbortError"],
  "a poll whose descriptor was removed": [],
  "a waiting poll of a descriptor": ["true"],
  "a running proxy": ["ended"],
  "a proxy after unref()": [],
  "a running proxy after unref()": [],
  "a proxy that has ended": ["ended"],
  "close()": ["SocketClosedError"],
}

for (const reactor of reactors) {
  describe(`The process's life, with the ${reactor} reactor`, onReactor(reactor, 2), () => {
    for (const [program, expected] of Object.entries(programs)) {
      test(program, async () => {
        const { code, signal, stdout, stderr } = await run("alive", [program], reactor)
        assert.deepEqual({ code, signal, stdout, stderr }, { code: 0, signal: null, stdout: expected, stderr: "" })
      })
    }
  })
}
