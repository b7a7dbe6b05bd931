import fs from "node:fs"
import path from "node:path"
import { Enums, Models, Serialize, Spec } from "@cyclonedx/cyclonedx-library"
import { readPins } from "../sources/pins.mjs"
import { partsOf } from "./components.mjs"
import { pedigreeOf } from "./pedigree.mjs"

/** @import { Part } from "./components.mjs" */

/**
 * A component in CycloneDX's JSON, as far as it is read here.
 * @typedef {{ name: string, "bom-ref"?: string, components?: Component[] }} Component
 */

/**
 * Writes the bill of materials: CycloneDX 1.6 in JSON. Two runs for one commit write the same bytes, so it has neither a
 * time nor a serial number.
 * @param {string} root
 * @param {string} file
 */
export function writeSbom(root, file) {
  const bom = makeBom(root)
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6))
  const json = JSON.parse(serializer.serialize(bom, { sortLists: true }))
  addPedigrees(root, json.components)
  fs.writeFileSync(file, `${JSON.stringify(json, undefined, 1)}\n`)
}

/** @param {string} root */
function makeBom(root) {
  const manifest = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"))
  const { name, version, license } = manifest
  const own = componentOf({ name, version, license, copyright: "", purl: `pkg:npm/${name}@${version}` })
  const bom = new Models.Bom()
  bom.metadata.component = own
  for (const part of partsOf(root)) {
    const component = componentOf(part)
    bom.components.add(component)
    own.dependencies.add(component.bomRef)
  }
  return bom
}

/**
 * @param {Part} part
 * @returns {Models.Component}
 */
function componentOf(part) {
  const { name, version, license, exception, copyright, purl, cpe, hash, source, parts = [] } = part
  const component = new Models.Component(Enums.ComponentType.Library, name, { bomRef: purl, version, purl })
  component.licenses.add(exception ? new Models.NamedLicense(exception) : new Models.LicenseExpression(license))
  if (copyright) component.copyright = copyright
  if (cpe) component.cpe = cpe
  if (hash && source) {
    const hashes = new Models.HashDictionary([[/** @type {Enums.HashAlgorithm} */ (hash.algorithm), hash.content]])
    const type = Enums.ExternalReferenceType.SourceDistribution
    component.externalReferences.add(new Models.ExternalReference(source, type, { hashes }))
  } else if (hash) component.hashes.set(/** @type {Enums.HashAlgorithm} */ (hash.algorithm), hash.content)
  for (const inner of parts) component.components.add(componentOf(inner))
  return component
}

/**
 * The library has no model of a pedigree.
 * @param {string} root
 * @param {Record<string, unknown>[]} components
 */
function addPedigrees(root, components) {
  for (const { name, patches } of readPins(root)) {
    const component = components.find((candidate) => candidate.name === name)
    if (component === undefined || patches.length === 0) continue
    // The release has neither our name for the component nor a list of parts again.
    const { "bom-ref": _reference, components: _parts, ...ancestor } = component
    component.pedigree = pedigreeOf(ancestor, name, patches)
  }
}
