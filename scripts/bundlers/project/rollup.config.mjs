export default {
  input: "service.mjs",
  external: ["zmq-napi"],
  output: { file: "out/rollup/service.mjs", format: "es" },
}
