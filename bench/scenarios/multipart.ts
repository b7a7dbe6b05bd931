import type { PlannedCell } from "../plan"
import { awaited, contender, pushPull } from "./contenders"
import { small } from "./sizes"

export function multipart(): PlannedCell[] {
  return [2, 5].map((parts) => ({
    id: `multipart tcp ${small} in ${parts}`,
    scenario: "multipart",
    transport: "tcp",
    size: small,
    parts,
    peers: 1,
    quick: parts === 2,
    contenders: awaited.map((use) => contender(use, () => pushPull(use, "tcp", { size: small, parts }))),
  }))
}
