import type { Subject } from "../search"
import { type Plan, plans } from "./plan"

export const api: Subject<Plan> = { name: "api", plans, atOnce: 6 }
