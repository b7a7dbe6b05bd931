// The reference pages that are made of the doc comments and of the table of options. They are committed, so that they
// can be read where the repository is shown.
import fs from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"
import { Application } from "typedoc"
import { optionsPage } from "./options.mjs"
import { documentOptions, load } from "./plugin.mjs"

const nodeEvents = "https://nodejs.org/api/events.html#eventsdefaultmaxlisteners"
const loadCompiled = createRequire(import.meta.url)

/**
 * Writes `api` and `options.md` into the folder. Returns false if TypeDoc has warned of anything.
 * @param {string} folder
 */
export async function writeReference(folder) {
  const api = path.join(folder, "api")
  const app = await Application.bootstrapWithPlugins({
    name: "zmq-napi",
    entryPoints: ["lib/index.ts", "lib/draft.ts", "lib/addon.ts", "lib/v5-compat/index.ts"],
    tsconfig: "lib/tsconfig.json",
    readme: "none",
    out: api,
    plugin: ["typedoc-plugin-markdown", load],
    excludePrivate: true,
    excludeInternal: true,
    hideGenerator: true,
    disableGit: true,
    sourceLinkTemplate: "{path}",
    sort: ["instance-first", "alphabetical"],
    kindSortOrder: ["Module", "Class", "Function", "Variable", "Interface", "TypeAlias", "Constructor", "Method"],
    treatWarningsAsErrors: true,
    logLevel: "Warn",
    // @ts-expect-error An option of typedoc-plugin-markdown, as the following ones are.
    hideBreadcrumbs: true,
    hidePageHeader: true,
    parametersFormat: "table",
    interfacePropertiesFormat: "list",
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
      "InspectContext",
      "InputOf",
      "OwnNames",
      "SettableNames",
      "SocketTable",
      "Typed",
      "ValueOf",
      "Where",
      "WithEnvelope",
      "WithoutEnvelope",
      "socket-types.ts:table",
      "names",
      "sides",
    ],
    // Of a comment that sockets of the old API inherit.
    externalSymbolLinkMappings: { "@types/node": { "EventEmitter.defaultMaxListeners": nodeEvents } },
    validation: { notExported: true, invalidLink: true, invalidPath: true, rewrittenLink: true, notDocumented: true },
  })
  const project = await app.convert()
  if (project === undefined) return false
  app.validate(project)
  fs.rmSync(api, { recursive: true, force: true })
  await app.generateOutputs(project)
  const table = loadCompiled("../../dist/options/table.js")
  const socketTypes = loadCompiled("../../dist/socket-types/socket-types.js")
  fs.writeFileSync(path.join(folder, "options.md"), optionsPage(table, socketTypes, documentOptions()))
  return !app.logger.hasErrors() && !app.logger.hasWarnings()
}
