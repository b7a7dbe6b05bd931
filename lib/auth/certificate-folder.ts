import fs from "node:fs"
import path from "node:path"
import { parseCertificate } from "./certificate.js"

/** How many files are checked concurrently; the limit lets other file system calls of the process get their turn. */
const filesAtOnce = 16
/**
 * In milliseconds. A file read sooner than this after a change may change again without a new timestamp, within one
 * tick of the file system's clock, so it is read again the next time.
 */
const settlesAfter = 2000

/** Error codes: the process (EMFILE) or the system (ENFILE) has no file descriptors left. */
const shortages: ReadonlySet<string> = new Set(["EMFILE", "ENFILE"])

/** The most scans for one look-up while the folder changes. */
const mostScans = 3

/** The result of reading one file, and a fingerprint that shows whether the file has changed since. */
interface Entry {
  readonly signature: string
  /** Whether the fingerprint can be trusted: the file had not changed for {@link settlesAfter} when it was read. */
  readonly settled: boolean
  /** Undefined if the file is not a certificate. */
  readonly publicKey: string | undefined
  /** Whether the file is not a certificate, but changed so recently that it may be incomplete. */
  readonly isBeingWritten: boolean
}

/**
 * The public keys of a folder of certificates. Each question scans the folder for changes since the last scan, because
 * watching a folder reports changes late, twice or not at all, and needs a descriptor. All questions asked during a
 * scan share the next scan.
 */
export class CertificateFolder {
  readonly #location: string
  readonly #skipped: (file: string, error: unknown) => void
  #entries = new Map<string, Entry>()
  #keys = new Set<string>()
  /** Whether the last scan may have missed keys: the folder changed during it, or a file was being written. */
  #changing = false
  #scanning: Promise<void> | undefined
  #next: Promise<void> | undefined

  /** Throws the errors of node:fs if there is no such folder. Calls `skipped` for each file that is no certificate. */
  constructor(location: string, skipped: (file: string, error: unknown) => void) {
    fs.readdirSync(location)
    this.#location = path.resolve(location)
    this.#skipped = skipped
  }

  /**
   * Whether a certificate in the folder has this key now. Rejects with the errors of node:fs. Rejects also if the key
   * is not found while the folder keeps changing, because a scan may have missed it.
   */
  async has(publicKey: string): Promise<boolean> {
    for (let scan = 0; scan < mostScans; scan++) {
      await this.#refresh()
      if (this.#keys.has(publicKey)) return true
      if (!this.#changing) return false
    }
    throw new Error(`The certificates in ${this.#location} are being changed`)
  }

  /** Resolves after a scan that began after this call. */
  #refresh(): Promise<void> {
    if (this.#scanning === undefined) return this.#begin()
    this.#next ??= this.#scanning
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined
        return this.#begin()
      })
    return this.#next
  }

  #begin(): Promise<void> {
    const scanning = this.#scan().finally(() => {
      if (this.#scanning === scanning) this.#scanning = undefined
    })
    this.#scanning = scanning
    return scanning
  }

  async #scan(): Promise<void> {
    const state = await this.#state()
    const names = (await fs.promises.readdir(this.#location)).filter(isPublic)
    const entries = new Map<string, Entry>()
    for (let start = 0; start < names.length; start += filesAtOnce) {
      const some = names.slice(start, start + filesAtOnce)
      const read = await Promise.all(some.map(async (name) => ({ name, entry: await this.#entry(name) })))
      for (const { name, entry } of read) if (entry !== undefined) entries.set(name, entry)
    }
    this.#entries = entries
    this.#keys = new Set([...entries.values()].flatMap(({ publicKey }) => publicKey ?? []))
    this.#changing =
      state !== (await this.#state()) || [...entries.values()].some(({ isBeingWritten }) => isBeingWritten)
  }

  /** Fingerprint of the folder: it changes when an entry is added or removed, or the folder itself is replaced. */
  async #state(): Promise<string> {
    return signatureOf(await fs.promises.stat(this.#location, { bigint: true }))
  }

  /** Undefined if the name is not a regular file, or the file is gone. */
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
      // The file may be a certificate, so the scan fails instead: its owner may try again and is not rejected for good.
      if (shortages.has(code)) throw error
      if (before?.signature !== String(error)) this.#skipped(file, error)
      return { signature: String(error), settled: false, publicKey: undefined, isBeingWritten: false }
    }
  }

  async #read(file: string, size: bigint, isKnown: boolean): Promise<string | undefined> {
    try {
      // A file this large is not a certificate: parsing no bytes reports it as invalid without reading it.
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

/** Files with secret keys end in `_secret` by convention of czmq and pyzmq. Hidden and temporary files do not count. */
function isPublic(name: string): boolean {
  return !name.startsWith(".") && !name.endsWith("_secret") && !name.endsWith(".tmp")
}
