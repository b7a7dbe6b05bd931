import { definitionOf, optionNames, options } from "./options.mjs"
import { installCommands, minimumCMake } from "./prerequisites.mjs"

/** What `zmq-napi-build --help` prints. */
export function help() {
  return `Usage: zmq-napi-build [option...] [-DNAME=VALUE...]

Builds the native addon of zmq-napi from the source that is in the package, without network, and puts it into
build/Release of the package. There it takes precedence over a prebuilt one. The build takes a few minutes, and leaves
nothing but the addon.

Options, each off by default; --NAME=true and --NAME=false override npm's config:
${rows(optionNames.map((name) => [`--${name}`, `${options[name].adds} (Debian: ${options[name].apt})`]))}
  Each needs pkg-config, and links a library of the system, which the machine that runs the addon needs too.

Others:
${rows([
  ["--debug", "for a debugger; into build/debug, which ZMQ_NAPI_PREBUILD chooses"],
  ["--place=FILE", "puts the addon there instead; see Read-only folders"],
  ["-h, --help", "prints this"],
])}

Definitions for CMake:
${rows([
  ["-DZMQ_NAPI_LTO=OFF", "without link-time optimization, which brings 15 to 40 % more messages a second (ON)"],
  ["-DZMQ_NAPI_SYMBOLS=ON", "keeps debug information (OFF)"],
  ["-DZMQ_NAPI_STATIC_RUNTIME=OFF", "links the shared C++ run time of the system (ON: its code is in the addon)"],
  ["-DZMQ_NAPI_SANITIZE=LIST", "sanitizers, such as address,undefined (none)"],
])}
  and all that CMake has, such as -DCMAKE_TOOLCHAIN_FILE=FILE.

Environment variables:
${rows([
  ["CC, CXX", "the compilers"],
  ["CFLAGS, CXXFLAGS, LDFLAGS", "flags for them, before those of the build; an -O in them replaces its -O3"],
  ["CMAKE_GENERATOR", 'such as "Unix Makefiles" (Ninja or make; on Windows, Visual Studio)'],
  ["CMAKE_BUILD_PARALLEL_LEVEL", "how many compilers run at once (as many as there are cores)"],
  ["PKG_CONFIG, PKG_CONFIG_PATH", "where the libraries of the options are looked for"],
  ...optionNames.map(
    (name) =>
      /** @type {[string, string]} */ ([
        definitionOf(name).replace("ZMQ_NAPI", "npm_config_zmq_napi").toLowerCase(),
        `true: as --${name}`,
      ]),
  ),
])}

Needs CMake ${minimumCMake.join(".")} or later, a C compiler, a C++17 compiler, and make or Ninja:
${rows(installCommands.map(({ system, command }) => [system, command]))}

Read-only folders: a package in a folder that is not writable, or inside an archive, cannot be built there. For yarn's
Plug'n'Play, run "yarn unplug zmq-napi" first. Otherwise put the addon elsewhere and name it when the program runs:
  zmq-napi-build --place=/somewhere/zmq_napi.node
  ZMQ_NAPI_ADDON=/somewhere/zmq_napi.node node program.js

Exit code: 0 if the addon was built; 1 if not, with the reason on the standard error.`
}

/** @param {[string, string][]} entries */
function rows(entries) {
  const width = Math.max(...entries.map(([name]) => name.length))
  return entries.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`).join("\n")
}
