import assert from "node:assert/strict"
import { readFileSync, statSync } from "node:fs"
import { test } from "node:test"
import { exactly } from "../support/elements"
import { TemporaryFolder } from "../support/temporary-folder"
import { Example } from "./example"

const local = "tcp://127.0.0.1:*"

test("CURVE: a client whose certificate is in the folder is answered, a stranger is not", async () => {
  using folder = new TemporaryFolder()
  await using server = new Example("curve-server", folder.path, local)
  const endpoint = await server.printed(/^Listening at (.*)$/)
  assert.equal(statSync(folder.file("server_secret")).mode & 0o777, 0o600)
  assert.ok(!readFileSync(folder.file("server"), "utf8").includes("secret-key"))

  await using client = new Example("curve-client", folder.path, endpoint)
  const [self, reply] = exactly(2, await client.exited())
  assert.equal(reply, "Received Hello, whoever you are")
  const key = self.slice("I am ".length)
  assert.equal(await server.printed(/^Allowed (.*)$/), key)

  await using stranger = new Example("curve-client", folder.path, endpoint, "stranger")
  const [other, silence] = exactly(2, await stranger.exited())
  assert.match(silence, /^No answer/)
  const denied = await server.printed(/^Denied (.*)$/)
  assert.equal(denied, `${other.slice("I am ".length)}: The credentials are not accepted`)
  await server.stop("SIGINT")
})

test("PLAIN: a wrong password is rejected, and a message has its sender's user id", async () => {
  await using plain = new Example("plain")
  assert.deepEqual(await plain.exited(), [
    "Denied charles from 127.0.0.1",
    'Received "A note on the engine" from user:ada',
  ])
})
