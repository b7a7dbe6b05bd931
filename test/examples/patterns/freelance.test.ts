import assert from "node:assert/strict"
import { test } from "node:test"
import { answered, Role, upTo } from "./pattern"

const wildcard = "tcp://127.0.0.1:*"

test("freelance: two of three servers are killed, and every request is answered once", async () => {
  await using first = new Role("freelance", "server", wildcard, "2")
  await using second = new Role("freelance", "server", wildcard, "2")
  await using third = new Role("freelance", "server", wildcard, "2")
  const servers = [first, second, third]
  const endpoints = await Promise.all(servers.map((server) => server.printed(/^Serving at (.*)$/)))
  await using client = new Role("freelance", "client", "150", ...endpoints)
  for (const [number, server] of [
    [50, first],
    [100, second],
  ] as const) {
    await client.printed(new RegExp(`^Reply: ${number} `))
    server.kill("SIGKILL")
  }
  const lines = await client.exited()
  assert.deepEqual(answered(lines), upTo(150))
  assert.ok(lines.includes("150 of 150 requests were answered"))
  const byServer = endpoints.map((endpoint) => {
    const line = lines.find((each) => each.startsWith(`${endpoint} answered `))
    return Number(line?.split(" ").at(-1) ?? 0)
  })
  assert.equal(byServer[0]! + byServer[1]! + byServer[2]!, 150)
  assert.ok(byServer[0]! >= 50 && byServer[2]! > 0, String(byServer))
  await third.stop("SIGINT")
})

test("freelance: when no server is left, the client says so", async () => {
  await using server = new Role("freelance", "server", wildcard, "2")
  await using client = new Role("freelance", "client", "100000", await server.printed(/^Serving at (.*)$/))
  await client.printed(/^Reply: 20 /)
  server.kill("SIGKILL")
  const { code, stderr, stdout } = await client.ended
  assert.equal(code, 1)
  assert.equal(stderr, "No server replied in 5 attempts\n")
  const replies = answered(stdout.split("\n"))
  assert.deepEqual(replies, upTo(replies.length))
  assert.match(stdout, new RegExp(`^${replies.length} of 100000 requests were answered$`, "m"))
})
