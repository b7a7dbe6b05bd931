// Each errno of the system has the name that Node gives it.
import assert from "node:assert/strict"
import { symlinkSync, writeFileSync } from "node:fs"
import { constants } from "node:os"
import { test } from "node:test"
import { getSystemErrorName } from "node:util"
import { PartialSendError, Push, ZmqError, type ZmqErrorCode } from "#lib/index"
import { TemporaryFolder } from "../support/temporary-folder"

const numbers: Record<string, number> = constants.errno

test("errors of an ipc path have the system's own code", async () => {
  using folder = new TemporaryFolder()
  writeFileSync(folder.file("file"), "")
  symlinkSync("loop", folder.file("loop"))
  using push = new Push()
  const cases: [path: string, code: ZmqErrorCode][] = [
    [folder.file("file/socket"), "ENOTDIR"],
    [folder.file("loop/socket"), "ELOOP"],
  ]
  for (const [path, code] of cases) {
    const address = `ipc://${path}`
    const expected = { name: "ZmqError", code, errno: numbers[code], syscall: "zmq_bind", address }
    await assert.rejects(push.bind(address), expected)
    assert.throws(() => push.bindSync(address), expected)
  }
})

test("every errno that Node names has that name", () => {
  const names: string[] = Object.entries(numbers).map(([name, errno]) => {
    const { code, errno: kept } = ZmqError.fromErrno(errno)
    assert.equal(kept, errno)
    assert.equal(numbers[code], errno, `${name} is ${code}`)
    return code
  })
  for (const name of ["ENOSPC", "EROFS", "ENOTDIR", "ELOOP", "EIO", "EAGAIN", "ENOTSUP"])
    assert.ok(names.includes(name))
})

test("an errno that only libuv names has that name", { skip: process.platform !== "linux" }, () => {
  for (const errno of [108, 112]) {
    assert.deepEqual(ZmqError.fromErrno(errno).code, getSystemErrorName(-errno))
    assert.notEqual(ZmqError.fromErrno(errno).code, "EUNKNOWN")
  }
})

test("libzmq's own error numbers keep its names, and a number without a name is EUNKNOWN", () => {
  const { EFSM, ETERM } = { EFSM: 156_384_763, ETERM: 156_384_765 }
  assert.equal(ZmqError.fromErrno(EFSM).code, "EFSM")
  assert.equal(ZmqError.fromErrno(ETERM).code, "ETERM")
  for (const errno of [0, 123_456, 156_384_712 + 999]) {
    const error = ZmqError.fromErrno(errno, { syscall: "zmq_bind" })
    assert.deepEqual({ code: error.code, errno: error.errno }, { code: "EUNKNOWN", errno })
  }
})

test("an error that is made by its name has the number too", () => {
  const cause = new ZmqError("ENOSPC", "No space left on device")
  assert.equal(cause.errno, constants.errno.ENOSPC)
  assert.equal(new PartialSendError(1, 2, cause).errno, constants.errno.ENOSPC)
  assert.equal(new ZmqError("EUNKNOWN", "").errno, 0)
})
