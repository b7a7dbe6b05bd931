/**
 * @typedef {object} Case
 * @property {string} name
 * @property {string[][]} steps commands, run in the project; `node` is this Node, others are the bundlers' programs
 * @property {string[]} run the command that runs the result, in its folder
 * @property {"prebuilds" | "package"} [copy] what is copied next to the result; nothing if the bundler brings the addon
 */

const bundled = ["node", "service.cjs"]

/** @type {Case[]} */
export const cases = [
  {
    name: "esbuild",
    steps: [["esbuild", "service.cjs", "--bundle", "--platform=node", "--outfile=out/esbuild/service.cjs"]],
    run: bundled,
    copy: "prebuilds",
  },
  {
    name: "esbuild-esm",
    steps: [
      [
        "esbuild",
        "service.mjs",
        "--bundle",
        "--platform=node",
        "--format=esm",
        "--external:zmq-napi",
        "--outfile=out/esbuild-esm/service.mjs",
      ],
    ],
    run: ["node", "service.mjs"],
    copy: "package",
  },
  { name: "webpack", steps: [["node", "webpack.mjs"]], run: bundled, copy: "prebuilds" },
  { name: "rollup", steps: [["rollup", "-c"]], run: ["node", "service.mjs"], copy: "package" },
  { name: "vite", steps: [["vite", "build"]], run: ["node", "service.mjs"], copy: "package" },
  {
    name: "ncc",
    steps: [["ncc", "build", "service.cjs", "-o", "out/ncc"]],
    run: ["node", "index.cjs"],
    copy: "prebuilds",
  },
  { name: "nft", steps: [["node", "trace.mjs"]], run: bundled },
  {
    name: "bun",
    steps: [["bun", "build", "service.cjs", "--target=node", "--outdir=out/bun"]],
    run: ["node", "service.js"],
    copy: "prebuilds",
  },
  {
    name: "bun-compile",
    steps: [["bun", "build", "service.cjs", "--compile", "--outfile=out/bun-compile/service"]],
    run: ["./service"],
    copy: "prebuilds",
  },
  {
    name: "sea",
    steps: [
      ["esbuild", "sea.cjs", "--bundle", "--platform=node", "--outfile=sea.bundle.cjs"],
      ["node", "--experimental-sea-config", "sea-config.json"],
      [
        "node",
        "-e",
        "fs.mkdirSync('out/sea', { recursive: true }); fs.copyFileSync(process.execPath, 'out/sea/service')",
      ],
      [
        "postject",
        "out/sea/service",
        "NODE_SEA_BLOB",
        "sea.blob",
        "--sentinel-fuse",
        "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2",
      ],
    ],
    run: ["./service"],
  },
]
