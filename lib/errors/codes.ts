import { constants } from "node:os"
import { getSystemErrorName } from "node:util"
import { binding } from "../addon/binding.js"

/**
 * The errors that libzmq reports, by name. The first group is the operating system's, by the names that Node has for them;
 * the second libzmq's own. `"EUNKNOWN"` is a number that has no name.
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

/** What libzmq's own errors are counted from, ZMQ_HAUSNUMERO, so that they are none of the system's. */
const firstOwn = 156_384_712

const codes = new Map<number, ZmqErrorCode>(
  Object.entries(binding.errnos).map(([code, errno]) => [errno, code as ZmqErrorCode]),
)

/** The name of an errno that libzmq set. */
export function codeOf(errno: number): ZmqErrorCode {
  return codes.get(errno) ?? (errno > 0 && errno < firstOwn ? systemCode(errno) : undefined) ?? "EUNKNOWN"
}

/** Such as come from the path of an ipc endpoint, which may fail as any path does. */
function systemCode(errno: number): ZmqErrorCode | undefined {
  const known = Object.entries(constants.errno).find(([, number]) => number === errno)?.[0]
  if (known !== undefined || process.platform === "win32") return known as ZmqErrorCode | undefined
  // On Windows libuv, whose names these are, counts otherwise than the system.
  const name = getSystemErrorName(-errno)
  return name?.startsWith("E") ? (name as ZmqErrorCode) : undefined
}

/** The number of an error on this platform; 0 where it has none. */
export function errnoOf(code: ZmqErrorCode): number {
  return binding.errnos[code] ?? (constants.errno as Record<string, number>)[code] ?? 0
}
