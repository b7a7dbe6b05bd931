import assert from "node:assert/strict"
import { execFileSync, spawnSync } from "node:child_process"
import { describe, test } from "node:test"
import { Context, type ContextInit, Pull } from "#lib/index"
import { patched } from "../support/patched"
import { thoroughOnly } from "../support/thorough"

// Linux alone has the policy, and /proc, where it can be seen from outside.
const skip = process.platform === "linux" ? false : "the policy SCHED_BATCH is Linux's"

// <linux/sched.h>
const batch = "3"
const idle = "5"

/** Prints what the context says of its threads' policy, and what the system does. */
const program = `
  const fs = require("node:fs")
  const { Pull, context } = require("zmq-napi")
  if (process.argv[1] !== undefined) context.threadSchedulingPolicy = Number(process.argv[1])
  const pull = new Pull()
  const stat = (id) => fs.readFileSync("/proc/self/task/" + id + "/stat", "utf8")
  // The thread itself takes its policy, and then its name, when it gets to run.
  let inputOutput
  while (!inputOutput) inputOutput = fs.readdirSync("/proc/self/task").map(stat).find((text) => text.includes("(ZMQbg/IO/0)"))
  // Behind the name in parentheses, the policy is the 39th field.
  console.log(context.threadSchedulingPolicy, inputOutput.split(") ")[1].split(" ")[38])
  pull.close()
`

function policies(command: string[], setting: string[] = []): string[] {
  const [file, ...parameters] = [...command, process.execPath, "-e", program, ...setting] as [string, ...string[]]
  return execFileSync(file, parameters, { cwd: __dirname, encoding: "utf8" }).trim().split(" ")
}

/** Whether processes may have the policy here, by the word of a program that is not ours. */
function mayBeBatch(): boolean {
  return spawnSync("chrt", ["--batch", "0", "true"]).status === 0
}

test("the I/O threads have the policy SCHED_BATCH where the system allows it", { skip }, () => {
  assert.deepEqual(policies([]), mayBeBatch() ? [batch, batch] : ["-1", "0"])
})

// SCHED_IDLE gets no time beside other work.
test("a process that was given a policy of its own keeps it", { skip: skip || thoroughOnly }, () => {
  assert.deepEqual(policies(["chrt", "--idle", "0"]), ["-1", idle])
})

test("the policy can be set to another", { skip }, () => {
  assert.deepEqual(policies([], ["0"]), ["0", "0"])
})

const notVendored = patched.skip
const mayHavePriority = skip === false && spawnSync("chrt", ["--fifo", "1", "true"]).status === 0

test("a policy without priorities, in a process that has one", {
  skip: skip || notVendored || (!mayHavePriority && "the process may not have a priority"),
}, () => {
  assert.deepEqual(policies(["chrt", "--fifo", "1"], ["0"]), ["0", "0"])
})

test("the priority 0 needs no privilege", { skip: skip || notVendored }, () => {
  const attempt = `
    const { Context, Pull } = require("zmq-napi")
    new Pull({ context: new Context({ threadPriority: 0 }) }).close()
    console.log("opened")
  `
  const command = [process.execPath, "-e", attempt]
  if (process.getuid!() === 0) command.unshift("setpriv", "--bounding-set", "-sys_nice")
  const [file, ...parameters] = command as [string, ...string[]]
  assert.equal(execFileSync(file, parameters, { cwd: __dirname, encoding: "utf8", stdio: "pipe" }), "opened\n")
})

describe("threads that cannot be started are refused when the first socket is opened", {
  skip: skip || notVendored,
}, () => {
  const impossible: [ContextInit, RegExp][] = [
    [{ threadSchedulingPolicy: 77 }, /threadSchedulingPolicy/],
    // SCHED_FIFO, which needs a priority.
    [{ threadSchedulingPolicy: 1 }, /threadPriority/],
    [{ threadAffinityCpuAdd: 1000 }, /threadAffinityCpuAdd/],
  ]
  for (const [options, message] of impossible) {
    test(Object.entries(options).flat().join(" "), async () => {
      await using context = new Context(options)
      assert.throws(() => new Pull({ context }), { name: "ZmqError", code: "EINVAL", syscall: "zmq_socket", message })
      context.threadSchedulingPolicy = 0
      if ("threadAffinityCpuAdd" in options) context.threadAffinityCpuRemove = 1000
      new Pull({ context }).close()
    })
  }

  const attempt = `
    const { Context, Pull } = require("zmq-napi")
    try {
      new Pull({ context: new Context({ threadPriority: 1 }) }).close()
      console.log("opened")
    } catch ({ code }) {
      console.log(code)
    }
  `

  // A nice value of -1 is no failure of nice(), which returns it.
  test("a priority that makes a nice value of 19 one of -1", {
    skip: spawnSync("nice", ["-n", "-1", "true"]).stderr?.length !== 0 && "the privilege is missing here",
  }, () => {
    const parameters = ["-n", "19", process.execPath, "-e", attempt]
    assert.equal(execFileSync("nice", parameters, { cwd: __dirname, encoding: "utf8" }), "opened\n")
  })

  test("a priority, without the privilege", () => {
    const command = [process.execPath, "-e", attempt]
    // root has the privilege, until it is taken from it.
    if (process.getuid!() === 0) command.unshift("setpriv", "--bounding-set", "-sys_nice")
    const [file, ...parameters] = command as [string, ...string[]]
    assert.equal(execFileSync(file, parameters, { cwd: __dirname, encoding: "utf8" }), "EPERM\n")
  })
})
