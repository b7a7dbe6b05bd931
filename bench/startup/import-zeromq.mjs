import "zeromq"
