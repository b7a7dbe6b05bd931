// The baseline: Node.js itself.
