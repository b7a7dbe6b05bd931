// What many sockets and contexts leave behind: node --expose-gc leaks.js <sockets|contexts>

import assert from "node:assert/strict"
import { readdirSync } from "node:fs"
import { setTimeout as delay } from "node:timers/promises"
import { Context, Pair, SocketClosedError, TimeoutError } from "#lib/index"
import { openDescriptors } from "../support/descriptors"
import { growthsOf } from "../support/memory"
import { runNamedProgram } from "../support/programs"

/** Opens and closes sockets, a few at once, each after a wait; libzmq lets go of them on a thread of its own. */
async function openAndClose(count: number): Promise<void> {
  const before = openDescriptors()
  const atOnce = 100
  for (let opened = 0; opened < count; opened += atOnce) {
    const sockets = Array.from({ length: atOnce }, () => new Pair())
    const waiting = sockets.map((socket) => assert.rejects(socket.receive(), SocketClosedError))
    for (const socket of sockets) socket.close()
    await Promise.all(waiting)
    // Until then they count as open, and libzmq opens no more than 1023.
    while (openDescriptors() > before) await delay(1)
  }
}

async function checkGrowth(task: () => Promise<void>): Promise<void> {
  const growths = await growthsOf(task)
  assert.ok(Math.min(...growths) < 1, `memory grew by ${growths.map((growth) => growth.toFixed(1))} MiB`)
}

const programs: Record<string, () => Promise<void>> = {
  async sockets() {
    // Starts the context's threads, whose descriptors stay.
    using first = new Pair()
    await assert.rejects(first.receive({ timeout: 1 }), TimeoutError)
    await checkGrowth(() => openAndClose(10_000))
  },

  async contexts() {
    const threads = () => readdirSync("/proc/self/task").length
    const endContexts = async (count: number) => {
      for (let ended = 0; ended < count; ended++) {
        const context = new Context()
        new Pair({ context }).close()
        await context.term()
      }
    }
    await endContexts(100)
    const before = { threads: threads(), descriptors: openDescriptors() }
    await checkGrowth(() => endContexts(300))
    while (threads() > before.threads || openDescriptors() > before.descriptors) await delay(1)
  },
}

runNamedProgram(module, programs)
