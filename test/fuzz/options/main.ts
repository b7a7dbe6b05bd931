// npm run fuzz:options: sets every option, by all of its names, to values of any type and size. A process that ends, an
// error of another kind than options have, and a rejected value that changes an option are failures.
import { searchCommand } from "../search-command"
import { options } from "./subject"

void searchCommand(options, 20_000)
