require("zmq-napi")
