module.exports = {
  mode: "production",
  target: "node",
  entry: "./service.cjs",
  output: { path: `${__dirname}/out/webpack`, filename: "service.cjs" },
  node: { __dirname: false, __filename: false },
}
