// What the types of the Poller allow; compiled, and never run.
import { type Dealer, type PollEvents, Poller, type PollResult, type Router, type Socket } from "#lib/index"

export async function typed(router: Router, dealer: Dealer, push: Socket): Promise<void> {
  const anything: Poller = new Poller().add(router).add(7, { readable: true, writable: true })
  const result: PollResult = await anything.poll()
  const events: PollEvents | undefined = result.get(router) ?? result.get(7)
  if (events?.readable || events?.writable || events?.error) anything.remove(7).modify(router, {})
  // @ts-expect-error A result is for reading.
  result.clear()

  const both = new Poller<Router | Dealer>().add(router).add(dealer)
  for (const [socket, { readable }] of both.pollSync(0)) if (readable) await socket.receive()
  for await (const ready of both) for (const socket of ready.keys()) await socket.receive()
  // @ts-expect-error It is said what can be in it.
  both.add(7)
  // @ts-expect-error
  both.add(push)
  // @ts-expect-error There is nothing else to ask.
  both.add(router, { closed: true })
  await both.poll(1, { signal: AbortSignal.timeout(1) })
  await both.poll(undefined, { signal: AbortSignal.timeout(1) })
  await both.poll({ timeout: 1, signal: AbortSignal.timeout(1) })
  await both.poll({})
  both.pollSync({ timeout: 0 })
  // @ts-expect-error The time-out is given once.
  both.poll(1, { timeout: 1 })
  // @ts-expect-error Nothing ends a poll that blocks.
  both.pollSync({ timeout: 0, signal: AbortSignal.timeout(1) })
}
