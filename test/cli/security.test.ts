import assert from "node:assert/strict"
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { test } from "node:test"
import { Certificate } from "zmq-napi"
import { TemporaryFolder } from "../support/temporary-folder"
import { Command } from "./command"

async function keys(folder: TemporaryFolder, ...names: string[]): Promise<void> {
  for (const name of names) {
    await using keygen = new Command(["keygen", folder.file(name)])
    await keygen.exited()
  }
}

test("keygen writes a certificate, and its secret for the owner alone", async () => {
  using folder = new TemporaryFolder()
  await using keygen = new Command([
    "keygen",
    folder.file("a.key"),
    "--metadata",
    "name=pump 7",
    "--metadata",
    "site=x",
  ])
  assert.deepEqual(await keygen.exited(), [folder.file("a.key"), folder.file("a.key_secret")])
  const open = await Certificate.read(folder.file("a.key"))
  const secret = await Certificate.read(folder.file("a.key_secret"))
  assert.deepEqual([open.secretKey, open.publicKey], [null, secret.publicKey])
  assert.deepEqual({ ...open.metadata }, { name: "pump 7", site: "x" })
  assert.equal(statSync(folder.file("a.key_secret")).mode & 0o777, 0o600)
  assert.equal(statSync(folder.file("a.key")).mode & 0o777, 0o644)
})

test("keygen replaces no file without --force, and leaves nothing behind", async () => {
  using folder = new TemporaryFolder()
  writeFileSync(folder.file("a.key_secret"), "precious")
  await using refused = new Command(["keygen", folder.file("a.key")])
  await refused.fails(1, /a\.key_secret exists.*--force.*EEXIST/)
  assert.equal(readFileSync(folder.file("a.key_secret"), "utf8"), "precious")
  assert.throws(() => statSync(folder.file("a.key")), /ENOENT/)
  await using forced = new Command(["keygen", folder.file("a.key"), "--force"])
  await forced.exited()
  assert.notEqual((await Certificate.read(folder.file("a.key_secret"))).secretKey, null)
  await using nowhere = new Command(["keygen", folder.file("none/a.key")])
  await nowhere.fails(1, /ENOENT/)
  await using nothing = new Command(["keygen"])
  await nothing.fails(1, /Give the path of the certificate, or --print/)
})

test("keygen --print prints a pair that belongs together", async () => {
  await using keygen = new Command(["keygen", "--print"])
  const [line] = await keygen.exited()
  const pair = JSON.parse(line!)
  assert.equal(new Certificate(pair).publicKey, pair.publicKey)
})

test("CURVE: a client with the server's key alone, and one whose certificate is asked for", async () => {
  using folder = new TemporaryFolder()
  await keys(folder, "server", "client", "stranger")
  mkdirSync(folder.file("allowed"))
  writeFileSync(folder.file("allowed/client"), readFileSync(folder.file("client")))
  const server = (...more: string[]) =>
    new Command(["rep", "-b", folder.ipc("service"), "--echo", "--curve-server", folder.file("server_secret"), ...more])
  const client = (...more: string[]) =>
    new Command(["req", "-c", folder.ipc("service"), "--curve-server-key", folder.file("server"), "-m", "hi", ...more])
  {
    await using rep = server("-n", "2")
    await using anyone = client()
    assert.deepEqual(await anyone.exited(), ["hi"])
    const { publicKey } = await Certificate.read(folder.file("server"))
    await using byKey = new Command(["req", "-c", folder.ipc("service"), "--curve-server-key", publicKey, "-m", "ho"])
    assert.deepEqual(await byKey.exited(), ["ho"])
    await rep.exited()
  }
  await using rep = server("--curve-allow", folder.file("allowed"))
  await using known = client("--curve", folder.file("client_secret"))
  assert.deepEqual(await known.exited(), ["hi"])
  await using unknown = client("--curve", folder.file("stranger_secret"), "--timeout", "500", "--linger", "0")
  // The refusal may come before the request has been sent.
  const outcome = /handshake:error:auth .*its credentials are not accepted.*\n.*(No message arrived|could not be sent)/s
  await unknown.fails(2, outcome)
  await rep.stderrMatches(/warning: .* was refused/)
})

test("PLAIN: the password comes from the environment; another one is refused", async () => {
  using folder = new TemporaryFolder()
  writeFileSync(folder.file("users"), "# of this service\nzoë:pass:word\n")
  await using rep = new Command(["rep", "-b", folder.ipc("service"), "--echo", "--plain-users", folder.file("users")])
  const client = (password: string) =>
    new Command(
      ["req", "-c", folder.ipc("service"), "--plain-username", "zoë", "-m", "hi", "--timeout", "2s", "--linger", "0"],
      {
        env: { ZMQ_NAPI_PLAIN_PASSWORD: password },
      },
    )
  await using known = client("pass:word")
  assert.deepEqual(await known.exited(), ["hi"])
  await using unknown = client("guessed")
  await unknown.fails(2, /handshake:error:auth/)
  await rep.stderrMatches(/was refused/)
})

test("security that cannot be is refused before anything is bound", async () => {
  using folder = new TemporaryFolder()
  await keys(folder, "server")
  const refused: [string[], RegExp][] = [
    [["--curve-server", folder.file("server")], /server has no secret key/],
    [["--curve-server", folder.file("server_secret"), "--plain-users", "x"], /Only one of/],
    [["--curve-server", folder.file("server_secret"), "--curve-allow", folder.file("none")], /ENOENT/],
    [["--curve", folder.file("server_secret")], /--curve needs --curve-server-key/],
    [["--plain-username", "zoë"], /ZMQ_NAPI_PLAIN_PASSWORD/],
  ]
  for (const [parameters, message] of refused) {
    await using command = new Command(["pull", "-b", folder.ipc("feed"), ...parameters])
    await command.fails(1, message)
  }
  chmodSync(folder.file("server_secret"), 0o644)
  await using exposed = new Command(["pull", "-b", folder.ipc("x"), "--curve-server", folder.file("server_secret")])
  await exposed.fails(1, /Everybody on this machine can read.*EACCES/s)
})
