import type { Driver } from "../peer"
import { idle } from "./idle"
import type { Library } from "./library"
import { publish, subscribe } from "./publish-subscribe"
import { pull, push } from "./push-pull"
import { reply, request } from "./request-reply"
import { dealer, router } from "./router-dealer"
import { thread } from "./thread"
import { threads } from "./threads"

/** Every role, played with this library. */
export function rolesOf(library: Library): Driver["roles"] {
  return {
    push: push(library),
    pull: pull(library),
    request: request(library),
    reply: reply(library),
    publish: publish(library),
    subscribe: subscribe(library),
    router: router(library),
    dealer: dealer(library),
    thread: thread(library),
    threads,
    idle: idle(library),
  }
}
