import assert from "node:assert/strict"
import { test } from "node:test"
import { reservedEndpoint } from "../support/endpoints"
import { Example } from "./example"

test("monitor: the client's connection comes, goes, and comes back", async () => {
  const endpoint = reservedEndpoint()
  await using example = new Example("monitor", endpoint)
  const lines = await example.exited()
  const atClient = lines.filter((line) => line.startsWith("client: ") && !/World|lost/.test(line))
  const connected = [`client: connected to ${endpoint}`, "client: ready"]
  assert.deepEqual(atClient, [...connected, ...connected])
  assert.deepEqual(
    lines.filter((line) => line.includes("World")),
    ["client: World 1", "client: World 2"],
  )
  assert.deepEqual(
    lines.filter((line) => line.startsWith("server: ")),
    ["server: close", "server: end", "server: close", "server: end"],
  )
  const second = lines.lastIndexOf(connected[0] as string)
  assert.ok(lines.slice(0, second).includes("client: connection lost"), lines.join("\n"))
})
