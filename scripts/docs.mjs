// npm run docs: the API reference, from the sources' doc comments and the papers, into docs/api. Fails for a public name
// without a comment, a link that leads nowhere, and whatever else TypeDoc warns of. Another folder may be given.
import fs from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { Application, OptionDefaults } from "typedoc"
import { optionsPage } from "./docs/options.mjs"
import { load } from "./docs/plugin.mjs"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const require = createRequire(import.meta.url)
process.chdir(root)

const generated = path.join("build", "docs")
fs.mkdirSync(generated, { recursive: true })
const page = optionsPage(require("../dist/options/table.js"), require("../dist/options/socket-types.js"))
fs.writeFileSync(path.join(generated, "options.md"), page)

const app = await Application.bootstrapWithPlugins({
  name: "zmq-napi",
  includeVersion: true,
  entryPoints: ["lib/index.ts", "lib/draft.ts"],
  tsconfig: "lib/tsconfig.json",
  readme: "README.md",
  projectDocuments: [
    ...["how-to", "explanation", "reference"].map((folder) => `docs/${folder}/*.md`),
    `${generated}/options.md`,
    "docs/contributing/*.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
  ],
  out: process.argv[2] ?? "docs/api",
  plugin: [load],
  excludePrivate: true,
  excludeInternal: true,
  customCss: "scripts/docs/style.css",
  highlightLanguages: [...OptionDefaults.highlightLanguages, "mermaid"],
  hideGenerator: true,
  disableSources: true,
  sort: ["documents-first", "instance-first", "alphabetical-ignoring-documents"],
  groupOrder: [
    "Documents",
    "Modules",
    "Classes",
    "Functions",
    "Variables",
    "Interfaces",
    "Type Aliases",
    "Constructors",
    "Methods",
    "Accessors",
    "Properties",
    "*",
    "Options",
  ],
  navigation: { includeGroups: true },
  treatWarningsAsErrors: true,
  // What the types of public names are made of. They show as what they come to, or say nothing more.
  intentionallyNotExported: [
    "AnyEventType",
    "Blocking",
    "ContextTable",
    "DeviceSockets",
    "EventFor",
    "EventTypes",
    "Failed",
    "Init",
    "InputOf",
    "OwnNames",
    "SettableNames",
    "SocketTable",
    "Typed",
    "ValueOf",
    "Where",
    "WithEnvelope",
    "allSockets",
    "names",
    "sides",
  ],
  // Of paths, the plugin tells what leads nowhere.
  validation: { notExported: true, invalidLink: true, invalidPath: false, rewrittenLink: true, notDocumented: true },
})
const project = await app.convert()
if (project !== undefined) {
  app.validate(project)
  await app.generateOutputs(project)
}
process.exitCode = app.logger.hasErrors() || app.logger.hasWarnings() ? 1 : 0
