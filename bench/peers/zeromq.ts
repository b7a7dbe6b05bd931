import * as library from "zeromq"
import { serveWith } from "./sockets"

serveWith("zeromq", library)
