import assert from "node:assert/strict"
import { test } from "node:test"
import { reservedEndpoint } from "../support/endpoints"
import { Example } from "./example"

test("client-server: each client gets both answers", async () => {
  await using example = new Example("client-server", "2")
  const lines = await example.exited()
  assert.deepEqual(
    [...lines].sort(),
    [1, 2].flatMap((number) => [
      `client ${number} heard: Hello, client ${number}, and good-bye`,
      `client ${number} is here`,
    ]),
  )
})

test("radio-dish: the dish receives the group that it has joined, and no other", async () => {
  await using example = new Example("radio-dish", "news", reservedEndpoint().replace("tcp:", "udp:"))
  const lines = await example.exited()
  assert.equal(lines.length, 3)
  for (const line of lines) assert.match(line, /^news: update \d+$/)
})
