import { isUtf8 } from "node:buffer"
import fs from "node:fs"
import { inspect } from "node:util"
import { type CurveKeyPair, checkKey, curveKeyPair, curvePublicKey } from "../curve/keys.js"
import { isKey } from "../curve/z85.js"
import { invalidArgumentType, invalidArgumentValue, ZmqError } from "../errors/errors.js"
import { namesOf } from "../options/known-names.js"
import { redacted } from "../util/inspect.js"
import { formatZpl, isPropertyName, isPropertyValue, parseZpl } from "./zpl.js"

/** The parts of a {@link Certificate}. */
export interface CertificateInit {
  /** 40 characters of Z85, or 32 bytes. By default the public key that belongs to `secretKey`. */
  publicKey?: string | Uint8Array | undefined
  /** 40 characters of Z85, or 32 bytes. By default null: the certificate of a peer, whose secret key is unknown. */
  secretKey?: string | Uint8Array | null | undefined
  /** Any facts about the owner, such as `{ name: "pump 7" }`. */
  metadata?: Readonly<Record<string, string>> | undefined
}

/** The options of {@link Certificate.read}. */
export interface CertificateReadOptions {
  /**
   * Whether to accept a file with a secret key that every user of the machine can read or write; by default false. With
   * true the file is read, and the process warning `ZmqSecurityWarning` is emitted.
   */
  allowInsecure?: boolean | undefined
}

const initNames = namesOf<CertificateInit>("parts of a Certificate", {
  publicKey: true,
  secretKey: true,
  metadata: true,
})
const readNames = namesOf<CertificateReadOptions>("options of Certificate.read", { allowInsecure: true })

/** In bytes; far more than any certificate needs. */
const largestFile = 65_536
/** The permission bits for "others": users who are neither the file's owner nor in its group. */
const others = 0o007

/**
 * A CURVE public key or key pair, with metadata about its owner. The certificate files of pyzmq and czmq hold the same.
 *
 * Neither `util.inspect` nor `JSON.stringify` shows the secret key.
 */
export class Certificate {
  /** The public key, as Z85. */
  readonly publicKey: string
  /** Facts about the owner. */
  readonly metadata: Readonly<Record<string, string>>
  readonly #secretKey: string | null

  /**
   * @throws TypeError for an invalid key, for metadata that a file cannot hold, and for two keys that do not belong
   * together.
   */
  constructor(init: CertificateInit) {
    if (typeof init !== "object" || init === null) throw invalidArgumentType("certificate", "an object", init, true)
    initNames.check(init)
    const { publicKey, secretKey, metadata = {} } = init
    this.#secretKey = secretKey === undefined || secretKey === null ? null : checkKey("secretKey", secretKey)
    const derived = this.#secretKey === null ? undefined : curvePublicKey(this.#secretKey)
    this.publicKey = derived !== undefined && publicKey === undefined ? derived : checkKey("publicKey", publicKey)
    if (derived !== undefined && derived !== this.publicKey) {
      throw invalidArgumentValue("publicKey", "the public key of secretKey", undefined, true)
    }
    this.metadata = checkMetadata(metadata)
  }

  /** The secret key, as Z85; null if it is not known. */
  get secretKey(): string | null {
    return this.#secretKey
  }

  /**
   * Makes a certificate with a new random key pair.
   *
   * @throws ZmqError with code `ENOTSUP` if libzmq was built without CURVE.
   */
  static generate(metadata?: Readonly<Record<string, string>>): Certificate {
    return make({ ...curveKeyPair(), metadata: metadata ?? undefined })
  }

  /**
   * Reads a certificate file that {@link write}, pyzmq or czmq wrote: the public file, or the file with the secret key,
   * whose name ends in `_secret`.
   *
   * Rejects with code `EACCES` if the file holds a secret key that every user of the machine can read or write, with
   * `EINVAL` if the file is not a certificate, and with the errors of node:fs.
   */
  static async read(path: string, options?: CertificateReadOptions): Promise<Certificate> {
    checkPath(path)
    const allowInsecure = readOptions(options)
    const file = await fs.promises.open(path, openFlags)
    try {
      const facts = await file.stat()
      checkFile(path, facts)
      return interpret(path, await file.readFile(), facts.mode, allowInsecure)
    } finally {
      await file.close()
    }
  }

  /** The blocking form of {@link read}: throws the errors that `read` rejects with. */
  static readSync(path: string, options?: CertificateReadOptions): Certificate {
    checkPath(path)
    const allowInsecure = readOptions(options)
    const file = fs.openSync(path, openFlags)
    try {
      const facts = fs.fstatSync(file)
      checkFile(path, facts)
      return interpret(path, fs.readFileSync(file), facts.mode, allowInsecure)
    } finally {
      fs.closeSync(file)
    }
  }

  /**
   * Writes the public key to `path`. If there is a secret key, also writes both keys to `path` with `_secret` appended;
   * only the owner may read that file (mode 0600). Existing files are replaced, each atomically.
   *
   * Rejects with the errors of node:fs.
   */
  async write(path: string): Promise<void> {
    checkPath(path)
    for (const { target, text, mode } of filesOf(this, path)) {
      const temporary = temporaryName(target)
      try {
        await fs.promises.writeFile(temporary, text, { mode, flag: "wx" })
        await fs.promises.rename(temporary, target)
      } catch (error) {
        await fs.promises.rm(temporary, { force: true })
        throw error
      }
    }
  }

  /** The blocking form of {@link write}: throws the errors that `write` rejects with. */
  writeSync(path: string): void {
    checkPath(path)
    for (const { target, text, mode } of filesOf(this, path)) {
      const temporary = temporaryName(target)
      try {
        fs.writeFileSync(temporary, text, { mode, flag: "wx" })
        fs.renameSync(temporary, target)
      } catch (error) {
        fs.rmSync(temporary, { force: true })
        throw error
      }
    }
  }

  /** The certificate for JSON and logs, without the secret key itself. */
  toJSON(): {
    /** The public key, as Z85. */
    publicKey: string
    /** A placeholder instead of the secret key; null if there is none. */
    secretKey: string | null
    /** The metadata. */
    metadata: Readonly<Record<string, string>>
  } {
    const { publicKey, metadata } = this
    return { publicKey, secretKey: this.#secretKey === null ? null : redacted, metadata }
  }

  /** @internal */
  [inspect.custom](_depth: number, options: object): string {
    return `Certificate ${inspect(this.toJSON(), options)}`
  }
}

// Outside of the class: the bundler renames a class whose body refers to its own name.
function make(init: CertificateInit & Partial<CurveKeyPair>): Certificate {
  return new Certificate(init)
}

// Without O_NONBLOCK, opening a named pipe in place of the file would block.
const openFlags = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0)

function checkPath(path: unknown): asserts path is string {
  if (typeof path !== "string") throw invalidArgumentType("path", "a string", path)
}

function readOptions(options: unknown): boolean {
  if (options === undefined) return false
  if (typeof options !== "object" || options === null) throw invalidArgumentType("options", "an object", options)
  readNames.check(options)
  const { allowInsecure = false } = options as CertificateReadOptions
  if (typeof allowInsecure === "boolean") return allowInsecure
  throw invalidArgumentType("options.allowInsecure", "a boolean", allowInsecure)
}

/** pyzmq searches the whole file for these names and takes the first match, so metadata must not use them. */
const keyNames: ReadonlySet<string> = new Set(["public-key", "secret-key"])

function checkMetadata(metadata: unknown): Readonly<Record<string, string>> {
  if (typeof metadata !== "object" || metadata === null) {
    throw invalidArgumentType("metadata", "an object", metadata, true)
  }
  const entries = Object.entries(metadata)
  for (const [name, value] of entries) {
    if (!isPropertyName(name)) {
      throw invalidArgumentValue("metadata", "named with letters, digits and $-_@.&+ only", name, true)
    }
    if (keyNames.has(name)) throw invalidArgumentValue("metadata", "named other than public-key and secret-key", name)
    if (typeof value !== "string") throw invalidArgumentType(`metadata.${name}`, "a string", value, true)
    if (!isPropertyValue(value)) {
      const expected = "without control characters, and with one kind of quote"
      throw invalidArgumentValue(`metadata.${name}`, expected, value, true)
    }
  }
  return Object.freeze(Object.fromEntries(entries))
}

function checkFile(path: string, facts: fs.Stats): void {
  if (!facts.isFile()) throw new ZmqError("EINVAL", `Not a certificate: ${path} is no regular file`)
  if (facts.size > largestFile) {
    throw new ZmqError("EINVAL", `Not a certificate: ${path} has ${facts.size} bytes, more than ${largestFile}`)
  }
}

/** Parses a certificate file, which another program may have written. Errors never show the content of the file. */
export function parseCertificate(path: string, bytes: Uint8Array) {
  const invalid = (why: string) => new ZmqError("EINVAL", `Not a certificate: ${path}: ${why}`)
  if (!isUtf8(bytes)) throw invalid("it is not UTF-8")
  const sections = parse(bytes, invalid)
  const curve = sections.get("curve")
  const publicKey = curve?.get("public-key")
  const secretKey = curve?.get("secret-key")
  if (publicKey === undefined) throw invalid("it has no public-key in a section curve")
  if (!isKey(publicKey)) throw invalid("its public-key is not 40 characters of Z85")
  if (secretKey !== undefined && !isKey(secretKey)) throw invalid("its secret-key is not 40 characters of Z85")
  return { publicKey, secretKey, metadata: sections.get("metadata") ?? new Map<string, string>() }
}

function parse(bytes: Uint8Array, invalid: (why: string) => Error) {
  try {
    return parseZpl(Buffer.from(bytes).toString())
  } catch (error) {
    throw invalid((error as Error).message)
  }
}

function interpret(path: string, bytes: Uint8Array, mode: number, allowInsecure: boolean): Certificate {
  const { publicKey, secretKey, metadata } = parseCertificate(path, bytes)
  if (secretKey === undefined) return foreign({ publicKey }, metadata)
  // Windows has no permission bits of this kind.
  if (process.platform !== "win32" && (mode & others) !== 0) refuseInsecure(path, mode, allowInsecure)
  if (curvePublicKey(secretKey) !== publicKey) {
    throw new ZmqError("EINVAL", `Not a certificate: ${path}: its public-key does not belong to its secret-key`)
  }
  return foreign({ publicKey, secretKey }, metadata)
}

/** A certificate read from a file, without metadata of other programs that the constructor would reject. */
function foreign(keys: CertificateInit, metadata: ReadonlyMap<string, string>): Certificate {
  const known = [...metadata].filter(
    ([name, value]) => isPropertyName(name) && !keyNames.has(name) && isPropertyValue(value),
  )
  return new Certificate({ ...keys, metadata: Object.fromEntries(known) })
}

function refuseInsecure(path: string, mode: number, allowInsecure: boolean): void {
  const permissions = (mode & 0o777).toString(8).padStart(4, "0")
  const message = `Everybody on this machine can read or change the secret key in ${path} (mode ${permissions})`
  if (!allowInsecure) {
    throw new ZmqError("EACCES", `${message}: make a new key if it was exposed, and else "chmod 600" the file`)
  }
  process.emitWarning(message, "ZmqSecurityWarning")
}

function filesOf(certificate: Certificate, path: string): { target: string; text: string; mode: number }[] {
  const { publicKey, secretKey, metadata } = certificate
  const properties = formatZpl("metadata", Object.entries(metadata))
  const publicText = formatZpl("curve", [["public-key", publicKey]])
  const files = [{ target: path, text: `${publicHead}${properties}${publicText}`, mode: 0o644 }]
  if (secretKey !== null) {
    const keys = formatZpl("curve", [
      ["public-key", publicKey],
      ["secret-key", secretKey],
    ])
    // The secret file is written first, so that no public file exists without it.
    files.unshift({ target: `${path}_secret`, text: `${secretHead}${properties}${keys}`, mode: 0o600 })
  }
  return files
}

const publicHead = "# The public key of a ZeroMQ CURVE certificate. Whoever is given it should be sure whose it is.\n\n"
const secretHead = "# A SECRET key of ZeroMQ CURVE. It stays on this machine, and nobody but its owner may read it.\n\n"

function temporaryName(target: string): string {
  return `${target}.${process.pid}-${Math.random().toString(36).slice(2)}.tmp`
}
