import { binding } from "../addon/binding.js"
import { startWaiting, stopWaiting } from "../engine/reactor.js"
import { ZmqError } from "../errors/errors.js"
import { ensureReactor } from "../event-loop/timers.js"

const { EBADF, EPERM } = binding.errnos
/** No errno is as large, and every number of a descriptor that is watched is. */
const firstWatched = 2 ** 31

/**
 * Watches a descriptor that the program gave us until it is ready once, and calls `wake` then; returns what ends that.
 * Meanwhile it keeps the process alive. `interest` is of ZMQ_POLLIN and ZMQ_POLLOUT; errors are reported anyway.
 *
 * Undefined for a file that cannot be watched: it is ready always, or never. Throws when the process has no descriptor or
 * memory left.
 */
export function watchDescriptor(descriptor: number, interest: number, wake: () => void): (() => void) | undefined {
  ensureReactor()
  const watched = binding.watchDescriptor(descriptor, interest)
  if (watched < firstWatched) {
    // EBADF: another thread has just closed it, and the next look tells.
    if (watched === EPERM || watched === EBADF) return undefined
    throw ZmqError.fromErrno(watched, { syscall: "zmq_poll" })
  }
  startWaiting(watched, {
    wake() {
      stopWaiting(watched)
      wake()
    },
  })
  return () => {
    stopWaiting(watched)
    binding.unwatchDescriptor(watched)
  }
}
