import { AddonNotFoundError } from "./errors.js"

interface Permission {
  has(scope: string, reference?: string): boolean
}

/** Explains what Node's permission model forbids: addons at all, or to read the folder that holds the addon. */
export function permissionProblem(
  error: Error | undefined,
  folder: string | undefined,
): AddonNotFoundError | undefined {
  const { code } = (error ?? {}) as NodeJS.ErrnoException
  const { permission } = process as { permission?: Permission }
  const noAddons = code === "ERR_DLOPEN_DISABLED"
  const noReading = permission !== undefined && folder !== undefined && !permission.has("fs.read", folder)
  if (!noAddons && !noReading && code !== "ERR_ACCESS_DENIED") return undefined
  // Node 20 and 22 may have been started with --no-addons instead of the permission model.
  const flags = noAddons && permission === undefined ? "without --no-addons" : "with --allow-addons"
  const lines = [
    `Node may not load the native addon of zmq-napi: ${error?.message.trim() ?? "its folder may not be read"}`,
    ...(folder === undefined ? [] : [`  folder: ${folder}`]),
    `Start Node ${flags}${noReading ? ` and --allow-fs-read="${folder}"` : ""}.`,
  ]
  return new AddonNotFoundError("ERR_ZMQ_NAPI_PERMISSION", lines.join("\n"), error)
}
