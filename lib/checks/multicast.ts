import { capability } from "../addon/linked-libzmq.js"
import { ZmqError, type ZmqErrorDetails } from "../errors/errors.js"
import { getSocketOption, type OptionTarget } from "../options/access.js"
import { socketTypes } from "../socket-types/socket-types.js"

/** The packet sizes that OpenPGM supports, in bytes. Its own packets need about 100 over IPv6. */
const packetSizes = { least: 128, most: 65_535 }

const bytesPerKilobit = 125

/**
 * Throws for options that would abort the process over pgm: a packet size that OpenPGM does not support, and a send
 * rate of less than one packet a second. The vendored libzmq has a patch for this; a system's libzmq does not. Neither
 * says which option is wrong.
 */
export function checkMulticast(socket: OptionTarget, address: string, details: ZmqErrorDetails): void {
  if (!/^e?pgm:/.test(address) || !capability.pgm) return
  const packet = getSocketOption(socket, "multicastMaxTransportDataUnit")
  const { least, most } = packetSizes
  if (packet < least || packet > most) {
    const message = `multicastMaxTransportDataUnit must be from ${least} to ${most} bytes over pgm; it is ${packet}`
    throw new ZmqError("EINVAL", message, details)
  }
  if (socketTypes[socket.socketName].sendsMulticast) checkRate(getSocketOption(socket, "rate"), packet, details)
}

function checkRate(rate: number, packet: number, details: ZmqErrorDetails): void {
  if (rate * bytesPerKilobit >= packet) return
  const least = Math.ceil(packet / bytesPerKilobit)
  const needed = `one packet of multicastMaxTransportDataUnit, which is ${packet} bytes, a second`
  throw new ZmqError("EINVAL", `rate must be at least ${least} kbit/s: ${needed}; it is ${rate}`, details)
}
