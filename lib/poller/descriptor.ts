import { binding } from "../addon/binding.js"
import { startWaiting, stopWaiting } from "../engine/waiting-sockets.js"
import { ensureReactor } from "../event-loop/reactor.js"
import { pollError } from "./errors.js"

const { EBADF, EPERM } = binding.errnos
/** The addon returns an errno, or the number of a watch, which is at least this large. No errno is. */
const firstWatched = 2 ** 31

/**
 * Watches a descriptor of the program and calls `wake` when it is ready for the first time. Returns a function that
 * ends the watch. The watch keeps the process alive. `interest` is a mask of ZMQ_POLLIN and ZMQ_POLLOUT; errors are
 * reported in any case.
 *
 * Returns undefined for a file that cannot be watched: its readiness never changes. Throws if the process has no
 * descriptor or memory left.
 */
export function watchDescriptor(descriptor: number, interest: number, wake: () => void): (() => void) | undefined {
  ensureReactor()
  const watched = binding.watchDescriptor(descriptor, interest)
  if (watched < firstWatched) {
    // EBADF: another thread has just closed the descriptor; the next poll reports that.
    if (watched === EPERM || watched === EBADF) return undefined
    throw pollError(watched)
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
