import type { profiles as en } from "../en/profiles";
import type { Of } from "./of";

export const profiles = {
  "profiles.export": "In eine Datei schreiben",
  "profiles.exported": "{count, plural, one {Eine Verbindung} other {# Verbindungen}} in {file} geschrieben",
  "profiles.exportedText": "Ohne Token, Kennwörter und Schlüssel: Wer die Datei öffnet, gibt eigene ein.",
  "profiles.import": "Aus einer Datei übernehmen",
  "profiles.title": "Verbindungen aus {file} übernehmen",
  "profiles.text": "Jede beginnt schreibgeschützt und ohne Token oder Kennwort. Dabei wird nichts gesendet.",
  "profiles.which": "{name} übernehmen",
  "profiles.name": "Name von {name} hier",
  "profiles.taken": "diesen Namen gibt es schon",
  "profiles.twice": "dieser Name kommt zweimal vor",
  "profiles.nameMissing": "ein Name fehlt",
  "profiles.do": "{count, plural, one {Eine Verbindung übernehmen} other {# Verbindungen übernehmen}}",
  "profiles.done": "{count, plural, one {Eine Verbindung} other {# Verbindungen}} übernommen",
  "profiles.doneText": "Geben Sie Token oder Kennwort ein und schalten Sie das Bearbeiten ein, wo Änderungen hingehören.",
  "profiles.facts": "{count, plural, one {eine Angabe} other {# Angaben}} von Hand gesetzt",
  "profiles.along": "{count, plural, one {eine Kopfzeile oder ein Parameter} other {# Kopfzeilen und Parameter}} mitgesendet",
} satisfies Of<typeof en>;
