import "zmq-napi"
