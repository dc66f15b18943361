export const imports = {
  "import.title": "Import a list",
} as const;
