// npm run docs: writes the API reference, made of the doc comments and the pages in docs/, to docs/api or to the folder
// that is given. Fails for a public name without a doc comment, for a broken link, and for any other warning of TypeDoc.
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
const page = optionsPage(require("../dist/options/table.js"), require("../dist/socket-types/socket-types.js"))
fs.writeFileSync(path.join(generated, "options.md"), page)

const app = await Application.bootstrapWithPlugins({
  name: "zmq-napi",
  includeVersion: true,
  entryPoints: ["lib/index.ts", "lib/draft.ts", "lib/addon.ts", "lib/v5-compat/index.ts"],
  tsconfig: "lib/tsconfig.json",
  readme: "README.md",
  projectDocuments: [
    "docs/README.md",
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
  highlightLanguages: [...OptionDefaults.highlightLanguages, "mermaid", "dockerfile"],
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
  // The types of public names use these names. TypeDoc shows what they expand to, or needs no description of them.
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
    "socket-types.ts:table",
    "names",
    "sides",
  ],
  // Of a comment that sockets of the old API inherit.
  externalSymbolLinkMappings: { "@types/node": { "EventEmitter.defaultMaxListeners": "#" } },
  // The plugin checks paths itself.
  validation: { notExported: true, invalidLink: true, invalidPath: false, rewrittenLink: true, notDocumented: true },
})
const project = await app.convert()
if (project !== undefined) {
  app.validate(project)
  await app.generateOutputs(project)
}
process.exitCode = app.logger.hasErrors() || app.logger.hasWarnings() ? 1 : 0
