/** Sentences for the engine's closed codes: what happened, why and what is safe, what to do. Codes without one use the engine's words. */
export const errors = {
  "error.host": "The window lost its connection to Rollcall's core.",
  "error.title": "This did not work",
  "error.connection_exists.what": "There is already a connection of that name.",
  "error.connection_exists.action": "Choose another name.",
  "error.wrong_passphrase.what": "The passphrase does not open this store.",
  "error.wrong_passphrase.why": "Nothing was changed.",
  "error.wrong_passphrase.action": "Check the keyboard layout and capital letters, then try again.",
} as const;
