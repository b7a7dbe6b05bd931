import * as library from "zmq-napi"
import { serveWith } from "./sockets"

serveWith("zmq-napi", library)
