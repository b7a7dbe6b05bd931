import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs"
import { type AddressInfo, connect, createServer, type Socket as NetSocket } from "node:net"
import { describe, test } from "node:test"
import { setImmediate } from "node:timers/promises"
import { Pair, type PollEvents, Poller } from "#lib/index"
import { Pipe } from "../support/descriptors"
import { freshAddress } from "../support/endpoints"
import { timeLimit } from "../support/waiting"

const readable: PollEvents = { readable: true, writable: false, error: false }
const writable: PollEvents = { readable: false, writable: true, error: false }
const inError: PollEvents = { readable: false, writable: false, error: true }

const long = timeLimit.timeout
const windows = process.platform === "win32"

/** Both ways to poll come to the same. */
async function both(poller: Poller, expected: [number, PollEvents][], timeout = long): Promise<void> {
  assert.deepEqual([...poller.pollSync(timeout)], expected)
  assert.deepEqual([...(await poller.poll(timeout))], expected)
}

function read(descriptor: number): string {
  const bytes = Buffer.alloc(100)
  return bytes.toString("latin1", 0, readSync(descriptor, bytes))
}

describe("descriptors", { skip: windows && "sockets alone can be polled" }, () => {
  test("a pipe is readable when something was written, and until it was read", async () => {
    using pipe = new Pipe()
    const poller = new Poller<number>().add(pipe.reader)
    await both(poller, [], 5)
    for (let round = 0; round < 20; round++) {
      const poll = poller.poll(long)
      await setImmediate()
      writeSync(pipe.writer, "x")
      assert.deepEqual([...(await poll)], [[pipe.reader, readable]])
      await both(poller, [[pipe.reader, readable]])
      assert.equal(read(pipe.reader), "x")
      await both(poller, [], 0)
    }
  })

  test("a pipe is writable until it is full", async () => {
    using pipe = new Pipe()
    const poller = new Poller<number>().add(pipe.writer, { writable: true })
    await both(poller, [[pipe.writer, writable]])
    const kilobyte = Buffer.alloc(1024)
    while ((await poller.poll(0)).size > 0) writeSync(pipe.writer, kilobyte)
    await both(poller, [], 5)
    const poll = poller.poll(long)
    await setImmediate()
    readSync(pipe.reader, Buffer.alloc(1 << 20))
    assert.deepEqual([...(await poll)], [[pipe.writer, writable]])
  })

  test("a pipe whose other end is closed is in error, whether errors were asked for or not", async () => {
    for (const interest of [{}, { readable: true }, { error: true }]) {
      using pipe = new Pipe()
      const poller = new Poller<number>().add(pipe.reader, interest)
      const poll = poller.poll(long)
      await setImmediate()
      pipe.closeWriter()
      assert.deepEqual([...(await poll)], [[pipe.reader, inError]])
      await both(poller, [[pipe.reader, inError]])
    }
    using pipe = new Pipe()
    const poller = new Poller<number>().add(pipe.writer, {})
    pipe.closeReader()
    await both(poller, [[pipe.writer, inError]])
  })

  test("what is left in a pipe whose writer has gone is readable, and in error", async () => {
    using pipe = new Pipe()
    const poller = new Poller<number>().add(pipe.reader)
    writeSync(pipe.writer, "last words")
    pipe.closeWriter()
    await both(poller, [[pipe.reader, { ...readable, error: true }]])
    assert.equal(read(pipe.reader), "last words")
    await both(poller, [[pipe.reader, inError]])
  })

  test("a closed descriptor is in error", async () => {
    using pipe = new Pipe()
    const poller = new Poller<number>().add(pipe.reader)
    pipe.closeReader()
    await both(poller, [[pipe.reader, inError]])
    poller.remove(pipe.reader)
    assert.equal(poller.size, 0)
  })

  test("a descriptor that is closed while a poll waits is in error", async () => {
    using pipe = new Pipe()
    const poller = new Poller<number>().add(pipe.reader)
    const poll = poller.poll(long)
    await setImmediate()
    pipe.closeReader()
    assert.deepEqual([...(await poll)], [[pipe.reader, inError]])
  })

  test("a descriptor that is closed while a poll waits, and whose number is then another's, is that other", async () => {
    using first = new Pipe()
    const poller = new Poller<number>().add(first.reader)
    const poll = poller.poll(long)
    await setImmediate()
    first.closeReader()
    using second = withNumber(first.reader)
    writeSync(second.writer, "x")
    assert.deepEqual([...(await poll)], [[first.reader, readable]])
  })

  test("a descriptor that is closed while a poll waits, and whose number Node has then, is no trouble to Node", async () => {
    // Several: the program may open something of its own meanwhile, too.
    const pipes = [1, 2, 3, 4, 5].map(() => new Pipe())
    const poller = new Poller<number>()
    for (const { reader } of pipes) poller.add(reader)
    const polled = poller.poll().catch((error) => error)
    await setImmediate()
    for (const pipe of pipes) pipe.closeReader()
    const server = createServer().listen(0, "127.0.0.1")
    await once(server, "listening")
    const accepted = once(server, "connection")
    const client = connect((server.address() as AddressInfo).port, "127.0.0.1")
    const [peer] = (await accepted) as [NetSocket]
    try {
      const numbers = [server, client, peer].map(descriptorOf)
      assert.ok(
        numbers.some((number) => poller.has(number)),
        `none of ${numbers} was watched`,
      )
      peer.pipe(peer)
      for (const word of ["hello", "again"]) {
        client.write(word)
        assert.equal(String(await once(client, "data")), word)
      }
    } finally {
      client.destroy()
      peer.destroy()
      server.close()
    }
    for (const pipe of pipes) {
      poller.remove(pipe.reader)
      pipe[Symbol.dispose]()
    }
    await polled
  })

  test("a file is always ready, as zmq_poll has it", async () => {
    const file = openSync(__filename, "r")
    const poller = new Poller<number>().add(file, { readable: true, writable: true })
    await both(poller, [[file, { readable: true, writable: true, error: false }]])
    poller.modify(file, {})
    await both(poller, [], 20)
    closeSync(file)
  })

  test("a socket of Node's can be polled beside Node", async () => {
    const server = createServer({ pauseOnConnect: true }).listen(0, "127.0.0.1")
    await once(server, "listening")
    const accepted = once(server, "connection")
    const client = connect((server.address() as AddressInfo).port, "127.0.0.1")
    const [peer] = (await accepted) as [NetSocket]
    try {
      const descriptor = descriptorOf(peer)
      const poller = new Poller<number>().add(descriptor)
      const poll = poller.poll(long)
      client.write("hello")
      assert.deepEqual([...(await poll)], [[descriptor, readable]])
      assert.equal(String(await once(peer.resume(), "data")), "hello")
      client.write("and again")
      assert.equal(String(await once(peer, "data")), "and again")
    } finally {
      client.destroy()
      peer.destroy()
      server.close()
    }
  })

  test("a blocking descriptor still blocks after a poll", async () => {
    const child = spawn("sh", ["-c", "read line; echo $line"], { stdio: ["pipe", "pipe", "inherit"] })
    const fd = descriptorOf(child.stdin)
    using pipe = new Pipe()
    const before = flagsOf(fd)
    const poller = new Poller<number>().add(fd, {})
    assert.equal((await poller.poll(20)).size, 0)
    assert.equal(flagsOf(fd), before)
    // Ours are opened so that they do not block; this one is not.
    const blocking = openSync(`/proc/self/fd/${pipe.reader}`, "r+")
    const blockingBefore = flagsOf(blocking)
    const other = new Poller<number>().add(blocking)
    assert.equal((await other.poll(20)).size, 0)
    assert.equal(flagsOf(blocking), blockingBefore)
    closeSync(blocking)
    child.stdin!.end("done\n")
    assert.equal(String(await once(child.stdout!, "data")), "done\n")
    await once(child, "close")
  })

  test("several pollers watch the same one", async () => {
    using pipe = new Pipe()
    const pollers = [1, 2, 3].map(() => new Poller<number>().add(pipe.reader))
    const polls = pollers.map((poller) => poller.poll(long))
    await setImmediate()
    writeSync(pipe.writer, "x")
    for (const poll of polls) assert.deepEqual([...(await poll)], [[pipe.reader, readable]])
  })

  test("descriptors are polled with sockets", async () => {
    using a = new Pair()
    using b = new Pair()
    await a.bind(freshAddress("inproc"))
    b.connect(a.lastEndpoint as string)
    using pipe = new Pipe()
    const poller = new Poller().add(a).add(pipe.reader)
    const first = poller.poll(long)
    await setImmediate()
    writeSync(pipe.writer, "x")
    assert.deepEqual([...(await first)], [[pipe.reader, readable]])
    await b.send("hello")
    assert.deepEqual(
      [...(await poller.poll(long))],
      [
        [a, readable],
        [pipe.reader, readable],
      ],
    )
    read(pipe.reader)
    assert.deepEqual([...poller.pollSync(long)], [[a, readable]])
    await a.receive()
    const second = poller.poll(long)
    await b.send("hello")
    assert.deepEqual([...(await second)], [[a, readable]])
  })

  test("descriptors are added, changed and removed while a poll waits", async () => {
    using pipe = new Pipe()
    using other = new Pipe()
    writeSync(pipe.writer, "x")
    const poller = new Poller<number>().add(other.reader)
    const first = poller.poll(long)
    poller.add(pipe.reader)
    assert.deepEqual([...(await first)], [[pipe.reader, readable]])
    poller.remove(pipe.reader).add(pipe.writer, {})
    const second = poller.poll(long)
    await setImmediate()
    poller.modify(pipe.writer, { writable: true })
    assert.deepEqual([...(await second)], [[pipe.writer, writable]])
    poller.remove(pipe.writer)
    const third = poller.poll(long)
    poller.remove(other.reader).add(pipe.reader)
    assert.deepEqual([...(await third)], [[pipe.reader, readable]])
  })

  test("no descriptor is left open", async () => {
    using pipe = new Pipe()
    const poller = new Poller<number>().add(pipe.reader)
    assert.equal((await poller.poll(1)).size, 0)
    const before = openDescriptors()
    for (let round = 0; round < 200; round++) {
      const poll = poller.poll(long)
      writeSync(pipe.writer, "x")
      await poll
      read(pipe.reader)
    }
    assert.equal((await poller.poll(1)).size, 0)
    assert.equal(openDescriptors(), before)
  })
})

/** A pipe one of whose ends has a number that was just given back. */
function withNumber(descriptor: number): Pipe {
  const made = new Pipe()
  assert.equal(made.reader, descriptor)
  return made
}

function descriptorOf(stream: unknown): number {
  return (stream as { _handle: { fd: number } })._handle.fd
}

/** The flags that the descriptor's file was opened with, and has now. */
function flagsOf(descriptor: number): string {
  const info = openSync(`/proc/self/fdinfo/${descriptor}`, "r")
  try {
    const bytes = Buffer.alloc(1000)
    const text = bytes.toString("latin1", 0, readSync(info, bytes))
    return /^flags:\s*(\d+)$/m.exec(text)?.[1] as string
  } finally {
    closeSync(info)
  }
}

function openDescriptors(): number {
  let open = 0
  for (let descriptor = 0; descriptor < 1000; descriptor++) {
    try {
      fstatSync(descriptor)
      open += 1
    } catch {}
  }
  return open
}
