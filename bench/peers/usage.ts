import type { Usage } from "../protocol"

/** What the process has used since it began, all of its threads included. */
export function usage(): Usage {
  const { user, system } = process.cpuUsage()
  const { maxRSS } = process.resourceUsage() // KiB
  return { cpu: user + system, rss: process.memoryUsage.rss(), peakRss: maxRSS * 1024 }
}
