import assert from "node:assert/strict"
import { test } from "node:test"
import { bindFresh } from "../support/endpoints"
import { timeLimit } from "../support/waiting"
import { type Copy, freshCopy, inAnotherRealm } from "./copy"

/** One request and its reply over tcp: the reply. */
async function exchange({ Reply, Request }: Copy): Promise<string> {
  using reply = new Reply()
  using request = new Request()
  request.connect(await bindFresh(reply as never))
  const question = reply.receive(timeLimit)
  await request.send("question")
  await question
  const answer = request.receive(timeLimit)
  await reply.send("answer")
  return String((await answer)[0])
}

for (const { name, make } of [
  { name: "required anew", make: freshCopy },
  { name: "required anew with the addon", make: () => freshCopy({ addon: true }) },
  { name: "of another realm", make: inAnotherRealm },
]) {
  test(`copies ${name} wait side by side`, async () => {
    const copies = [make(), make(), make()]
    assert.equal(new Set(copies).size, copies.length)
    for (const copy of copies) assert.equal(await exchange(copy), "answer")
    assert.deepEqual(await Promise.all(copies.map(exchange)), ["answer", "answer", "answer"])
  })
}
