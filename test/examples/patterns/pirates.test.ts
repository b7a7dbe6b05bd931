import assert from "node:assert/strict"
import { test } from "node:test"
import { reservedEndpoint } from "../../support/endpoints"
import { answered, Role, upTo } from "./pattern"

test("lazy pirate: a server that is killed and started again, and every request is answered once", async () => {
  const endpoint = reservedEndpoint()
  await using first = new Role("lazy-pirate", "server", endpoint, "1")
  await using client = new Role("lazy-pirate", "client", "60", endpoint, "1000")
  await client.printed(/^Reply: 20 /)
  first.kill("SIGKILL")
  await first.ended
  // It was killed while the client was asking, or before: the client has waited in vain.
  await client.printed(/^No reply, attempt 2$/)
  await using second = new Role("lazy-pirate", "server", endpoint, "1")
  const lines = await client.exited()
  assert.deepEqual(answered(lines), upTo(60))
  assert.equal(lines.at(-1), "60 of 60 requests were answered")
  await second.stop()
})

test("lazy pirate: without a server, the client gives up after three attempts", async () => {
  const endpoint = reservedEndpoint()
  await using client = new Role("lazy-pirate", "client", "60", endpoint, "50")
  const { code, stdout, stderr } = await client.ended
  assert.equal(code, 1)
  assert.equal(stderr, `No reply from ${endpoint} to 3 attempts of 50 ms\n`)
  assert.equal(stdout, "No reply, attempt 2\nNo reply, attempt 3\n0 of 60 requests were answered\n")
})

test("lazy pirate: all roles end at SIGINT", async () => {
  const endpoint = reservedEndpoint()
  await using client = new Role("lazy-pirate", "client", "60", endpoint, "60000")
  await using server = new Role("lazy-pirate", "server", endpoint, "1")
  await client.printed(/^Reply: 1 /)
  await server.stop("SIGINT")
  assert.match((await client.stop("SIGINT")).at(-1)!, /^\d+ of 60 requests were answered$/)
})

for (const pattern of ["simple-pirate", "paranoid-pirate"]) {
  test(`${pattern}: workers that are killed, and every request of two clients is answered once`, async () => {
    await using queue = new Role(pattern, "queue", "tcp://127.0.0.1:*", "tcp://127.0.0.1:*")
    const clients = await queue.printed(/^Clients at (.*)$/)
    const workers = await queue.printed(/^Workers at (.*)$/)
    await using first = new Role(pattern, "worker", workers, "20")
    await using one = new Role(pattern, "client", "100", clients, "1000")
    await using other = new Role(pattern, "client", "100", clients, "1000")
    await first.printedTimes(/^Works on/, 5)
    // The next worker is there before one is killed in the middle of a request.
    await using second = new Role(pattern, "worker", workers, "20")
    await second.printed(/^Works on/)
    first.kill("SIGKILL")
    await second.printedTimes(/^Works on/, 5)
    await using third = new Role(pattern, "worker", workers, "20")
    await third.printed(/^Works on/)
    second.kill("SIGKILL")
    for (const client of [one, other]) assert.deepEqual(answered(await client.exited()), upTo(100))
    await third.stop()
    await queue.stop()
  })
}

test("paranoid pirate: a queue that is killed and started again gets its workers back", async () => {
  const [clients, workers] = [reservedEndpoint(), reservedEndpoint()]
  await using queue = new Role("paranoid-pirate", "queue", clients, workers)
  await using worker = new Role("paranoid-pirate", "worker", workers, "1")
  await using client = new Role("paranoid-pirate", "client", "60", clients, "1000")
  await client.printed(/^Reply: 20 /)
  queue.kill("SIGKILL")
  // A queue that starts sooner would get its worker back by the reply to a request of the old one.
  await worker.printed(/^The queue is silent; connecting again in 100 ms$/)
  await using next = new Role("paranoid-pirate", "queue", clients, workers)
  assert.deepEqual(answered(await client.exited()), upTo(60))
  await next.stop("SIGINT")
  await worker.stop("SIGINT")
})

test("paranoid pirate: a worker that hangs gets no requests, until it goes on", async () => {
  await using queue = new Role("paranoid-pirate", "queue", "tcp://127.0.0.1:*", "tcp://127.0.0.1:*")
  const clients = await queue.printed(/^Clients at (.*)$/)
  await using worker = new Role("paranoid-pirate", "worker", await queue.printed(/^Workers at (.*)$/), "1")
  await queue.printed(/^Worker .* is here$/)
  await worker.suspend()
  await queue.printed(/^Worker .* is gone$/)
  await using client = new Role("paranoid-pirate", "client", "20", clients, "1000")
  worker.kill("SIGCONT")
  assert.deepEqual(answered(await client.exited()), upTo(20))
  await queue.printedTimes(/^Worker .* is here$/, 2)
  await worker.stop()
  await queue.stop()
})
