import assert from "node:assert/strict"
import type { Child } from "../support/child"

/** Starts a program of the page, by its name. */
type Start = (program: string, ...parameters: string[]) => Child

/** How a reader starts the programs of a page, and what they print then. */
export interface Scenario {
  page: string
  title: string
  /** The names of the programs that it starts, and of those that they start. */
  programs: string[]
  run(start: Start): Promise<void>
}

const greeting = (extension: "js" | "ts"): Scenario => ({
  page: "docs/tutorial/getting-started.md",
  title: `the client is answered, in ${extension}, also when it is started first`,
  programs: [`server.${extension}`, `client.${extension}`],
  async run(start) {
    const client = start(`client.${extension}`)
    const server = start(`server.${extension}`)
    assert.deepEqual(await client.exited(), ["1 World", "2 World", "3 World"])
    assert.deepEqual(server.lines, ["Ready", "Received Hello 1", "Received Hello 2", "Received Hello 3"])
  },
})

export const scenarios: readonly Scenario[] = [
  greeting("js"),
  greeting("ts"),
  {
    page: "docs/tutorial/first-service.md",
    title: "good and bad questions are answered; the service ends when it is told to, and then nobody answers",
    programs: ["service.ts", "ask.ts"],
    async run(start) {
      const service = start("service.ts")
      await service.printed(/^Ready$/)
      const answers = ["{ sum: 6 }", "{ error: 'TypeError: numbers.reduce is not a function' }"]
      assert.deepEqual(await start("ask.ts").exited(), answers)
      service.kill("SIGTERM")
      assert.deepEqual(await service.exited(), ["Ready", "Ended"])
      assert.deepEqual(await start("ask.ts").exited(1), [
        ...[1, 2, 3].map((attempt) => `No answer to attempt ${attempt}`),
        "Error: The service does not answer",
      ])
    },
  },
  {
    page: "docs/tutorial/publish-and-subscribe.md",
    title: "a subscriber receives its topic, also if it was there before the publisher",
    programs: ["publisher.ts", "subscriber.ts"],
    async run(start) {
      const early = start("subscriber.ts")
      start("publisher.ts")
      for (const subscriber of [early, start("subscriber.ts")]) {
        assert.deepEqual(await subscriber.exited(), Array(3).fill("weather.madrid 24"))
      }
    },
  },
  {
    page: "docs/tutorial/publish-and-subscribe.md",
    title: "a publisher that waits for its subscriber loses nothing",
    programs: ["news.ts", "reader.ts"],
    async run(start) {
      const publisher = start("news.ts")
      assert.deepEqual(await start("reader.ts").exited(), ["first", "second", "third", "end"])
      assert.deepEqual(await publisher.exited(), ["Subscribed to news"])
    },
  },
  {
    page: "docs/tutorial/pipeline.md",
    title: "two workers share the tasks, and serve a second manager; they end when they are told to",
    programs: ["manager.ts", "worker.ts"],
    async run(start) {
      const workers = ["ada", "bob"].map((name) => start("worker.ts", name))
      for (let round = 0; round < 2; round += 1) {
        const [sum, ...shares] = await start("manager.ts").exited()
        assert.equal(sum, "Sum of squares 2870")
        const counts = shares.map((line) => Number(/^(?:ada|bob) did (\d+)$/.exec(line)?.[1]))
        assert.deepEqual(counts, [10, 10], shares.join())
      }
      for (const worker of workers) {
        worker.kill("SIGTERM")
        await worker.exited()
      }
    },
  },
  {
    page: "docs/tutorial/processes-machines-browsers.md",
    title: "one server answers over tcp, ipc and ws",
    programs: ["server.ts", "client.ts"],
    async run(start) {
      const server = start("server.ts", "tcp://127.0.0.1:*", "ipc://*", "ws://127.0.0.1:*")
      for (const line of await server.printedTimes(/^Listening at /, 3)) {
        const endpoint = line.replace("Listening at ", "")
        assert.deepEqual(await start("client.ts", endpoint, "one").exited(), ["You said one"])
      }
    },
  },
  {
    page: "docs/explanation/threads.md",
    title: "a worker receives through the default context",
    programs: ["main.js", "worker.js"],
    async run(start) {
      assert.deepEqual(await start("main.js").exited(), ["Received a job"])
    },
  },
  {
    page: "docs/explanation/threads.md",
    title: "a worker attaches to a context of its parent",
    programs: ["owner.js", "attached.js"],
    async run(start) {
      assert.deepEqual(await start("owner.js").exited(), ["Received ready"])
    },
  },
  {
    page: "docs/how-to/worker-threads.md",
    title: "four workers compute, and the process ends",
    programs: ["pool.js"],
    async run(start) {
      const expected = [13, 21, 34, 55, 89, 144].map((value, index) => `fibonacci(${index + 7}) = ${value}`)
      assert.deepEqual((await start("pool.js").exited()).sort(), expected.sort())
    },
  },
]
