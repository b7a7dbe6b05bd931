// Writes the results of a run into the pages that show them: npm run bench:docs -- <folder of the results>
import { root } from "../drivers"
import { updatePages } from "."

updatePages(root, process.argv[2]).then(
  (paths) => console.log(paths.join("\n")),
  (error) => {
    console.error(`error: ${error.message}`)
    process.exitCode = 1
  },
)
