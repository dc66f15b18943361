/** Connections in files. */
export const profiles = {
  "profiles.export": "Export to a file",
  "profiles.exported": "{count, plural, one {One connection} other {# connections}} written to {file}",
  "profiles.exportedText": "Without tokens, passwords and keys: whoever opens it enters their own.",
  "profiles.import": "Import from a file",
  "profiles.title": "Import connections from {file}",
  "profiles.text": "Each starts read-only and without a token or password. Importing sends nothing.",
  "profiles.which": "Import {name}",
  "profiles.name": "Name of {name} here",
  "profiles.taken": "there is one of this name",
  "profiles.twice": "this name is there twice",
  "profiles.nameMissing": "a name is missing",
  "profiles.do": "{count, plural, one {Import one connection} other {Import # connections}}",
  "profiles.done": "{count, plural, one {One connection} other {# connections}} imported",
  "profiles.doneText": "Enter its token or password, then turn on editing where changes belong.",
  "profiles.facts": "{count, plural, one {one fact} other {# facts}} set by hand",
  "profiles.along": "{count, plural, one {one header or parameter} other {# headers and parameters}} sent along",
} as const;
