/// <reference types="node" preserve="true" />
/**
 * Where the native addon is, for programs that are bundled. To be used before `zmq-napi` is loaded.
 *
 * @module zmq-napi/addon
 */

export type { AddonErrorCode, AddonNotFoundError } from "./addon/errors.js"
export { setAddonPath } from "./addon/path.js"
