import { binding, type SocketId } from "../addon/binding.js"
import type { Context } from "../context/context.js"
import { ZmqError, type ZmqErrorCode } from "../errors/errors.js"
import { type SocketName, socketTypes } from "../socket-types/socket-types.js"
import { trace, tracing } from "../util/trace.js"

/** Opens libzmq's socket. The error says why if the context cannot open one. */
export function openSocket(context: Context, name: SocketName): SocketId {
  const { zmq, draft } = socketTypes[name]
  if (draft && !binding.has("draft")) {
    const text = `${name} sockets need a libzmq that was built with its draft API; this ${binding.version} was not`
    throw new ZmqError("ENOTSUP", text, { syscall: "zmq_socket" })
  }
  try {
    return binding.socketOpen(context.openId(), binding.constants[zmq] as number)
  } catch (error) {
    if (!(error instanceof ZmqError)) throw error
    if (tracing) trace(name, undefined, "opened", { error })
    const reason = reasons[error.code]?.(context)
    if (reason === undefined) throw error
    throw new ZmqError(error.code, `${error.message}: ${reason}`, { syscall: "zmq_socket" })
  }
}

/** The reasons why a context cannot open a socket, by error code. */
const reasons: Partial<Record<ZmqErrorCode, (context: Context) => string>> = {
  EMFILE: ({ maxSockets }) => `the context's maxSockets is ${maxSockets}, and the process has a limit of its own`,
  EAGAIN: () => "the process can start no thread",
  EPERM: () => "the process may not have threads of the context's threadSchedulingPolicy and threadPriority",
  EINVAL: () =>
    "there is no such threadSchedulingPolicy, no such threadPriority, or no processor of threadAffinityCpuAdd",
}
