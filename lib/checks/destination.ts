import { types } from "node:util"
import { invalidArgumentType, invalidArgumentValue, outOfRange } from "../errors/errors.js"
import { checkMemory } from "../message/message.js"

const largestRoutingId = 0xffffffff
/** ZMQ_GROUP_MAX_LENGTH. */
const longestGroup = 255

/** Checks a routing id of a draft socket, which is a number of at least 1. */
export function checkRoutingId(given: unknown, name = "options.routingId"): number {
  if (typeof given !== "number") {
    throw invalidArgumentType(name, "the number that a received message's routingId is", given)
  }
  if (Number.isInteger(given) && given >= 1 && given <= largestRoutingId) return given
  throw outOfRange(name, `an integer from 1 to ${largestRoutingId}`, given)
}

/** Checks the name of a group, and returns its bytes. */
export function checkGroup(given: unknown, name = "options.group"): Buffer {
  if (typeof given !== "string" && !types.isUint8Array(given)) {
    throw invalidArgumentType(name, "a string or a Buffer", given)
  }
  checkMemory(name, given)
  const bytes = Buffer.from(given)
  if (bytes.includes(0)) throw invalidArgumentValue(name, "without NUL characters", given)
  if (bytes.length > longestGroup) throw outOfRange(name, `of at most ${longestGroup} bytes`, given)
  return bytes
}
