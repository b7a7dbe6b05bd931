import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { test } from "node:test"
import { Child, runScript } from "../support/child"
import { otherRuntimes } from "../support/runtimes"
import { thoroughOnly } from "../support/thorough"

const { NODE_TEST_CONTEXT, ...environment } = process.env

// Whichever of the two this process has by default, the tests of everything that waits pass with each.
for (const reactor of ["uv", "thread"]) {
  test(`everything that waits works with the ${reactor} reactor`, { skip: thoroughOnly }, () => {
    const files = [
      ...["engine/receive", "engine/abort", "engine/timeout", "engine/prefetch", "engine/async-context"],
      ...["util/iteration", "event-loop/fairness", "context/context", "socket/state", "errors/stacks"],
      ...[
        "poller/poller",
        "poller/waiting",
        "poller/closed",
        "poller/semantics",
        "poller/descriptors",
        "poller/random-checks",
        "monitor/listener-context",
      ],
      ...["draft/waiting", "draft/server-client", "draft/datagram"],
    ]
    const { stdout, status } = spawnSync(
      process.execPath,
      [
        "--expose-gc",
        "--test",
        "--test-reporter",
        "tap",
        ...files.map((file) => join(__dirname, "..", `${file}.test.js`)),
      ],
      { encoding: "utf8", env: { ...environment, ZMQ_NAPI_REACTOR: reactor } },
    )
    assert.equal(status, 0, stdout)
    assert.match(stdout, /^# pass [1-9]\d{2,}$/m)
    assert.match(stdout, /^# fail 0$/m)
  })
}

for (const { name, command, parameters, skip } of otherRuntimes) {
  test(`${name}, in which libuv's poll does not work, refuses the uv reactor`, { skip }, async () => {
    const program = join(__dirname, "one-socket.js")
    await using child = new Child(command, [...parameters, program], { env: { ZMQ_NAPI_REACTOR: "uv" } })
    assert.deepEqual(await child.exited(), [
      `ERR_INVALID_ARG_VALUE "ZMQ_NAPI_REACTOR" must be "thread" in Bun and Deno; got string 'uv'`,
    ])
  })
}

test("an unknown reactor is refused at the first socket, with the name of the environment variable", async () => {
  const program = `
    const { Push } = require("zmq-napi")
    try { new Push() } catch (error) { console.log(error.code, error.message) }`
  const stdout = await runScript(program, { env: { ZMQ_NAPI_REACTOR: "epoll" } })
  assert.equal(stdout, `ERR_INVALID_ARG_VALUE "ZMQ_NAPI_REACTOR" must be "uv" or "thread"; got string 'epoll'\n`)
})
