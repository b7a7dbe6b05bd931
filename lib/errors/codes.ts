import { constants } from "node:os"
import { getSystemErrorName } from "node:util"
import { binding } from "../addon/binding.js"

/**
 * The names of the errors that libzmq reports. The first group are errors of the operating system, named as Node names
 * them; the second group, from `"EFSM"` on, are libzmq's own. `"EUNKNOWN"` stands for a number without a name.
 *
 * @see zmq_errno(3)
 */
export type ZmqErrorCode =
  | "E2BIG"
  | "EACCES"
  | "EADDRINUSE"
  | "EADDRNOTAVAIL"
  | "EAFNOSUPPORT"
  | "EAGAIN"
  | "EALREADY"
  | "EBADF"
  | "EBADMSG"
  | "EBUSY"
  | "ECANCELED"
  | "ECHILD"
  | "ECONNABORTED"
  | "ECONNREFUSED"
  | "ECONNRESET"
  | "EDEADLK"
  | "EDESTADDRREQ"
  | "EDOM"
  | "EDQUOT"
  | "EEXIST"
  | "EFAULT"
  | "EFBIG"
  | "EFTYPE"
  | "EHOSTDOWN"
  | "EHOSTUNREACH"
  | "EIDRM"
  | "EILSEQ"
  | "EINPROGRESS"
  | "EINTR"
  | "EINVAL"
  | "EIO"
  | "EISCONN"
  | "EISDIR"
  | "ELOOP"
  | "EMFILE"
  | "EMLINK"
  | "EMSGSIZE"
  | "EMULTIHOP"
  | "ENAMETOOLONG"
  | "ENETDOWN"
  | "ENETRESET"
  | "ENETUNREACH"
  | "ENFILE"
  | "ENOBUFS"
  | "ENODATA"
  | "ENODEV"
  | "ENOENT"
  | "ENOEXEC"
  | "ENOLCK"
  | "ENOLINK"
  | "ENOMEM"
  | "ENOMSG"
  | "ENONET"
  | "ENOPROTOOPT"
  | "ENOSPC"
  | "ENOSR"
  | "ENOSTR"
  | "ENOSYS"
  | "ENOTCONN"
  | "ENOTDIR"
  | "ENOTEMPTY"
  | "ENOTSOCK"
  | "ENOTSUP"
  | "ENOTTY"
  | "ENXIO"
  | "EOPNOTSUPP"
  | "EOVERFLOW"
  | "EPERM"
  | "EPIPE"
  | "EPROTO"
  | "EPROTONOSUPPORT"
  | "EPROTOTYPE"
  | "ERANGE"
  | "EREMOTEIO"
  | "EROFS"
  | "ESHUTDOWN"
  | "ESOCKTNOSUPPORT"
  | "ESPIPE"
  | "ESRCH"
  | "ESTALE"
  | "ETIME"
  | "ETIMEDOUT"
  | "ETXTBSY"
  | "EUNATCH"
  | "EWOULDBLOCK"
  | "EXDEV"
  | "EFSM"
  | "ENOCOMPATPROTO"
  | "ETERM"
  | "EMTHREAD"
  | "EUNKNOWN"

/** ZMQ_HAUSNUMERO: libzmq numbers its own errors from here on, above all errors of the operating system. */
const firstOwn = 156_384_712

const codes = new Map<number, ZmqErrorCode>(
  Object.entries(binding.errnos).map(([code, errno]) => [errno, code as ZmqErrorCode]),
)

/** Returns the name of an errno that libzmq has set. */
export function codeOf(errno: number): ZmqErrorCode {
  return codes.get(errno) ?? (errno > 0 && errno < firstOwn ? systemCode(errno) : undefined) ?? "EUNKNOWN"
}

/**
 * Names an operating-system error that is not in zmq.h. The path of an ipc endpoint can cause any error of a file
 * system.
 */
function systemCode(errno: number): ZmqErrorCode | undefined {
  const known = Object.entries(constants.errno).find(([, number]) => number === errno)?.[0]
  if (known !== undefined || process.platform === "win32") return known as ZmqErrorCode | undefined
  // These are libuv's names. On Windows, libuv numbers errors differently from the system, so they are not used there.
  const name = getSystemErrorName(-errno)
  return name?.startsWith("E") ? (name as ZmqErrorCode) : undefined
}

/** Returns the number of an error on this platform; 0 if the platform has no such error. */
export function errnoOf(code: ZmqErrorCode): number {
  return binding.errnos[code] ?? (constants.errno as Record<string, number>)[code] ?? 0
}
