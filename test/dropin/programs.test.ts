// Programs that are written for `zeromq` 6 do the same with this package. The differences are listed.

import assert from "node:assert/strict"
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { at } from "../support/elements"
import { assertSameLines, runWithOurs, runWithZeromq } from "./program"

const programs = join(__dirname, "programs")
const file = (name: string) => join(programs, `${name}.js`)

const same = readdirSync(programs)
  .filter((file) => file.endsWith(".js"))
  .map((file) => file.replace(/\.js$/, ""))
  .filter((name) => !["errors", "options"].includes(name))

for (const name of same) {
  test(`${name}: prints the same with zeromq and with this package`, () => assertSameLines(file(name), 2))
}

/** What fails otherwise: in zeromq, and here. docs/how-to/migrating.md has the reasons. */
const otherwise: Record<string, [theirs: string, ours: string]> = {
  "bind without an address": ["throws TypeError", "rejects TypeError"],
  "send of an object": ["throws TypeError", "rejects TypeError"],
  "the constructor: a wrong context": ["throws Error", "throws TypeError"],
  "a context's value out of range": ["throws EINVAL 22", "throws ERR_OUT_OF_RANGE"],
  "a mistaken Z85 key": ["throws EINVAL 22", "throws TypeError"],
  "a fraction": ["nothing", "throws ERR_OUT_OF_RANGE"],
  "an unknown choice": ["nothing", "throws TypeError"],
  "an empty routing id": ["nothing", "throws TypeError"],
  "receive of a socket that sends": ["waits", "throws TypeError"],
  "send of a socket that receives": ["waits", "throws TypeError"],
  "join of a socket without groups": ["throws ENOTSUP 95", "throws TypeError"],
  "an option of connect that there is not": ["nothing", "throws TypeError"],
  "too many arguments": ["throws TypeError", "nothing"],
  "a property that there is not": ["throws TypeError", "nothing"],
  "a NUL in plainUsername": ["nothing", "throws TypeError"],
  "a NUL in plainPassword": ["nothing", "throws TypeError"],
  "a NUL in zapDomain": ["nothing", "throws TypeError"],
  "a NUL in socksProxy": ["nothing", "throws TypeError"],
  "a NUL in interface": ["nothing", "throws TypeError"],
  "a NUL in an address": ["nothing", "throws TypeError"],
  "a CURVE client without keys of its own": ["nothing", "throws EINVAL 22 tcp://127.0.0.1:9"],
  "a CURVE client without a server's key": ["nothing", "throws EINVAL 22 tcp://127.0.0.1:9"],
  "a CURVE server without a key": ["nothing", "rejects EINVAL 22 inproc://keyless"],
  "keys of two pairs": ["nothing", "throws EINVAL 22 tcp://127.0.0.1:9"],
  "a PLAIN password without a name": ["nothing", "throws EINVAL 22 tcp://127.0.0.1:9"],
  "a message of no parts": ["nothing", "rejects TypeError"],
  "a message without a routing id": ["nothing", "rejects TypeError"],
  "several parts with conflate": ["nothing", "rejects TypeError"],
  "a port above 65535": ["nothing", "throws ERR_OUT_OF_RANGE"],
  "unbindSync of what is not bound": ["nothing", "throws ENOENT 2 inproc://never-bound"],
  "subscribe of null": ["nothing", "throws TypeError"],
  "an event that there is not": ["nothing", "throws TypeError"],
  "the class of all sockets, by a type's number": ["nothing", "throws TypeError"],
  "events of a closed socket": ["throws ENOTSOCK 88", "throws EBADF 9"],
  "send on a closed socket": ["throws EBADF 9", "rejects EBADF 9"],
  "receive on a closed socket": ["throws EBADF 9", "rejects EBADF 9"],
  "bind of a closed socket": ["throws EBADF 9", "rejects EBADF 9"],
  "unbind of a closed socket": ["throws EBADF 9", "rejects EBADF 9"],
  "iterating over a closed socket": ["nothing", "rejects EBADF 9"],
  "an option of a closed socket": ["throws ENOTSOCK 88", "throws EBADF 9"],
  "setting an option of a closed socket": ["throws ENOTSOCK 88", "throws EBADF 9"],
}

test("errors: the same codes, but for what is listed", async () => {
  const { lines: theirs } = await runWithZeromq(file("errors"))
  const ours = await runWithOurs(file("errors"))
  const differing = new Map<string, [string, string]>()
  assert.equal(ours.length, theirs.length)
  for (const [index, line] of theirs.entries()) {
    const ourLine = at(ours, index)
    if (line === ourLine) continue
    const what = line.slice(0, line.lastIndexOf(": "))
    differing.set(what, [line.slice(what.length + 2), ourLine.slice(what.length + 2)])
  }
  assert.ok(theirs.length > 35)
  assert.deepEqual(Object.fromEntries(differing), otherwise)
})

const writeOnly = /^(probeRouter|correlate|relaxed|handover|noDrop|manual|welcomeMessage|notify|verbosity)$/

/** What an option reads as otherwise: the values of its line, in zeromq and here. */
function isKnown(option: string, theirs: string | undefined, ours: string): boolean {
  const pair = `${theirs} | ${ours}`
  // A Stream has a routing id in libzmq, and here; an XSubscriber can conflate here alone.
  if (theirs === undefined) return option === "routingId" || option === "conflate"
  if (option === "conflate") return pair === "set undefined | false set false"
  if (writeOnly.test(option)) return pair === "set undefined | ERR_INVALID_ARG_VALUE set ERR_INVALID_ARG_VALUE"
  if (/^curve\w+Key$/.test(option)) return pair === "EINVAL | null"
  if (/^(vmciBuffer\w+|tcpAcceptFilter)$/.test(option)) return pair === "EINVAL | ERR_INVALID_ARG_VALUE"
  if (option === "mandatory") return pair === "EINVAL set EINVAL | ERR_INVALID_ARG_VALUE set ERR_INVALID_ARG_VALUE"
  if (option === "vmciConnectTimeout") return pair === "EINVAL EINVAL | ERR_INVALID_ARG_VALUE EINVAL"
  return false
}

test("options: the same defaults and values, but for what is listed", async () => {
  const names = new Set<string>()
  for (const type of Object.values(require("zeromq") as Record<string, unknown>)) {
    if (typeof type !== "function") continue
    for (let owner = type.prototype; owner && owner !== Object.prototype; owner = Object.getPrototypeOf(owner)) {
      for (const [name, { get, set }] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
        if (get ?? set) names.add(name)
      }
    }
  }
  const parameter = [...names].sort().join(",")
  const { lines: theirs } = await runWithZeromq(file("options"), [parameter])
  const ours = await runWithOurs(file("options"), [parameter])
  const values = new Map(theirs.map((line) => [key(line), line.slice(key(line).length + 1)]))
  const unknown = ours.filter((line) => {
    const other = values.get(key(line))
    const own = line.slice(key(line).length + 1)
    return other !== own && !isKnown(at(key(line).split(" "), 1), other, own)
  })
  assert.ok(theirs.length > 600)
  assert.deepEqual(unknown, [])
  const here = new Set(ours.map(key))
  assert.deepEqual(
    [...values.keys()].filter((name) => !here.has(name)),
    [],
  )
})

/** The class and the option that a line is about. */
function key(line: string): string {
  return line.split(" ", 2).join(" ")
}
