import * as library from "zeromq"
import { serveWith } from "./sockets"

serveWith("zeromq", ["each", "iterate"], library)
