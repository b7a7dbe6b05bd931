import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { reservedEndpoint } from "../../support/endpoints"
import { notPrepared, Service } from "./service"

const service = (endpoint: string) => new Service("nestjs", ["service", endpoint])
const client = (count: number, ...endpoints: string[]) => new Service("nestjs", ["client", String(count), ...endpoints])

/** The numbers of the sums that a client has got, in order. */
const sums = (lines: readonly string[]) =>
  lines.flatMap((line) => (line.startsWith("Sum ") ? [Number(line.slice("Sum ".length))] : []))
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

describe("NestJS microservice", { skip: notPrepared }, () => {
  test("requests, streams, errors and events between a service and its client", async () => {
    await using serving = service("tcp://127.0.0.1:*")
    await using asking = client(3, await serving.printed(/^Serving at (.*)$/))
    assert.deepEqual(await asking.exited(), [
      "Sum 1",
      "Sum 2",
      "Sum 3",
      "Counted 1,2,3,4,5",
      "Failed: { status: 'error', message: 'Internal server error' }",
      "Failed: There is no matching message handler defined in the remote service.",
      "3 of 3 sums are right",
    ])
    assert.equal(await serving.printed(/^A client has .*$/), "A client has 3 sums")
    const { code, signal } = await stopped(serving)
    assert.ok(code === 0 || signal === "SIGTERM", `${code} ${signal}`)
  })

  test("a service is killed and started again, and every request is answered", async () => {
    const endpoint = reservedEndpoint()
    await using first = service(endpoint)
    await using asking = client(300, endpoint)
    await asking.printed(/^Sum 50$/)
    first.kill("SIGKILL")
    await first.ended
    await using second = service(endpoint)
    const lines = await asking.exited()
    assert.deepEqual(sums(lines), upTo(300))
    assert.equal(lines.at(-1), "300 of 300 sums are right")
    await stopped(second)
  })

  test("of two services, one is killed, and the other answers", async () => {
    await using first = service("tcp://127.0.0.1:*")
    await using second = service("tcp://127.0.0.1:*")
    const endpoints = await Promise.all([first, second].map((each) => each.printed(/^Serving at (.*)$/)))
    await using asking = client(300, ...endpoints)
    await asking.printed(/^Sum 50$/)
    first.kill("SIGKILL")
    assert.deepEqual(sums(await asking.exited()), upTo(300))
    await stopped(second)
  })
})

/** Nest ends its own process by the signal again, when its hooks have run. */
async function stopped(service: Service) {
  service.kill("SIGTERM")
  const ending = await service.ended
  assert.equal(ending.stdout.includes("rror"), false, ending.stdout)
  return ending
}
