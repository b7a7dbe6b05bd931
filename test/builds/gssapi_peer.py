# A client of ZMTP's GSSAPI mechanism by hand, whose ticket is good and whose message is not:
# gssapi_peer.py <port> <server's principal> <client's principal> <empty|unencrypted>
import socket
import struct
import sys

import gssapi

port, server, client, fault = sys.argv[1:]
connection = socket.create_connection(("127.0.0.1", int(port)))


def receive(size):
    received = b""
    while len(received) < size:
        piece = connection.recv(size - len(received))
        if not piece:
            raise EOFError
        received += piece
    return received


def receive_frame():
    flags, size = receive(2)
    if flags & 2:
        size = int.from_bytes(bytes([size]) + receive(7), "big")
    return receive(size)


def send_frame(flags, body):
    if len(body) < 256:
        connection.sendall(bytes([flags, len(body)]) + body)
    else:
        connection.sendall(bytes([flags | 2]) + struct.pack(">Q", len(body)) + body)


def command(name, token):
    return bytes([len(name)]) + name + struct.pack(">I", len(token)) + token


def prop(name, value):
    return bytes([len(name)]) + name + struct.pack(">I", len(value)) + value


connection.sendall(b"\xff" + bytes(8) + b"\x7f\x03\x01" + b"GSSAPI".ljust(20, b"\0") + bytes(32))
receive(64)

kerberos = gssapi.NameType.kerberos_principal
credentials = gssapi.Credentials(name=gssapi.Name(client, kerberos), usage="initiate")
context = gssapi.SecurityContext(
    name=gssapi.Name(server, kerberos),
    creds=credentials,
    flags=[gssapi.RequirementFlag.mutual_authentication, gssapi.RequirementFlag.replay_detection],
    usage="initiate",
)
send_frame(4, command(b"INITIATE", context.step()))
context.step(receive_frame()[13:])
# libzmq's client sends an empty command when it is satisfied.
send_frame(4, b"")
receive_frame()
ready = b"\x02\x05READY" + prop(b"Socket-Type", b"DEALER") + prop(b"Identity", b"")
send_frame(4, command(b"MESSAGE", context.wrap(ready, True).message))
token = context.wrap(b"", True) if fault == "empty" else context.wrap(b"\0a message", False)
send_frame(0, command(b"MESSAGE", token.message))
try:
    receive_frame()
except (EOFError, ConnectionResetError):
    print("ended")
