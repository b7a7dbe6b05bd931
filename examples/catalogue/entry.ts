/** What the catalogue says of an example. */
export interface Entry {
  /** As the command line takes it. */
  name: string
  /** Its file or folder in examples/, if that is not its name. */
  path?: string
  /** Its arguments, as a person would write them in a line of help. */
  parameters?: string
  /** The types of its sockets. */
  sockets: string
  /** What it shows, or what it prints. */
  summary: string
}
