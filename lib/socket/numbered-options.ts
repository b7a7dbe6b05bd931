import { handleOf, type SocketHandle } from "../engine/handle.js"
import { getNumbered, setNumbered } from "../options/numbered.js"

/**
 * Options by their number in zmq.h, for classes that extend a socket class, as in the `zeromq` package. `getOption` and
 * `setOption` accept every option of this libzmq by name.
 */
export abstract class NumberedOptions {
  /** @internal */
  abstract readonly [handleOf]: SocketHandle

  /** Reads an option by its number, as `int`; any value but 0 is true. */
  protected getBoolOption(option: number): boolean {
    return getNumbered(this[handleOf], "bool", option) as boolean
  }

  /** Sets an option by its number; see zmq_setsockopt(3). */
  protected setBoolOption(option: number, value: boolean): void {
    setNumbered(this[handleOf], "bool", option, value)
  }

  /** Reads an option by its number, as `int`; see zmq_getsockopt(3). */
  protected getInt32Option(option: number): number {
    return getNumbered(this[handleOf], "int32", option) as number
  }

  /** Sets an option by its number; see zmq_setsockopt(3). */
  protected setInt32Option(option: number, value: number): void {
    setNumbered(this[handleOf], "int32", option, value)
  }

  /** Reads an option by its number, as `uint32_t`; see zmq_getsockopt(3). */
  protected getUint32Option(option: number): number {
    return getNumbered(this[handleOf], "uint32", option) as number
  }

  /** Sets an option by its number; see zmq_setsockopt(3). */
  protected setUint32Option(option: number, value: number): void {
    setNumbered(this[handleOf], "uint32", option, value)
  }

  /** Reads an option by its number, as `int64_t`; see zmq_getsockopt(3). */
  protected getInt64Option(option: number): number {
    return getNumbered(this[handleOf], "int64", option) as number
  }

  /** Sets an option by its number; see zmq_setsockopt(3). */
  protected setInt64Option(option: number, value: number): void {
    setNumbered(this[handleOf], "int64", option, value)
  }

  /** Reads an option by its number, as `uint64_t`; see zmq_getsockopt(3). */
  protected getUint64Option(option: number): number {
    return getNumbered(this[handleOf], "uint64", option) as number
  }

  /** Sets an option by its number; see zmq_setsockopt(3). */
  protected setUint64Option(option: number, value: number): void {
    setNumbered(this[handleOf], "uint64", option, value)
  }

  /** Reads an option by its number, as text; null if none is set; see zmq_getsockopt(3). */
  protected getStringOption(option: number): string | null {
    return getNumbered(this[handleOf], "string", option) as string | null
  }

  /** Sets an option by its number; see zmq_setsockopt(3). */
  protected setStringOption(option: number, value: string | Buffer | null): void {
    setNumbered(this[handleOf], "string", option, value)
  }
}
