import type { PlannedCell } from "../plan"
import { awaited, contender, publishSubscribe } from "./contenders"
import { small } from "./sizes"

export function fanout(): PlannedCell[] {
  return [1, 2, 4, 8].map((subscribers) => ({
    id: `fanout tcp ${small} to ${subscribers}`,
    scenario: "fanout",
    transport: "tcp",
    size: small,
    parts: 1,
    peers: subscribers,
    quick: subscribers === 8,
    contenders: awaited.map((use) => contender(use, () => publishSubscribe(use, "tcp", { size: small }, subscribers))),
  }))
}
