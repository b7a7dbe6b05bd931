// npm run example -- hello-server [argument...]: runs a compiled example; without a name, lists them.
import path from "node:path"
import { fileURLToPath } from "node:url"
import { listExamples, runExample } from "../build-test/examples/catalogue/index.js"

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "build-test", "examples")
const [name, ...parameters] = process.argv.slice(2)
const names = listExamples({ folder }).map((example) => example.name)

if (name !== undefined && names.includes(name)) {
  process.exitCode = await runExample(name, parameters, { folder })
} else {
  console.error(`Usage: npm run example -- <name> [arguments]\nNames: ${names.join(", ")}`)
  process.exitCode = 2
}
