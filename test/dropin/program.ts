import assert from "node:assert/strict"
import { join } from "node:path"
import { Child } from "../support/child"

const env = { NODE_NO_WARNINGS: "1" } // zeromq warns of options that take effect later.

/** What a program for zeromq 6 prints with this package in its place; it must end well and without complaint. */
export async function runWithOurs(file: string, parameters: readonly string[] = []): Promise<string[]> {
  await using child = Child.node(["--require", join(__dirname, "stand-in.js"), file, ...parameters], { env })
  return await child.exited()
}

/** What it prints with zeromq, and whether zeromq crashed after that. */
export async function runWithZeromq(file: string, parameters: readonly string[] = []) {
  await using child = Child.node([file, ...parameters], { env })
  const { signal } = await child.ended
  // zeromq 6 crashes in one of 50 runs in which a program closes a socket whose peer is in use: an assertion of libzmq
  // fails (pipe.cpp:355), or it reads memory that is gone. What it printed before still counts.
  if (signal === "SIGABRT" || signal === "SIGSEGV") return { lines: child.lines, crashed: true }
  return { lines: await child.exited(), crashed: false }
}

/** Checks that it prints the same lines, more than `atLeast`, with both. */
export async function assertSameLines(file: string, atLeast: number): Promise<void> {
  const { lines, crashed } = await runWithZeromq(file)
  const ours = await runWithOurs(file)
  assert.ok(lines.length > atLeast)
  assert.deepEqual(crashed ? ours.slice(0, lines.length) : ours, lines)
}
