import assert from "node:assert/strict"
import { writeFileSync } from "node:fs"
import { test } from "node:test"
import { detectLibc, libcOfPath, readInterpreter } from "#lib/addon/libc"
import { TemporaryFolder } from "../support/temporary-folder"

test("the C library of this process is that of Node's report", { skip: process.platform !== "linux" }, () => {
  const { header } = process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } }
  assert.equal(detectLibc(), header.glibcVersionRuntime === undefined ? "musl" : "glibc")
})

test("dynamic linkers and libraries are told apart by their paths, on systems other than Alpine too", () => {
  for (const path of [
    "/lib/ld-musl-x86_64.so.1",
    "/lib/ld-musl-aarch64.so.1",
    "/usr/lib/x86_64-linux-musl/libc.so",
    "/nix/store/abc-musl-1.2.5/lib/ld-musl-x86_64.so.1",
    "/lib/libc.musl-x86_64.so.1",
  ])
    assert.equal(libcOfPath(path), "musl", path)
  for (const path of [
    "/lib64/ld-linux-x86-64.so.2",
    "/lib/ld-linux-armhf.so.3",
    "/nix/store/abc-glibc-2.40/lib/ld-linux-aarch64.so.1",
    "/lib64/ld64.so.2",
    "/usr/lib/x86_64-linux-gnu/libc.so.6",
    "/lib/x86_64-linux-gnu/libc-2.31.so",
  ])
    assert.equal(libcOfPath(path), "glibc", path)
  for (const path of [undefined, "/usr/bin/node", "/usr/lib/libcrypto.so.3"]) assert.equal(libcOfPath(path), undefined)
})

/** An ELF file with nothing but a dynamic linker. */
function elf(interpreter: string, wide: boolean): Buffer {
  const [header, entry] = wide ? [64, 56] : [52, 32]
  const bytes = Buffer.alloc(header + entry)
  bytes.write("\x7fELF", "latin1")
  bytes.set([wide ? 2 : 1, 1], 4)
  const word = (value: number, at: number) =>
    wide ? bytes.writeBigUInt64LE(BigInt(value), at) : bytes.writeUInt32LE(value, at)
  word(header, wide ? 32 : 28)
  bytes.writeUInt16LE(entry, wide ? 54 : 42)
  bytes.writeUInt16LE(1, wide ? 56 : 44)
  bytes.writeUInt32LE(3, header)
  word(bytes.length, header + (wide ? 8 : 4))
  word(interpreter.length + 1, header + (wide ? 32 : 16))
  return Buffer.concat([bytes, Buffer.from(`${interpreter}\0rest`)])
}

test("the interpreter is read from ELF files of 64 and 32 bits; other files have none", () => {
  using folder = new TemporaryFolder()
  const file = folder.file("executable")
  for (const wide of [true, false]) {
    writeFileSync(file, elf("/lib/ld-musl-x.so.1", wide))
    assert.equal(readInterpreter(file), "/lib/ld-musl-x.so.1")
  }
  writeFileSync(file, "#!/bin/sh")
  assert.equal(readInterpreter(file), undefined)
})
