import { file } from "./file"
import type { Format, FormatSettings } from "./format"
import { hex } from "./hex"
import { json } from "./json"
import { raw } from "./raw"
import { text } from "./text"

export type { Format, FormatSettings, Part } from "./format"

export const formats = { text, json, hex, raw, file } as const satisfies Record<
  string,
  (settings: FormatSettings) => Format
>
export type FormatName = keyof typeof formats
export const formatNames = Object.keys(formats) as FormatName[]
