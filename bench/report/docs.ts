// Writes the results of a run into the pages that show them: npm run bench:docs -- <folder of the results>
import { resolve } from "node:path"
import { updatePages } from "./update"

const [folder] = process.argv.slice(2)

updatePages(resolve(__dirname, "..", "..", ".."), folder).then(
  (paths) => console.log(paths.join("\n")),
  (error) => {
    console.error(`error: ${error.message}`)
    process.exitCode = 1
  },
)
