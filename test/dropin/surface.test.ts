// Every export, class, method and property of `zeromq` 6 and `zeromq/draft` is here too. What is not is listed, and why.
import assert from "node:assert/strict"
import { test } from "node:test"

type Module = Record<string, unknown>
type Class = abstract new () => object

const theirs: Module = { ...require("zeromq"), ...prefixed("zeromq/draft") }
const ours: Module = { ...require("zmq-napi"), ...prefixed("zmq-napi/draft") }

function prefixed(path: string): Module {
  return Object.fromEntries(Object.entries(require(path) as Module).map(([name, value]) => [`draft.${name}`, value]))
}

const { Socket } = ours as { Socket: Class }
const sendersOnly = ["Publisher", "Push", "draft.Radio", "draft.Scatter"]
const receiversOnly = ["Pull", "Subscriber", "draft.Dish", "draft.Gather"]
const groups = ["join", "leave"]

/** Members that zeromq has and this package has not, by the reason. */
const missing: [reason: string, isIt: (owner: string, member: string) => boolean][] = [
  [
    "a socket that only sends does not receive: not in the types, and not at run time",
    (owner, member) => sendersOnly.includes(owner) && ["receive", "[Symbol.asyncIterator]"].includes(member),
  ],
  ["a socket that only receives does not send", (owner, member) => receiversOnly.includes(owner) && member === "send"],
  [
    "the base class neither sends nor receives",
    (owner, member) => owner === "Socket" && ["send", "receive", "[Symbol.asyncIterator]"].includes(member),
  ],
  ["only a Dish joins groups", (owner, member) => owner !== "draft.Dish" && groups.includes(member)],
  ["inner to it: the EventEmitter behind an Observer", (owner, member) => owner === "Observer" && member === "emitter"],
]

function nameOf(key: string | symbol): string {
  return typeof key === "symbol" ? `[${String(key.description)}]` : key
}

/** The members of a class, its bases' too, each with the ways in which it is used. */
function membersOf(type: Class): Map<string, string[]> {
  const members = new Map<string, string[]>()
  for (let owner = type.prototype; owner !== Object.prototype; owner = Object.getPrototypeOf(owner)) {
    for (const key of Reflect.ownKeys(owner)) {
      const { get, set, value } = Object.getOwnPropertyDescriptor(owner, key)!
      if (key === "constructor" || members.has(nameOf(key))) continue
      if (get === undefined && set === undefined) members.set(nameOf(key), [typeof value])
      else members.set(nameOf(key), [...(get ? ["get"] : []), ...(set ? ["set"] : [])])
    }
  }
  return members
}

/** With what each instance has of its own, too. */
function ownMembersOf(owner: string, type: Class): Map<string, string[]> {
  const members = membersOf(type)
  for (const key of owner === "Proxy" ? ["frontEnd", "backEnd"] : type.prototype instanceof Socket ? ["context"] : []) {
    members.set(key, ["get"])
  }
  if (owner === "Socket") members.set("context", ["get"])
  return members
}

/** Native functions have a prototype too. */
function isClass(name: string, value: unknown): value is Class {
  return typeof value === "function" && /^(draft\.)?[A-Z]/.test(name)
}

test("zeromq's exports are here, of the same kind", () => {
  const absent = Object.keys(theirs).filter((name) => typeof ours[name] !== typeof theirs[name])
  assert.deepEqual(absent, [])
  assert.ok(Object.keys(theirs).length >= 20)
})

for (const [owner, type] of Object.entries(theirs)) {
  if (!isClass(owner, type)) continue
  test(`${owner} has what zeromq's has`, () => {
    const own = ownMembersOf(owner, ours[owner] as Class)
    const absent: string[] = []
    for (const [member, uses] of membersOf(type)) {
      const here = own.get(member) ?? []
      const isMissing = uses.some((use) => !here.includes(use))
      const reasons = missing.filter(([, isIt]) => isIt(owner, member))
      if (isMissing && reasons.length === 0) absent.push(`${member}: ${uses}`)
      // A reason that no longer holds belongs out of the list.
      assert.ok(isMissing || reasons.length === 0, `${owner}.${member} is here, although ${reasons}`)
    }
    assert.deepEqual(absent, [])
    const statics = Reflect.ownKeys(type).filter((key) => !["length", "name", "prototype"].includes(nameOf(key)))
    assert.deepEqual(
      statics.filter((key) => !(key in (ours[owner] as object))),
      [],
    )
  })
}

test("an instance has no property of its own in zeromq that is not here", () => {
  const { Dealer } = theirs as { Dealer: new () => object & { close(): void } }
  const dealer = new Dealer()
  const own = (ours as { Dealer: new () => object & { close(): void } }).Dealer
  const here = new own()
  assert.deepEqual(
    Reflect.ownKeys(dealer).filter((key) => !(key in here)),
    [],
  )
  dealer.close()
  here.close()
})

test("a proxy has its sockets", () => {
  const { Proxy, Router, Dealer } = ours as Record<string, new (...sockets: unknown[]) => Record<string, unknown>>
  const [front, back] = [new Router!(), new Dealer!()]
  const proxy = new Proxy!(front, back)
  assert.ok(proxy.frontEnd === front && proxy.backEnd === back)
  for (const socket of [front, back]) (socket.close as () => void)()
})

test("classes derive from each other as in zeromq", () => {
  for (const [name, type] of Object.entries(theirs)) {
    if (typeof type !== "function" || !(type.prototype instanceof (theirs.Socket as Class))) continue
    assert.ok((ours[name] as Class).prototype instanceof (ours.Socket as Class), name)
  }
})

test("capability says of each what it says in zeromq, but for the security mechanisms of other builds", () => {
  const capabilities = ours.capability as Record<string, boolean>
  for (const [name, has] of Object.entries(theirs.capability as object)) assert.equal(capabilities[name], has, name)
})

test("the default context has zeromq's options, with the same values", () => {
  const [own, other] = [ours.context, theirs.context] as [Record<string, unknown>, Record<string, unknown>]
  for (const name of ["blocky", "ioThreads", "ipv6", "maxMessageSize", "maxSockets", "maxSocketsLimit"]) {
    assert.equal(own[name], other[name], name)
  }
})
