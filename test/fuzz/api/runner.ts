import { carryOut } from "../runner"
import { execute } from "./execute"

carryOut(execute)
