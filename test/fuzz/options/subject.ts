import type { Subject } from "../search"
import { type Plan, plans } from "./plan"

export const options: Subject<Plan> = { name: "options", plans, atOnce: 4 }
