"""A bad cable: forwards packets between two network interfaces, late, in another order, or not at all.

wire.py <interface> <interface> <seed> <delay ms> <reordered %> <lost %>

Prints "ready", and when its standard input ends how many packets it has forwarded, reordered and lost, as JSON. It does
what tc-netem(8) does, on kernels that lack it, and with choices that can be repeated.
"""

import heapq
import json
import random
import selectors
import socket
import sys
import time

# From <linux/if_packet.h> and <linux/if_ether.h>, which Python's socket module lacks in part.
SOL_PACKET, PACKET_VNET_HDR, PACKET_OUTGOING, ETH_P_ALL = 263, 15, 4, 3
LARGEST = 70_000

names = sys.argv[1:3]
seed, delay, reordered, lost = (float(text) for text in sys.argv[3:7])
choices = random.Random(seed)
counts = {"forwarded": 0, "reordered": 0, "lost": 0}


def tap(name):
    tapped = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    # Each packet carries what its sender left to the hardware, such as the checksum; else the other side drops it.
    tapped.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
    tapped.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 * 2**20)
    tapped.bind((name, 0))
    tapped.setblocking(False)
    return tapped


taps = [tap(name) for name in names]
selector = selectors.DefaultSelector()
for side in (0, 1):
    selector.register(taps[side], selectors.EVENT_READ, side)
selector.register(sys.stdin, selectors.EVENT_READ, None)
on_the_way = []  # (due, number, side, packet)
number = 0


def take(side):
    global number
    while True:
        try:
            packet, address = taps[side].recvfrom(LARGEST)
        except BlockingIOError:
            return
        if address[2] == PACKET_OUTGOING:
            continue
        if choices.random() * 100 < lost:
            counts["lost"] += 1
            continue
        due = time.monotonic() + delay / 1000
        # Late enough for those behind it to overtake it.
        if choices.random() * 100 < reordered:
            counts["reordered"] += 1
            due += (1 + delay) / 1000
        number += 1
        heapq.heappush(on_the_way, (due, number, 1 - side, packet))


print("ready", flush=True)
while True:
    wait = max(0, on_the_way[0][0] - time.monotonic()) if on_the_way else None
    for key, _ in selector.select(wait):
        if key.data is not None:
            take(key.data)
        elif not sys.stdin.read():
            print(json.dumps(counts), flush=True)
            sys.exit()
    while on_the_way and on_the_way[0][0] <= time.monotonic():
        _, _, side, packet = heapq.heappop(on_the_way)
        try:
            taps[side].send(packet)
            counts["forwarded"] += 1
        except OSError:
            # No room, or the interface is down: cables lose packets.
            counts["lost"] += 1
