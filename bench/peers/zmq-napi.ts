import * as library from "zmq-napi"
import { styles } from "../protocol"
import { serveWith } from "./sockets"

serveWith("zmq-napi", styles, library)
