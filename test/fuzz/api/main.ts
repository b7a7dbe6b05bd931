// npm run fuzz:api: does random things with random sockets. A message that is lost, torn, doubled or out of order, an
// operation that never settles or has a wrong error, and a process that ends are failures: the shortest plan that shows
// one is printed, with the seed and the path that repeat it.
import { searchCommand } from "../search-command"
import { api } from "./subject"

void searchCommand(api, 2_000)
