require("jszmq")
