import type { SocketDefaults } from "./options.js"
import type { Socket, SocketBaseInit } from "./socket.js"

/**
 * What the constructor of a socket class takes: `SocketOptions<Dealer>`, and the same for classes that extend one.
 *
 * @typeParam S - The socket class.
 */
export type SocketOptions<S extends Socket> = Pick<SocketDefaults, Extract<keyof SocketDefaults, keyof S>> &
  SocketBaseInit
