import fs from "node:fs"
import path from "node:path"
import { parseCertificate } from "./certificate.js"

/** How many files are looked at at once, so that others who want the file system get their turn. */
const atOnce = 16
/** A file that was read less than this after it changed, in milliseconds, may have changed again in the same tick. */
const settlesAfter = 2000

/** That the process, or the system, has no descriptors left. */
export const shortages: ReadonlySet<string> = new Set(["EMFILE", "ENFILE"])

/** How often a folder that is being changed is looked at for one question. */
const mostLooks = 3

/** What was read of a file, and what told it apart from what it was before. */
interface Entry {
  readonly signature: string
  readonly settled: boolean
  /** Undefined where the file is no certificate. */
  readonly publicKey: string | undefined
  /** Whether it may be a certificate in a moment. */
  readonly isBeingWritten: boolean
}

/**
 * The public keys of a folder of certificates. Each question looks for what has changed since the last: watching a
 * folder tells of changes late, twice or not at all, and needs a descriptor. Questions that come while a look is
 * under way share the next.
 */
export class CertificateFolder {
  readonly #location: string
  readonly #skipped: (file: string, error: unknown) => void
  #entries = new Map<string, Entry>()
  #keys = new Set<string>()
  /** Whether the folder was changed during the last look, or a file written: then it may have missed keys. */
  #changing = false
  #looking: Promise<void> | undefined
  #next: Promise<void> | undefined

  /** Throws the errors of node:fs when there is no such folder. `skipped` is told of files that are no certificates. */
  constructor(location: string, skipped: (file: string, error: unknown) => void) {
    fs.readdirSync(location)
    this.#location = path.resolve(location)
    this.#skipped = skipped
  }

  /**
   * Whether a certificate in the folder has this key, now. Rejects with the errors of node:fs; and where the folder is
   * being changed, so that nothing certain can be said of a key that was not seen.
   */
  async has(publicKey: string): Promise<boolean> {
    for (let look = 0; look < mostLooks; look++) {
      await this.#refresh()
      if (this.#keys.has(publicKey)) return true
      if (!this.#changing) return false
    }
    throw new Error(`The certificates in ${this.#location} are being changed`)
  }

  /** A look that begins after this call. */
  #refresh(): Promise<void> {
    if (this.#looking === undefined) return this.#begin()
    this.#next ??= this.#looking
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined
        return this.#begin()
      })
    return this.#next
  }

  #begin(): Promise<void> {
    const looking = this.#look().finally(() => {
      if (this.#looking === looking) this.#looking = undefined
    })
    this.#looking = looking
    return looking
  }

  async #look(): Promise<void> {
    const state = await this.#state()
    const names = (await fs.promises.readdir(this.#location)).filter(isPublic)
    const entries = new Map<string, Entry>()
    for (let start = 0; start < names.length; start += atOnce) {
      const some = names.slice(start, start + atOnce)
      const looked = await Promise.all(some.map((name) => this.#entry(name)))
      looked.forEach((entry, index) => {
        if (entry !== undefined) entries.set(some[index]!, entry)
      })
    }
    this.#entries = entries
    this.#keys = new Set([...entries.values()].flatMap(({ publicKey }) => publicKey ?? []))
    this.#changing =
      state !== (await this.#state()) || [...entries.values()].some(({ isBeingWritten }) => isBeingWritten)
  }

  /** What is another when a file came or went, or the folder is another. */
  async #state(): Promise<string> {
    return signatureOf(await fs.promises.stat(this.#location, { bigint: true }))
  }

  /** Undefined for what is no file, or gone. */
  async #entry(name: string): Promise<Entry | undefined> {
    const file = path.join(this.#location, name)
    const before = this.#entries.get(name)
    try {
      const facts = await fs.promises.stat(file, { bigint: true })
      if (!facts.isFile()) return undefined
      const signature = signatureOf(facts)
      if (before?.settled === true && before.signature === signature) return before
      const settled = Date.now() - Number(facts.ctimeMs) > settlesAfter
      const publicKey = await this.#read(file, facts.size, before?.signature === signature)
      return { signature, settled, publicKey, isBeingWritten: publicKey === undefined && !settled }
    } catch (error) {
      const { code = "" } = error as NodeJS.ErrnoException
      if (code === "ENOENT") return undefined
      // Nothing is known of the file then, and its owner is not to be turned away for good.
      if (shortages.has(code)) throw error
      if (before?.signature !== String(error)) this.#skipped(file, error)
      return { signature: String(error), settled: false, publicKey: undefined, isBeingWritten: false }
    }
  }

  async #read(file: string, size: bigint, isKnown: boolean): Promise<string | undefined> {
    try {
      // Whatever is that large is no certificate, and says so with what it begins with.
      const bytes = size > 65_536n ? new Uint8Array() : await fs.promises.readFile(file)
      return parseCertificate(file, bytes).publicKey
    } catch (error) {
      if ((error as { name?: string }).name !== "ZmqError") throw error
      if (!isKnown) this.#skipped(file, error)
      return undefined
    }
  }
}

function signatureOf({ dev, ino, size, mtimeNs, ctimeNs }: fs.BigIntStats): string {
  return `${dev}:${ino}:${size}:${mtimeNs}:${ctimeNs}`
}

/** Files with secret keys end so, by the custom of czmq and pyzmq; hidden and temporary ones are somebody's else. */
function isPublic(name: string): boolean {
  return !name.startsWith(".") && !name.endsWith("_secret") && !name.endsWith(".tmp")
}
