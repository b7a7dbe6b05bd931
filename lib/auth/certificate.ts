import { isUtf8 } from "node:buffer"
import fs from "node:fs"
import { inspect } from "node:util"
import { type CurveKeyPair, checkKey, curveKeyPair, curvePublicKey } from "../curve/keys.js"
import { isKey } from "../curve/z85.js"
import { invalidArgumentType, invalidArgumentValue, ZmqError } from "../errors/errors.js"
import { namesOf } from "../errors/known-names.js"
import { redacted } from "../util/inspect.js"
import { formatZpl, isPropertyName, isPropertyValue, parseZpl } from "./zpl.js"

/** What a {@link Certificate} is made of. */
export interface CertificateInit {
  /** 40 characters of Z85, or 32 bytes. By default the one that belongs to `secretKey`. */
  publicKey?: string | Uint8Array
  /** 40 characters of Z85, or 32 bytes. By default none: the certificate of somebody else. */
  secretKey?: string | Uint8Array | null
  /** Whatever is to be known of the owner, such as `{ name: "pump 7" }`. */
  metadata?: Readonly<Record<string, string>>
}

/** How a certificate's file is read. */
export interface CertificateReadOptions {
  /**
   * Whether to read a secret key that everybody on the machine can read or write, by default false. True reads it, and
   * emits the process warning `ZmqSecurityWarning`.
   */
  allowInsecure?: boolean
}

const initNames = namesOf<CertificateInit>("parts of a Certificate", {
  publicKey: true,
  secretKey: true,
  metadata: true,
})
const readNames = namesOf<CertificateReadOptions>("options of Certificate.read", { allowInsecure: true })

/** Far more than any certificate has. */
const largestFile = 65_536
/** Permissions for those who are neither the file's owner nor in its group. */
const others = 0o007

/**
 * A CURVE key, or pair of keys, with what is to be known of their owner: what the certificate files of pyzmq and czmq
 * hold.
 *
 * Neither `util.inspect` nor `JSON.stringify` shows the secret key.
 */
export class Certificate {
  /** The public key, as Z85. */
  readonly publicKey: string
  /** What is known of the owner. */
  readonly metadata: Readonly<Record<string, string>>
  readonly #secretKey: string | null

  /**
   * @throws TypeError for what is no key or cannot be in a file, and for two keys that do not belong together.
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

  /** The secret key, as Z85; null where it is not known. */
  get secretKey(): string | null {
    return this.#secretKey
  }

  /**
   * Makes a certificate with a new random key pair.
   *
   * @throws ZmqError with code `ENOTSUP` where libzmq was built without CURVE.
   */
  static generate(metadata?: Readonly<Record<string, string>>): Certificate {
    return make({ ...curveKeyPair(), ...(metadata && { metadata }) })
  }

  /**
   * Reads a certificate's file, as {@link write}, pyzmq or czmq wrote it: a public one, or one with the secret key, whose
   * name ends in `_secret`.
   *
   * Rejects with code `EACCES` when everybody on the machine can read or write the secret key in it, with `EINVAL` when it
   * is no certificate, and with the errors of node:fs.
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

  /** {@link read}, which blocks: throws where that rejects. */
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
   * Writes the public key to `path`, and where there is a secret key, both to `path` with `_secret` behind it, which only
   * the owner of the file may read (mode 0600). What has these names is replaced, each file at once and whole.
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

  /** {@link write}, which blocks: throws where that rejects. */
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

  /** What is shown of it, without the secret key itself. */
  toJSON(): {
    /** In Z85. */
    publicKey: string
    /** Words in its place, or null where there is none. */
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

// Outside of the class: bundling renames a class that speaks of itself.
function make(init: CertificateInit & Partial<CurveKeyPair>): Certificate {
  return new Certificate(init)
}

// A pipe in the place of the file must not block.
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

/** pyzmq looks for these in the whole file, and takes the first. */
const keyNames: ReadonlySet<string> = new Set(["public-key", "secret-key"])

function checkMetadata(metadata: unknown): Readonly<Record<string, string>> {
  if (typeof metadata !== "object" || metadata === null) {
    throw invalidArgumentType("metadata", "an object", metadata, true)
  }
  const entries = Object.entries(metadata)
  for (const [name, value] of entries) {
    if (!isPropertyName(name)) {
      throw invalidArgumentValue("metadata", "named by letters, digits and $-_@.&+ alone", name, true)
    }
    if (keyNames.has(name)) throw invalidArgumentValue("metadata", "named otherwise than the keys are", name)
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

/** The keys in a certificate's file, which may have been written by others. Never shows what is in it. */
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
  // Windows has no such permissions.
  if (process.platform !== "win32" && (mode & others) !== 0) refuseInsecure(path, mode, allowInsecure)
  if (curvePublicKey(secretKey) !== publicKey) {
    throw new ZmqError("EINVAL", `Not a certificate: ${path}: its public-key does not belong to its secret-key`)
  }
  return foreign({ publicKey, secretKey }, metadata)
}

/** A certificate of a file, whose metadata may have names that we would not write. */
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
    // First, so that there is no public file without it.
    files.unshift({ target: `${path}_secret`, text: `${secretHead}${properties}${keys}`, mode: 0o600 })
  }
  return files
}

const publicHead = "# The public key of a ZeroMQ CURVE certificate. Whoever is given it should be sure whose it is.\n\n"
const secretHead = "# A SECRET key of ZeroMQ CURVE. It stays on this machine, and nobody but its owner may read it.\n\n"

function temporaryName(target: string): string {
  return `${target}.${process.pid}-${Math.random().toString(36).slice(2)}.tmp`
}
