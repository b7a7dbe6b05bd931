import { invalidArgumentType, invalidArgumentValue } from "../errors/errors.js"
import { loadNet } from "../util/ip-addresses.js"

const expected = 'an IP address, a range of them such as "10.0.0.0/8" or "fd00::/8", or "ipc"'

/**
 * The address without its interface (`%eth0`), and an IPv4 address without the prefix `::ffff:`: a server that listens
 * on IPv4 and IPv6 sees IPv4 peers as `::ffff:10.1.2.3`.
 */
export function plain(address: string): string {
  return address.replace(/%.*$/, "").replace(/^::ffff:(?=\d+\.)/i, "")
}

const isIP = (address: string) => loadNet().isIP(address)
const familyOf = (address: string) => (isIP(address) === 6 ? "ipv6" : "ipv4")

/** Holds IP addresses, ranges of addresses, and `"ipc"`, which stands for every peer over ipc. */
export class AddressList {
  readonly #ranges = new (loadNet().BlockList)()
  #ipc = false

  /** Throws, before it adds any address, if one of them is invalid. */
  add(addresses: readonly unknown[]): void {
    if (addresses.length === 0) throw invalidArgumentType("address", expected, undefined)
    const adders = addresses.map((address) => this.#prepare(address))
    for (const add of adders) add()
  }

  #prepare(given: unknown): () => void {
    if (typeof given !== "string") throw invalidArgumentType("address", expected, given)
    if (given === "ipc") {
      return () => {
        this.#ipc = true
      }
    }
    const [written = "", bits, ...rest] = given.split("/")
    const address = plain(written)
    // libzmq does not report the interface of a peer, so an address with an interface could never match.
    const isScoped = written.includes("%")
    if (isIP(address) === 0 || isScoped || rest.length > 0) throw invalidArgumentValue("address", expected, given)
    if (bits === undefined) return () => this.#ranges.addAddress(address, familyOf(address))
    const length = Number(bits) - (isIP(address) === 4 && isIP(written) === 6 ? 96 : 0)
    const longest = isIP(address) === 4 ? 32 : 128
    if (!/^\d{1,3}$/.test(bits) || length < 0 || length > longest) {
      throw invalidArgumentValue("address", expected, given)
    }
    return () => this.#ranges.addSubnet(address, length, familyOf(address))
  }

  /** Whether a peer's address, as libzmq gives it, is in the list. */
  has(given: string): boolean {
    const address = plain(given)
    // Over ipc libzmq gives the ids of the peer's process instead of an address, if the system provides them.
    return isIP(address) === 0 ? this.#ipc : this.#ranges.check(address, familyOf(address))
  }
}
