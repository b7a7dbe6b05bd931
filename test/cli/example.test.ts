import assert from "node:assert/strict"
import { test } from "node:test"
import { listExamples } from "../../examples/catalogue"
import { Command } from "./command"

test("example lists the examples, and runs one with its arguments", async () => {
  await using list = new Command(["example"])
  const lines = await list.exited()
  for (const { name } of listExamples())
    assert.ok(
      lines.some((line) => `${line} `.startsWith(`${name} `)),
      name,
    )
  await using example = new Command(["example", "streamer-device", "6"])
  assert.ok((await example.exited()).length > 0)
})

test("example --help shows what the example says of itself, and does not run it", async () => {
  await using command = new Command(["example", "majordomo", "--help"])
  const lines = await command.exited()
  assert.equal(lines[0], "npx zmq-napi example majordomo broker|worker|client|lookup")
  assert.ok(lines.some((line) => /^ +npx zmq-napi example majordomo worker \[service /.test(line)))
  assert.match(lines.at(-1)!, /^Source: .*majordomo.index\.ts$/)
})

test("example ends with the exit code of the example, and names those that there are", async () => {
  await using none = new Command(["example", "no-such"])
  await none.fails(1, /There is no example "no-such"; there are: hello-server/)
})
