import { cpSync } from "node:fs"
import { nodeFileTrace } from "@vercel/nft"

const { fileList } = await nodeFileTrace(["service.cjs"])
for (const file of fileList) cpSync(file, `out/nft/${file}`)
