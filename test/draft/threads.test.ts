import { describe, test } from "node:test"
import { capability } from "#lib/index"
import { runProgram } from "../support/child"
import { patched } from "../support/patched"

const skip = (!capability.draft && "needs libzmq's draft API") || patched.skip

describe("two threads whose sockets are joined over inproc never wait for each other", { skip }, () => {
  for (const pair of ["Channel, Channel", "Server, Client"]) {
    test(pair, async () => {
      // Several processes on few cores, so that threads are interrupted anywhere.
      await Promise.all(Array.from({ length: 6 }, () => runProgram("draft/threads", [pair])))
    })
  }
})
