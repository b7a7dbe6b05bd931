import type { SocketDefaults } from "../options/types.js"
import type { Socket, SocketBaseInit } from "./socket.js"

/** Whether a property of `S` may be assigned to. */
type IsWritable<S, Name extends keyof S> =
  (<T>() => T extends { [Key in Name]: S[Key] } ? 1 : 2) extends <T>() => T extends {
    -readonly [Key in Name]: S[Key]
  }
    ? 1
    : 2
    ? true
    : false

/** The writable properties that a subclass adds to those of this package, such as accessors for options. */
type OwnNames<S> = {
  [Name in keyof S]-?: Name extends keyof SocketDefaults | keyof SocketBaseInit
    ? never
    : S[Name] extends (...parameters: never[]) => unknown
      ? never
      : IsWritable<S, Name> extends true
        ? Name
        : never
}[keyof S]

/**
 * The options that the constructor of a socket class takes: `SocketOptions<Dealer>`. For a class that extends a socket
 * class, they include the accessors that it adds.
 *
 * @typeParam S - The socket class.
 */
export type SocketOptions<S extends Socket> = Pick<SocketDefaults, Extract<keyof SocketDefaults, keyof S>> &
  SocketBaseInit & { [Name in OwnNames<S>]?: S[Name] | undefined }
