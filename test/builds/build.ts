import { capability } from "#lib/index"

/** Why a test of a build option cannot run with the addon that is loaded, or false. */
export function lacks(option: "pgm" | "norm" | "gssapi"): string | false {
  return capability[option] ? false : `the addon was built without ${option}: see npm run test:builds`
}
