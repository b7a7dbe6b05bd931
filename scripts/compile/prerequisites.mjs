import { spawnSync } from "node:child_process"
import fs from "node:fs"
import { UserError } from "../user-error.mjs"

/**
 * The questions about the system. Tests pass a fake.
 * @typedef {object} Tools
 * @property {NodeJS.Platform} platform
 * @property {NodeJS.ProcessEnv} environment
 * @property {(command: string, parameters: string[], input?: string) => string | undefined} run what the command
 *   prints; undefined when it cannot be started or fails
 * @property {() => string} distribution the system's names in /etc/os-release
 */

export const minimumCMake = /** @type {const} */ ([3, 16])

/** By the names of the systems in /etc/os-release, and by Node's names of the platforms. */
export const installCommands = [
  { system: "Debian, Ubuntu", pattern: /debian|ubuntu/, command: "apt-get install cmake g++ make" },
  {
    system: "Fedora, RHEL",
    pattern: /rhel|fedora|centos/,
    command: "dnf install cmake gcc-c++ libstdc++-static make",
  },
  { system: "Alpine", pattern: /alpine/, command: "apk add cmake g++ make" },
  { system: "openSUSE", pattern: /suse/, command: "zypper install cmake gcc-c++ make" },
  { system: "Arch", pattern: /arch/, command: "pacman -S cmake gcc make" },
  { system: "macOS", pattern: /^darwin$/, command: "xcode-select --install && brew install cmake" },
  {
    system: "Windows",
    pattern: /^win32$/,
    command: "winget install Kitware.CMake Microsoft.VisualStudio.2022.BuildTools",
  },
]

/**
 * Throws an error that names every missing tool and the command that installs it. On Windows CMake finds Visual Studio
 * itself, and its own message is good.
 * @param {Tools} tools
 */
export function checkPrerequisites(tools = systemTools) {
  const problems = [cmakeProblem(tools), compilerProblem(tools, "C"), compilerProblem(tools, "C++")]
  const missing = problems.filter((problem) => problem !== undefined)
  const generator = chooseGenerator(tools)
  if (generator === undefined) missing.push("make or ninja")
  if (missing.length > 0 || generator === undefined) {
    throw new UserError(
      `The native build needs tools that are missing here:\n${missing.map((name) => `  - ${name}`).join("\n")}\n` +
        `Install them with:\n  ${installCommand(tools)}`,
    )
  }
  return { generator }
}

/** @type {Tools} */
const systemTools = {
  platform: process.platform,
  environment: process.env,
  run(command, parameters, input) {
    const { error, status, stdout } = spawnSync(command, parameters, { encoding: "utf8", input, shell: false })
    return error || status !== 0 ? undefined : stdout
  },
  distribution() {
    try {
      const release = fs.readFileSync("/etc/os-release", "utf8")
      return [...release.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)/gm)].map((match) => match[1]).join(" ")
    } catch {
      return ""
    }
  },
}

/** @param {Tools} tools */
function cmakeProblem({ run }) {
  const wanted = minimumCMake.join(".")
  const version = run("cmake", ["--version"])?.match(/version (\d+)\.(\d+)/)
  if (!version) return `cmake ${wanted} or later`
  const [major = 0, minor = 0] = version.slice(1).map(Number)
  const recent = major > minimumCMake[0] || (major === minimumCMake[0] && minor >= minimumCMake[1])
  return recent ? undefined : `cmake ${wanted} or later (found ${major}.${minor})`
}

const compilers = {
  C: { variable: "CC", names: ["cc", "gcc", "clang"], flags: ["-x", "c"], program: "int main(void) { return 0; }" },
  "C++": {
    variable: "CXX",
    names: ["c++", "g++", "clang++"],
    flags: ["-std=c++17", "-x", "c++"],
    program: "#include <optional>\nstd::optional<int> value;",
  },
}

/**
 * @param {Tools} tools
 * @param {"C" | "C++"} language
 */
function compilerProblem({ platform, environment, run }, language) {
  if (platform === "win32") return undefined
  const { variable, names, flags, program } = compilers[language]
  // As CMake reads it, the variable may hold flags after the command.
  const chosen = environment[variable]?.split(" ")
  const candidates = chosen ? [chosen] : names.map((name) => [name])
  /** @param {string[]} command */
  const works = ([name = "", ...more]) => run(name, [...more, ...flags, "-fsyntax-only", "-"], program) !== undefined
  if (candidates.some(works)) return undefined
  const wanted = language === "C" ? "a C compiler" : "a C++17 compiler with its standard library"
  return `${wanted} (tried ${candidates.map((words) => words.join(" ")).join(", ")})`
}

/** @param {Tools} tools */
function chooseGenerator({ platform, environment, run }) {
  if (platform === "win32" || environment.CMAKE_GENERATOR) return []
  if (run("ninja", ["--version"]) !== undefined) return ["-G", "Ninja"]
  if (run("make", ["--version"]) !== undefined) return ["-G", "Unix Makefiles"]
  return undefined
}

/** @param {Tools} tools */
function installCommand({ platform, distribution }) {
  const name = platform === "linux" ? distribution() : platform
  const known = installCommands.find(({ pattern }) => pattern.test(name))
  if (known !== undefined) return known.command
  return installCommands.map(({ system, command }) => `${system}: ${command}`).join("\n  ")
}
