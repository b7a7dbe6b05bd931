import { type AuthenticationEvent, Authenticator, type AuthenticatorOptions, Context } from "#lib/index"
import { ZapClient } from "../support/zap"

export const localhost = "127.0.0.1"

/** An authenticator in a context of its own, and a client that sends it ZAP requests. */
export function openAuthenticator(options: AuthenticatorOptions = {}) {
  const context = new Context()
  const events: AuthenticationEvent[] = []
  const auth = new Authenticator({ context, log: (event) => events.push(event), ...options })
  auth.start()
  const zap = new ZapClient(context)
  const dispose = async () => {
    zap[Symbol.dispose]()
    auth.stop()
    await context.term()
  }
  return { context, auth, zap, events, [Symbol.asyncDispose]: dispose }
}

/** A promise that the test settles: it decides when a callback answers. */
export function deferred<T>() {
  let resolve!: (value: T) => void
  let reject!: (error: unknown) => void
  const promise = new Promise<T>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}
