import { readdirSync, readFileSync } from "node:fs"
import { type Command, Option } from "commander"
import type { Context } from "zmq-napi"
import { library } from "../library"
import { warning } from "../output/terminal"
import { UsageError } from "../session/errors"

export interface SecurityOptions {
  curveServer?: string
  curveAllow?: string
  curveServerKey?: string
  curve?: string
  plainUsers?: string
  plainUsername?: string
  plainPassword?: string
}

const passwordVariable = "ZMQ_NAPI_PLAIN_PASSWORD"

export function addSecurityOptions(command: Command): Command {
  const password = new Option("--plain-password <password>", "as a client: its password; others can see a command line")
  return command
    .optionsGroup("Security:")
    .option("--curve-server-key <key>", "as a client: the server's public key, or its certificate file")
    .option("--curve <file>", "as a client: its own secret certificate (default: a new key pair)")
    .option("--curve-server <file>", "as the server: its secret certificate; see keygen")
    .option("--curve-allow <folder>", "as the server: the certificates of the clients that may connect (default: all)")
    .option("--plain-username <name>", "as a client: the user")
    .addOption(password.env(passwordVariable))
    .option("--plain-users <file>", "as the server: the users that may connect, a line name:password for each")
}

/** What the socket's constructor takes; in the context of a server, also decides about its clients. */
export async function securityOf(options: SecurityOptions, context: Context): Promise<Record<string, unknown>> {
  const { curveServer, curveServerKey, curve, plainUsers, plainUsername, plainPassword } = options
  const mechanisms = [curveServer, curveServerKey, plainUsers, plainUsername].filter((value) => value !== undefined)
  if (mechanisms.length > 1) {
    throw new UsageError(
      "Only one of --curve-server, --curve-server-key, --plain-users and --plain-username can be given",
    )
  }
  if (curve !== undefined && curveServerKey === undefined) throw new UsageError("--curve needs --curve-server-key")
  if (options.curveAllow !== undefined && curveServer === undefined) {
    throw new UsageError("--curve-allow needs --curve-server")
  }
  if (curveServer !== undefined) return await serverOfCurve(curveServer, options.curveAllow, context)
  if (curveServerKey !== undefined) return await clientOfCurve(curveServerKey, curve)
  if (plainUsers !== undefined) return serverOfPlain(plainUsers, context)
  if (plainUsername === undefined) return {}
  if (plainPassword === undefined) throw new UsageError(`--plain-username needs a password: set ${passwordVariable}`)
  return { plainUsername, plainPassword }
}

async function serverOfCurve(file: string, allow: string | undefined, context: Context) {
  const { secretKey } = await secretCertificate(file)
  const authenticator = authenticatorFor(context)
  if (allow === undefined) authenticator.configureCurve({ keys: "*" })
  else {
    // A folder that does not exist would admit nobody, without a word.
    readdirSync(allow)
    authenticator.configureCurve({ location: allow })
  }
  authenticator.start()
  return { curveServer: true, curveSecretKey: secretKey }
}

async function clientOfCurve(key: string, file: string | undefined) {
  const own = file === undefined ? library().curveKeyPair() : await secretCertificate(file)
  return {
    curveServerKey: await publicKey(key),
    curvePublicKey: own.publicKey,
    curveSecretKey: own.secretKey,
  }
}

/** A key of 40 characters, or that of a certificate file. */
async function publicKey(keyOrFile: string): Promise<string> {
  if (keyOrFile.length === 40 && isZ85(keyOrFile)) return keyOrFile
  return (await library().Certificate.read(keyOrFile)).publicKey
}

function isZ85(text: string): boolean {
  try {
    return library().z85Decode(text).length === 32
  } catch {
    return false
  }
}

async function secretCertificate(file: string): Promise<{ publicKey: string; secretKey: string }> {
  const { publicKey, secretKey } = await library().Certificate.read(file)
  if (secretKey !== null) return { publicKey, secretKey }
  throw new UsageError(`${file} has no secret key; keygen writes the secret one to a file that ends in _secret`)
}

function serverOfPlain(file: string, context: Context) {
  const users = new Map(
    readFileSync(file, "utf8")
      .split(/\r?\n/)
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line, index): [string, string] => {
        const at = line.indexOf(":")
        if (at > 0) return [line.slice(0, at), line.slice(at + 1)]
        // Not the line itself, which may be a password.
        throw new UsageError(`${file}: user ${index + 1} is not of the form name:password`)
      }),
  )
  authenticatorFor(context).configurePlain({ users }).start()
  return { plainServer: true }
}

function authenticatorFor(context: Context) {
  return new (library().Authenticator)({
    context,
    log(event) {
      if (event.type === "denied") warning(`${event.address} was refused: ${event.reason}`)
      if (event.type === "skipped") warning(`${event.path} is not used: ${(event.error as Error).message}`)
    },
  })
}
