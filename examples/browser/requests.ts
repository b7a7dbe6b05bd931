import type { Router } from "zmq-napi"
import type { Measurements } from "./measurements"

/**
 * Answers the page's DEALER until the router is closed. A request is `[id, text]`, and its reply `[id, "ok" or "error",
 * text]`. Any page in the browser may connect to this router: nothing is taken for granted.
 */
export async function answerRequests(router: Router, measurements: Measurements): Promise<void> {
  for await (const [peer, id, text] of router) {
    const [outcome, reply] = answer(String(text ?? ""), measurements)
    await router.send([peer, id, outcome, reply])
  }
}

function answer(request: string, measurements: Measurements): ["ok" | "error", string] {
  const [command, parameter] = request.trim().split(/\s+/)
  const number = Number(parameter)
  if (command === "rate") {
    if (!(number >= 1 && number <= 100)) return ["error", "rate: 1 to 100 measurements a second"]
    measurements.rate = number
    return ["ok", `measuring ${number} times a second`]
  }
  if (command === "work") {
    if (!(number >= 1 && number <= 1000)) return ["error", "work: for 1 to 1000 ms"]
    return ["ok", `found ${primesWithin(number)} primes in ${number} ms; see the delay`]
  }
  if (command === "summary") return ["ok", measurements.summary()]
  return ["error", "rate <measurements a second>, work <milliseconds>, or summary"]
}

/** Holds up the event loop, which shows in the measurements. */
function primesWithin(milliseconds: number): number {
  const primes: number[] = []
  const end = performance.now() + milliseconds
  for (let candidate = 2; performance.now() < end; candidate++) {
    const isPrime = primes.every((prime) => candidate % prime !== 0)
    if (isPrime) primes.push(candidate)
  }
  return primes.length
}
