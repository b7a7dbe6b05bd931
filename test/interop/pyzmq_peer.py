"""A peer of the tests: pyzmq sockets that are driven from outside.

Each line of stdin is a command, a JSON object; each line of stdout is its answer. The first line of stdout says what
answers here. The process ends when its stdin does. Bytes are Base64.
"""

import base64
import hashlib
import json
import os
import sys

import zmq
from zmq.utils import z85
from zmq.utils.monitor import recv_monitor_message

# Far longer than anything takes here, so that what hangs becomes an error instead.
SOON = 10_000

OPTIONS = {
    "routingId": zmq.ROUTING_ID,
    "subscribe": zmq.SUBSCRIBE,
    "sendHighWaterMark": zmq.SNDHWM,
    "receiveHighWaterMark": zmq.RCVHWM,
    "zapDomain": zmq.ZAP_DOMAIN,
    "plainServer": zmq.PLAIN_SERVER,
    "plainUsername": zmq.PLAIN_USERNAME,
    "plainPassword": zmq.PLAIN_PASSWORD,
    "curveServer": zmq.CURVE_SERVER,
    "curvePublicKey": zmq.CURVE_PUBLICKEY,
    "curveSecretKey": zmq.CURVE_SECRETKEY,
    "curveServerKey": zmq.CURVE_SERVERKEY,
}

HANDSHAKE_EVENTS = (
    zmq.EVENT_HANDSHAKE_SUCCEEDED
    | zmq.EVENT_HANDSHAKE_FAILED_AUTH
    | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL
    | zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL
)


def decoded(value):
    if isinstance(value, dict):
        return base64.b64decode(value["base64"])
    return value.encode() if isinstance(value, str) else int(value)


def encoded(parts):
    return [base64.b64encode(part).decode() for part in parts]


def digest(part):
    return {"size": len(part), "sha256": hashlib.sha256(part).hexdigest()}


class Allowed:
    """The client keys that a CURVE server of pyzmq lets in."""

    def __init__(self, keys):
        self.keys = keys

    def callback(self, _domain, key):
        return key.decode() in self.keys


class Peer:
    def __init__(self):
        self.context = zmq.Context()
        self.sockets = {}
        self.monitors = {}
        self.authenticator = None

    def open(self, id, type, options):
        socket = self.context.socket(getattr(zmq, type))
        self.sockets[id] = socket
        socket.linger = 0
        socket.rcvtimeo = socket.sndtimeo = SOON
        self.monitors[id] = socket.get_monitor_socket(HANDSHAKE_EVENTS)
        self.monitors[id].rcvtimeo = SOON
        for name, value in options.items():
            socket.setsockopt(OPTIONS[name], decoded(value))

    def bind(self, id, address):
        self.sockets[id].bind(address)
        return self.sockets[id].last_endpoint.decode()

    def connect(self, id, address):
        self.sockets[id].connect(address)

    def send(self, id, parts):
        self.sockets[id].send_multipart([base64.b64decode(part) for part in parts])

    def receive(self, id):
        return encoded(self.sockets[id].recv_multipart())

    def receiveNow(self, id):
        try:
            return encoded(self.sockets[id].recv_multipart(zmq.NOBLOCK))
        except zmq.Again:
            return None

    def sendText(self, id, text):
        self.sockets[id].send_string(text)

    def receiveText(self, id):
        return self.sockets[id].recv_string()

    def sendRandom(self, id, sizes):
        parts = [os.urandom(size) for size in sizes]
        self.sockets[id].send_multipart(parts)
        return [digest(part) for part in parts]

    def receiveDigests(self, id):
        return [digest(part) for part in self.sockets[id].recv_multipart()]

    def sendNumbers(self, id, count):
        for number in range(count):
            self.sockets[id].send(b"%d" % number)

    def receiveNumbers(self, id, count):
        for number in range(count):
            received = self.sockets[id].recv()
            if received != b"%d" % number:
                raise ValueError(f"got {received} in place of {number}")

    def handshake(self, id):
        """How the next handshake of this socket with a peer ends."""
        event = recv_monitor_message(self.monitors[id])
        return {"event": event["event"].name, "value": event["value"]}

    def close(self, id):
        self.sockets[id].disable_monitor()
        self.monitors.pop(id).close()
        self.sockets.pop(id).close()

    def keys(self):
        public, secret = zmq.curve_keypair()
        raw = encoded([z85.decode(public), z85.decode(secret)])
        return {"public": public.decode(), "secret": secret.decode(), "raw": raw}

    def authenticate(self, domain, passwords, keys):
        """From now on the servers here, of this domain, let in who gives one of these passwords, or has one of these CURVE keys."""
        from zmq.auth.thread import ThreadAuthenticator

        self.authenticator = ThreadAuthenticator(self.context)
        self.authenticator.start()
        self.authenticator.configure_plain(domain, passwords)
        self.authenticator.configure_curve_callback(domain, Allowed(keys))

    def end(self):
        if self.authenticator is not None:
            self.authenticator.stop()
        self.context.destroy(linger=0)


def tell(message):
    print(json.dumps(message), flush=True)


def main():
    peer = Peer()
    tell({"binding": f"pyzmq {zmq.__version__}", "libzmq": zmq.zmq_version()})
    for line in sys.stdin.buffer:
        command = json.loads(line)
        try:
            answer = getattr(peer, command.pop("command"))(**command)
            tell({"answer": answer})
        except Exception as error:
            tell({"error": f"{type(error).__name__}: {error}"})
    peer.end()


main()
