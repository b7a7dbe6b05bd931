import { binding } from "../../addon/binding.js"
import { checkGroup } from "../../checks/destination.js"
import { ZmqError } from "../../errors/errors.js"
import type { Message } from "../../message/message.js"
import { defineOptionAccessors } from "../../options/accessors.js"
import type { SocketInit, SocketOptionsOf } from "../../options/types.js"
import { type ReadableSocket, readable } from "../../socket/readable.js"
import { handleOf, Socket, type SocketBaseInit, targetOf } from "../../socket/socket.js"

/**
 * The options of {@link Dish}.
 *
 * @interface
 */
export type DishOptions = SocketInit<"Dish"> & SocketBaseInit

/** The group in which a message was received. */
export interface ReceivedGroup {
  /** The name of the group. */
  group: Message
}

/**
 * Receives the messages of the groups that it has joined, from Radios.
 *
 * @see zmq_socket(3) ZMQ_DISH
 */
export class Dish extends Socket {
  /** The names of the groups that it has joined, with a character for each byte. */
  readonly #groups = new Set<string>()

  constructor(options?: DishOptions) {
    super("Dish", options)
  }

  /**
   * Joins groups. A name has at most 255 bytes, none of them 0. Names are compared as a whole.
   *
   * Throws a TypeError or RangeError for an invalid name, and a ZmqError with code `EINVAL` for a group that was joined
   * already; then it joins no group.
   *
   * @see zmq_join(3)
   */
  join(...groups: (string | Uint8Array)[]): void {
    this.#each("join", groups)
  }

  /**
   * Leaves groups. Messages of these groups that the program has not received yet are dropped.
   *
   * Throws as {@link join} does, with code `EINVAL` for a group that was not joined; then it leaves no group.
   *
   * @see zmq_leave(3)
   */
  leave(...groups: (string | Uint8Array)[]): void {
    this.#each("leave", groups)
    const { receiveQueue } = this[handleOf]
    receiveQueue.dropUnless(([, tag]) => this.#groups.has((tag as unknown as ReceivedGroup).group.toString("latin1")))
  }

  #each(operation: "join" | "leave", given: (string | Uint8Array)[]): void {
    const handle = this[handleOf]
    handle.assertOpen()
    const groups = given
      .map((group) => checkGroup(group, "group"))
      .map((name) => ({ name, key: name.toString("latin1") }))
    const keys = groups.map(({ key }) => key)
    groups.forEach(({ name, key }, index) => {
      const isMember = this.#groups.has(key)
      if (isMember === (operation === "leave") && keys.indexOf(key) === index) return
      const text = operation === "join" ? "was joined already" : "was not joined"
      throw new ZmqError("EINVAL", `Group ${JSON.stringify(String(name))} ${text}`, {
        syscall: `zmq_${operation}`,
      })
    })
    for (const { name, key } of groups) {
      binding[operation](handle.id, name)
      if (operation === "join") this.#groups.add(key)
      else this.#groups.delete(key)
    }
    handle.afterNativeCall("both")
  }
}

export interface Dish extends ReadableSocket<[Message, ReceivedGroup]>, SocketOptionsOf<"Dish"> {}

Object.assign(Dish.prototype, readable)
defineOptionAccessors(Dish.prototype, "Dish", targetOf)
