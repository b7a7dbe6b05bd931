import assert from "node:assert/strict"
import { execFileSync, spawnSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { test } from "node:test"
import { TemporaryFolder } from "../support/temporary-folder"
import { Command } from "./command"

async function scriptFor(shell: string): Promise<string> {
  await using command = new Command(["completion", shell])
  return `${(await command.exited()).join("\n")}\n`
}

/** What bash completes after the words, the last of which is unfinished. */
function completed(script: string, ...words: string[]): string[] {
  const line = `${script}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _zmq_napi; printf '%s\\n' "\${COMPREPLY[@]}"`
  const output = execFileSync("bash", ["-c", line, "bash", "zmq-napi", ...words], { encoding: "utf8" })
  return output.split("\n").filter((word) => word !== "")
}

test("bash completes commands, options and values", async () => {
  const script = await scriptFor("bash")
  assert.deepEqual(completed(script, "pu"), ["pub", "push", "pull"])
  assert.deepEqual(completed(script, "sub", "--to"), ["--topic"])
  assert.deepEqual(completed(script, "pub", "--format", "j"), ["json"])
  assert.deepEqual(completed(script, "completion", "f"), ["fish"])
  assert.deepEqual(completed(script, "monitor", "--event", "acc"), ["accept", "accept:error"])
  assert.deepEqual(completed(script, "example", "lazy"), ["lazy-pirate"])
  assert.deepEqual(completed(script, "rep", "--curve-server", "-"), [])
})

for (const [shell, check] of [
  ["zsh", ["zsh", "-n"]],
  ["fish", ["fish", "--no-execute"]],
] as const) {
  const skip = spawnSync(check[0], ["--version"]).status !== 0 && `${shell} is not installed`
  test(`${shell} accepts its script`, { skip }, async () => {
    using folder = new TemporaryFolder()
    writeFileSync(folder.file("script"), await scriptFor(shell))
    execFileSync(check[0], [check[1], folder.file("script")])
  })
}

test("each script names every command", async () => {
  for (const shell of ["bash", "zsh", "fish"]) {
    const script = await scriptFor(shell)
    for (const command of ["pub", "router", "monitor", "bench", "completion"])
      assert.match(script, new RegExp(`\\b${command}\\b`), shell)
  }
})

test("a shell without a script is an error", async () => {
  await using command = new Command(["completion", "tcsh"])
  await command.fails(1, /'tcsh' is invalid.*bash, zsh, fish/)
})
