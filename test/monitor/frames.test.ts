// The messages of libzmq's monitors, also such as this libzmq does not send.
import assert from "node:assert/strict"
import { constants } from "node:os"
import { test } from "node:test"
import { binding } from "#lib/addon/binding"
import { ProtocolError } from "#lib/index"
import { checkEventTypes, maskOf } from "#lib/monitor/event"
import { parseEvent } from "#lib/monitor/event-parts"

function bytesOf(array: Uint16Array | Uint32Array | BigUint64Array): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength)
}

function first(event: number, value: number, address: string): Buffer[] {
  const head = Buffer.concat([bytesOf(Uint16Array.of(event)), bytesOf(Uint32Array.of(value))])
  return [head, Buffer.from(address)]
}

function second(event: number, values: number[], local: string, remote: string): Buffer[] {
  const numbers = [event, values.length, ...values].map((value) => bytesOf(BigUint64Array.of(BigInt(value))))
  return [...numbers, Buffer.from(local), Buffer.from(remote)]
}

function constant(name: string): number {
  const value = binding.constants[name]
  assert.ok(value !== undefined, name)
  return value
}

const ZMQ_EVENT_BIND_FAILED = constant("ZMQ_EVENT_BIND_FAILED")
const ZMQ_EVENT_MONITOR_STOPPED = constant("ZMQ_EVENT_MONITOR_STOPPED")
const ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL = constant("ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL")
const address = "tcp://127.0.0.1:5555"

test('unknown events have the type "unknown", whatever their values', () => {
  assert.deepEqual(parseEvent(first(0x8000, 7, address), 1), { type: "unknown", address })
  assert.deepEqual(parseEvent(first(0, 0, ""), 1), { type: "unknown", address: "" })
  for (const values of [[], [1], [1, 2, 3]]) {
    const event = parseEvent(second(2 ** 40, values, "here", "there"), 2)
    assert.deepEqual(event, { type: "unknown", local: "here", remote: "there" })
  }
})

test("an errno without a name keeps its number", () => {
  const event = parseEvent(first(ZMQ_EVENT_BIND_FAILED, 9999, address), 1)
  assert.ok(event.type === "bind:error")
  const { code, errno } = event.error
  assert.deepEqual({ code, errno }, { code: "EUNKNOWN", errno: 9999 })
})

test("an error of version 2 has the endpoint that is there", () => {
  const event = parseEvent(second(ZMQ_EVENT_BIND_FAILED, [constants.errno.EADDRINUSE], "here", ""), 2)
  assert.ok(event.type === "bind:error")
  assert.deepEqual([event.error.code, event.error.address], ["EADDRINUSE", "here"])
})

test("the last event has a type alone", () => {
  assert.deepEqual(parseEvent(first(ZMQ_EVENT_MONITOR_STOPPED, 0, ""), 1), { type: "end" })
  assert.deepEqual(parseEvent(second(ZMQ_EVENT_MONITOR_STOPPED, [0], "", ""), 2), { type: "end" })
})

test("each of libzmq's protocol errors has a code and a message of its own", () => {
  const names = Object.keys(binding.constants).filter((name) => name.startsWith("ZMQ_PROTOCOL_ERROR_"))
  assert.ok(names.length >= 21)
  const messages = new Set<string>()
  for (const name of names) {
    const event = parseEvent(first(ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL, constant(name), ""), 1)
    assert.ok(event.type === "handshake:error:protocol" && event.error instanceof ProtocolError)
    assert.equal(event.error.code, name.replace("ZMQ_PROTOCOL_ERROR_", "ERR_"))
    messages.add(event.error.message)
  }
  assert.equal(messages.size, names.length)
  const unknown = new ProtocolError(0x7fff_ffff)
  assert.deepEqual([unknown.code, unknown.message.endsWith("number 0x7fffffff")], ["ERR_UNKNOWN", true])
})

test("the mask for all events has all bits of its version, that for some theirs and the last event's", () => {
  assert.equal(maskOf(checkEventTypes(undefined, 1), 1), 0xffff)
  assert.equal(maskOf(checkEventTypes(undefined, 2), 2), 0xffff_ffff)
  assert.equal(maskOf(checkEventTypes([], 1), 1), ZMQ_EVENT_MONITOR_STOPPED)
  assert.equal(maskOf(checkEventTypes(["bind:error"], 1), 1), ZMQ_EVENT_BIND_FAILED | ZMQ_EVENT_MONITOR_STOPPED)
  assert.equal(maskOf(checkEventTypes(["unknown"], 1), 1), 0x8000 | ZMQ_EVENT_MONITOR_STOPPED)
})
