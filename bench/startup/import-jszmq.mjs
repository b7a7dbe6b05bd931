import "jszmq"
