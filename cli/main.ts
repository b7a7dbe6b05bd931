import { makeProgram } from "./program"

void makeProgram().parseAsync()
