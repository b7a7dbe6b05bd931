import webpack from "webpack"
import config from "./webpack.config.cjs"

webpack(config, (error, stats) => {
  if (error || stats?.hasErrors()) throw error ?? new Error(String(stats))
  console.log(String(stats))
})
