// A process that loads the addon and ends: without a socket no reactor starts.
import "#lib/index"
