require("zeromq")
