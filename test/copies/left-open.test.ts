import { test } from "node:test"
import { Push } from "zmq-napi"
import { freshAddress } from "../support/endpoints"
import { until } from "../support/waiting"
import { inAnotherRealm } from "./copy"

// In a process of its own: after registries of other contexts were collected, V8 may call those that are left only when
// another one has something to clean up.
test("a copy that left a socket open closes it when it is collected, and is not kept by it", async () => {
  const address = freshAddress("inproc")
  const leave = async () => {
    const copy = inAnotherRealm()
    await new copy.Pull().bind(address)
    return new WeakRef(copy)
  }
  const reference = await leave()
  using other = new Push()
  await until(() => {
    gc?.()
    try {
      other.bindSync(address)
      return true
    } catch {
      return false
    }
  })
  await until(() => {
    gc?.()
    return reference.deref() === undefined
  })
})
