import { closeSync, openSync, readFileSync, readSync } from "node:fs"

export type Libc = "glibc" | "musl"

/**
 * The C library of this process. The environment variable LIBC takes precedence, as with node-gyp-build. Undefined on
 * other systems than Linux, and if it cannot be told.
 *
 * The executable's own interpreter decides: systems have both libraries, as Alpine has with gcompat and Debian with its
 * package musl. process.report would take milliseconds, and not every runtime has it.
 */
export function detectLibc(): Libc | undefined {
  if (process.platform !== "linux") return undefined
  const { LIBC } = process.env
  if (LIBC) return LIBC === "musl" || LIBC === "glibc" ? LIBC : undefined
  return libcOfPath(attempt(() => readInterpreter("/proc/self/exe"))) ?? libcOfPath(attempt(readMappedLibrary))
}

/** The C library to which a dynamic linker or a library of this path belongs. */
export function libcOfPath(path: string | undefined): Libc | undefined {
  if (path === undefined) return undefined
  if (/\/ld-musl-|-linux-musl[^/]*\/|\/libc\.musl-/.test(path)) return "musl"
  return /\/ld-linux|\/ld64\.so|\/ld-\d|\/libc(-2\.\d+)?\.so/.test(path) ? "glibc" : undefined
}

/** The dynamic linker that an ELF file names. Undefined if it names none. */
export function readInterpreter(file: string): string | undefined {
  const descriptor = openSync(file, "r")
  try {
    const read = (offset: number, size: number) => {
      const bytes = Buffer.alloc(size)
      return bytes.subarray(0, readSync(descriptor, bytes, 0, size, offset))
    }
    return interpreterOf(read)
  } finally {
    closeSync(descriptor)
  }
}

// See elf(5): the header, then the program headers, of which one of type 3 (PT_INTERP) locates the path.
function interpreterOf(read: (offset: number, size: number) => Buffer): string | undefined {
  const header = read(0, 64)
  const littleEndian = header[5] === 1
  if (header.toString("latin1", 0, 4) !== "\x7fELF" || !littleEndian) return undefined
  const wide = header[4] === 2
  const word = (bytes: Buffer, at: number) => (wide ? Number(bytes.readBigUInt64LE(at)) : bytes.readUInt32LE(at))
  const size = header.readUInt16LE(wide ? 54 : 42)
  const count = header.readUInt16LE(wide ? 56 : 44)
  const table = read(word(header, wide ? 32 : 28), size * count)
  for (let at = 0; at + size <= table.length; at += size) {
    if (table.readUInt32LE(at) !== 3) continue
    const path = read(word(table, at + (wide ? 8 : 4)), word(table, at + (wide ? 32 : 16)))
    return path.toString("latin1").replace(/\0.*$/s, "")
  }
  return undefined
}

/** For executables without an interpreter: those that were started by a dynamic linker, by its path. */
function readMappedLibrary(): string | undefined {
  const paths = readFileSync("/proc/self/maps", "latin1").match(/\/\S+$/gm) ?? []
  // A process with musl may have glibc's linker mapped, too: a stand-in for libraries that ask for it.
  return paths.find((path) => libcOfPath(path) === "musl") ?? paths.find((path) => libcOfPath(path) === "glibc")
}

/** Undefined where files cannot be read, as under Node's permission model. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
