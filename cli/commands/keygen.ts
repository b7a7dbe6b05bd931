import fs from "node:fs"
import { Command } from "commander"
import { library } from "../library"
import { type Pair, pairs } from "../options/values"
import { action } from "../session/action"
import { UsageError } from "../session/errors"
import type { Session } from "../session/session"
import { examplesText } from "./socket-command"

interface KeygenOptions {
  force?: boolean
  print?: boolean
  metadata: Pair[]
}

export const keygen = new Command("keygen")
  .summary("make a CURVE key pair: certificate files")
  .description(
    "Makes a new key pair, and writes the public key to <path> and both keys to <path>_secret, which only its owner can " +
      "read (mode 0600). pyzmq and czmq read the same files.",
  )
  .argument("[path]", "where the certificate goes: keys/server.key")
  .option("--force", "replace files that exist")
  .option("--metadata <name=value>", "a fact about the owner, for both files; repeatable", pairs, [])
  .option("--print", "print the keys instead, as JSON")
  .addHelpText(
    "after",
    examplesText([
      ["server.key, for clients, and server.key_secret", "zmq-napi keygen server.key --metadata name=server"],
      ["a server that uses it", "zmq-napi rep --bind 'tcp://*:5555' --echo --curve-server server.key_secret"],
      [
        "a client of it",
        "zmq-napi req --connect tcp://localhost:5555 --curve-server-key server.key --timeout 5s -m hello",
      ],
    ]),
  )
  .action(action(run))

async function run(session: Session, options: KeygenOptions, path?: string): Promise<void> {
  const certificate = library().Certificate.generate(Object.fromEntries(options.metadata))
  const { publicKey, secretKey } = certificate
  if (options.print) return await session.output.write(`${JSON.stringify({ publicKey, secretKey })}\n`)
  if (path === undefined) throw new UsageError("Give the path of the certificate, or --print")
  const files = [path, `${path}_secret`]
  const claimed = options.force ? [] : claim(files)
  try {
    await certificate.write(path)
  } catch (error) {
    for (const file of claimed) fs.rmSync(file, { force: true })
    throw error
  }
  await session.output.write(`${path}\n${path}_secret\n`)
}

/** Makes the files, empty, so that no other program can make them meanwhile; fails if one of them exists. */
function claim(files: readonly string[]): string[] {
  const made: string[] = []
  for (const file of files) {
    try {
      fs.writeFileSync(file, "", { flag: "wx", mode: 0o600 })
      made.push(file)
    } catch (error) {
      for (const other of made) fs.rmSync(other, { force: true })
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error
      throw new UsageError(
        `${file} exists: a new key would lock out all who have the old one; --force replaces it (EEXIST)`,
      )
    }
  }
  return made
}
