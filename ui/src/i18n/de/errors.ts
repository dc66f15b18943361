import type { errors as en } from "../en/errors";
import type { Of } from "./of";

export const errors = {
  "error.host": "Das Fenster hat die Verbindung zum Kern von Rollcall verloren.",
  "error.title": "Das hat nicht geklappt",
  "error.theServer": "Der Server",
  "error.said": "Der Server sagte: {said}",

  "error.usage.what": "So kann Rollcall das nicht ausführen.",
  "error.usage.why": "Es wurde nichts gesendet.",
  "error.usage.action": "Berichtigen Sie die Eingabe und versuchen Sie es erneut.",

  "error.invalid_input.what": "Ein Wert kann nicht verwendet werden.",
  "error.invalid_input.why": "Es wurde nichts gespeichert oder gesendet.",
  "error.invalid_input.action": "Berichtigen Sie das Feld und versuchen Sie es erneut.",
  "error.invalid_input.url.what": "Diese Adresse kann nicht verwendet werden.",
  "error.invalid_input.url.action": "Berichtigen Sie die Adresse, etwa https://example.com/scim/v2",
  "error.invalid_input.secret.what": "Das Token oder Kennwort kann nicht verwendet werden.",
  "error.invalid_input.secret.action": "Kopieren Sie es erneut, ohne Zeilenumbrüche.",
  "error.invalid_input.name.what": "Die Verbindung braucht einen Namen.",
  "error.invalid_input.name.action": "Geben Sie ihr einen.",
  "error.invalid_input.user.what": "Der Benutzername kann nicht verwendet werden.",
  "error.invalid_input.user.action": "Geben Sie einen Benutzernamen ohne Doppelpunkt ein.",
  "error.invalid_input.extras.what": "{name} kann nicht mitgesendet werden.",
  "error.invalid_input.extras.action": "Manche setzt Rollcall selbst; jeder Name kommt einmal vor und braucht einen Wert.",
  "error.invalid_input.header.what": "Dieser Header kann keinen Schlüssel tragen.",
  "error.invalid_input.header.action": "Rollcall setzt ihn selbst, oder es ist kein Name eines Headers.",
  "error.invalid_input.tokenUrl.what": "Die Token-Adresse kann nicht verwendet werden.",
  "error.invalid_input.tokenUrl.action": "Berichtigen Sie sie, zum Beispiel https://login.example.com/oauth2/token",
  "error.invalid_input.authorizeUrl.what": "Die Browser-Adresse kann nicht verwendet werden.",
  "error.invalid_input.authorizeUrl.action": "Berichtigen Sie sie, zum Beispiel https://login.example.com/oauth2/authorize",
  "error.invalid_input.clientId.what": "Die Client-ID kann nicht verwendet werden.",
  "error.invalid_input.clientId.action": "Geben Sie sie ein, wie der Betreiber des Servers sie nennt, und wählen Sie, wie das Secret gesendet wird.",
  "error.invalid_input.key.what": "Der private Schlüssel kann nicht verwendet werden.",
  "error.invalid_input.key.action": "Als PEM ohne Passwort: RSA ab 2048 Bit, oder EC auf P-256.",
  "error.invalid_input.passphrase.what": "Die Passphrase ist zu kurz.",
  "error.invalid_input.passphrase.action": "Wählen Sie eine längere; mehrere Wörter sind gut.",

  "error.connection_not_found.what": "Diese Verbindung gibt es nicht mehr.",
  "error.connection_not_found.why": "Sie wurde entfernt oder umbenannt. Es wurde nichts gesendet.",
  "error.connection_not_found.action": "Wählen Sie eine andere Verbindung.",

  "error.connection_exists.what": "Es gibt schon eine Verbindung dieses Namens.",
  "error.connection_exists.why": "Es wurde nichts gespeichert. Namen müssen sich in mehr als Großschreibung und Akzenten unterscheiden.",
  "error.connection_exists.action": "Wählen Sie einen anderen Namen.",

  "error.resource_not_found.what": "{connection} hat diesen Eintrag nicht.",
  "error.resource_not_found.why": "Er wurde gelöscht oder gehört zu einem anderen Typ oder einem anderen Server. Es wurde nichts geändert.",
  "error.resource_not_found.action": "Suchen Sie ihn über den Namen.",

  "error.not_found.what": "Das Gesuchte ist nicht da.",
  "error.not_found.why": "Es wurde vielleicht inzwischen entfernt. Es wurde nichts geändert.",
  "error.not_found.action": "Gehen Sie zurück und wählen Sie erneut.",

  "error.read_only.what": "{connection} ist schreibgeschützt.",
  "error.read_only.why": "Es wurde nichts gesendet; Ihre Änderungen bleiben.",
  "error.read_only.action": "Schalten Sie das Bearbeiten in der Titelleiste ein, oder ändern Sie den Schalter im Formular der Verbindung.",

  "error.confirmation_needed.what": "{connection} braucht zuerst eine Bestätigung.",
  "error.confirmation_needed.why": "Was bestätigt wurde, passt nicht zu dieser Änderung. Es wurde nichts gesendet.",
  "error.confirmation_needed.action": "Prüfen Sie die Änderung erneut und bestätigen Sie sie.",

  "error.confirmation_invalid.what": "Die Bestätigung gilt nicht mehr.",
  "error.confirmation_invalid.why": "Sie wurde schon verwendet, oder es ist zu viel Zeit vergangen. Es wurde nichts gesendet.",
  "error.confirmation_invalid.action": "Prüfen Sie die Änderung erneut und bestätigen Sie sie.",

  "error.release_needed.what": "Dieser Plan geht über die Grenzen hinaus.",
  "error.release_needed.why": "Er deaktiviert oder löscht mehr, als ein Auftrag von sich aus darf. Es wurde nichts gesendet.",
  "error.release_needed.action": "Sehen Sie die Zeilen an und geben Sie den Plan dann frei.",

  "error.runner_busy.what": "Ein anderes Rollcall führt gerade Aufträge aus.",
  "error.runner_busy.why": "Das tut immer nur eines, damit nichts zweimal gesendet wird. Von diesem Auftrag wurde nichts gesendet.",
  "error.runner_busy.action": "Warten Sie, bis dessen Auftrag beendet ist, oder schließen Sie es, und versuchen Sie es erneut.",

  "error.waiting.what": "Das muss warten.",
  "error.waiting.why": "Zuerst muss etwas anderes geschehen. Es ist nichts verloren.",
  "error.waiting.action": "Sehen Sie den Stand an und versuchen Sie es erneut.",

  "error.review_gone.what": "Diese Prüfung gilt nicht mehr.",
  "error.review_gone.why": "Die Änderung wurde schon gesendet, oder die Prüfung ist zu alt. Jetzt wurde nichts gesendet.",
  "error.review_gone.action": "Sehen Sie den Eintrag an und prüfen Sie die Änderung erneut.",

  "error.conflict.what": "Inzwischen hat jemand anderes diesen Eintrag geändert.",
  "error.conflict.why": "Es wurde nichts gesendet; beide Stände sind da.",
  "error.conflict.action": "Vergleichen Sie beide Stände und entscheiden Sie.",

  "error.outcome_unknown.what": "{connection} hat nicht gesagt, ob die Änderung ausgeführt wurde.",
  "error.outcome_unknown.why": "Sie kann ausgeführt sein und wurde kein zweites Mal gesendet.",
  "error.outcome_unknown.action": "Lesen Sie den Eintrag erneut, bevor Sie es noch einmal versuchen.",

  "error.refused.what": "{connection} hat die Anfrage abgelehnt.",
  "error.refused.why": "Es wurde nichts geändert.",
  "error.refused.action": "Berichtigen Sie, was der Server nennt, und versuchen Sie es erneut.",
  "error.refused.learned.action": "Prüfen Sie die Änderung noch einmal: Die Ablehnung wurde vermerkt, und die Änderung wird anders geschrieben.",
  "error.not_offered.what": "{connection} bietet das nicht an.",
  "error.not_offered.why": "Es wurde nichts gesendet.",
  "error.not_offered.action": "Nehmen Sie diese Änderung in der Verwaltung des Servers selbst vor, oder setzen Sie die Fähigkeit von Hand, falls der Server sie doch anbietet.",
  "error.not_offered.put.what": "{connection} ändert das weder einzeln (PATCH) noch durch Ersetzen des Eintrags (PUT).",
  "error.not_offered.put_merges.what": "{connection} behält, was weggelassen wird; {attributes} kann deshalb nicht geleert werden.",
  "error.not_offered.put_members.what": "{connection} ändert beim Ersetzen eines Eintrags keine Mitglieder.",
  "error.not_offered.members_unknown.what": "{connection} zeigt nicht alle Mitglieder dieser Gruppe, und das Ersetzen des Eintrags würde alle entfernen, die nicht mitgesendet werden.",
  "error.not_offered.create.what": "Auf {connection} kann kein Eintrag der Art {type} angelegt werden.",
  "error.not_offered.delete.what": "Auf {connection} kann kein Eintrag der Art {type} gelöscht werden.",
  "error.not_offered.rename.what": "{connection} benennt Gruppen nicht um.",

  "error.dns.what": "{connection} ist nicht zu finden.",
  "error.dns.why": "Der Name des Servers hat keine Adresse: Er ist falsch geschrieben, oder dieser Computer ist offline. Es wurde nichts gesendet.",
  "error.dns.action": "Prüfen Sie die Schreibweise und das Netz.",

  "error.connection_refused.what": "{connection} ist nicht erreichbar.",
  "error.connection_refused.why": "Der Server weist Verbindungen an diesem Port ab. Es wurde nichts gesendet.",
  "error.connection_refused.action": "Prüfen Sie den Port und ob der Dienst läuft.",

  "error.tls.what": "Die sichere Verbindung zu {connection} kam nicht zustande.",
  "error.tls.why": "Dem Zertifikat ist nicht zu trauen. Es wurde nichts gesendet.",
  "error.tls.action": "Wenden Sie sich an den Betreiber des Servers, oder lassen Sie diesen Computer der Zertifizierungsstelle Ihrer Organisation vertrauen.",
  "error.tls.selfSigned.why": "Das Zertifikat des Servers ist selbst signiert: Niemand bürgt dafür. Es wurde nichts gesendet.",
  "error.tls.unknownAuthority.why": "Das Zertifikat des Servers kommt von einer Stelle, der dieser Computer nicht vertraut. Es wurde nichts gesendet.",
  "error.tls.wrongHost.why": "Das Zertifikat des Servers gilt für andere Namen. Es wurde nichts gesendet.",
  "error.tls.wrongHost.action": "Verwenden Sie den Namen, für den das Zertifikat gilt.",
  "error.tls.expired.why": "Das Zertifikat des Servers ist abgelaufen, oder die Uhr dieses Computers geht falsch. Es wurde nichts gesendet.",
  "error.tls.expired.action": "Prüfen Sie die Uhr dieses Computers; sonst braucht der Server ein neues Zertifikat.",
  "error.tls.notYetValid.why": "Das Zertifikat des Servers gilt noch nicht, oder die Uhr dieses Computers geht falsch. Es wurde nichts gesendet.",
  "error.tls.notYetValid.action": "Prüfen Sie die Uhr dieses Computers; sonst braucht der Server ein neues Zertifikat.",
  "error.tls.revoked.why": "Das Zertifikat des Servers wurde widerrufen. Es wurde nichts gesendet.",
  "error.tls.notTls.why": "Was an diesem Port antwortet, spricht kein TLS; vielleicht ist es ein einfacher HTTP-Port. Es wurde nichts gesendet.",
  "error.tls.notTls.action": "Prüfen Sie den Port der Adresse.",

  "error.timed_out.what": "{connection} hat nicht rechtzeitig geantwortet.",
  "error.timed_out.why": "Falls es eine Änderung war, kann sie ausgeführt sein.",
  "error.timed_out.action": "Prüfen Sie Netz und VPN. War es eine Änderung, sehen Sie nach, ob sie ausgeführt ist, bevor Sie es erneut versuchen.",

  "error.network.what": "{connection} ist nicht erreichbar.",
  "error.network.why": "Die Verbindung kam nicht zustande oder brach ab. Falls es eine Änderung war, kann sie ausgeführt sein.",
  "error.network.action": "Prüfen Sie das Netz und versuchen Sie es dann erneut.",

  "error.unauthorized.what": "{connection} nimmt die Anmeldung nicht an.",
  "error.unauthorized.why": "Das Token oder Kennwort ist falsch oder abgelaufen. Ihre Änderungen sind sicher.",
  "error.unauthorized.action": "Geben Sie ein gültiges Token oder Kennwort ein.",

  "error.forbidden.what": "{connection} erlaubt das dieser Anmeldung nicht.",
  "error.forbidden.why": "Der Server weiß, wer fragt, und lehnt ab (403). Es wurde nichts geändert.",
  "error.forbidden.action": "Verwenden Sie eine Anmeldung mit den nötigen Rechten, oder bitten Sie den Betreiber des Servers darum.",

  "error.wrong_path.what": "Die Adresse antwortet, aber nicht mit SCIM.",
  "error.wrong_path.why": "Der Pfad führt zu keinem SCIM-Dienst.",
  "error.wrong_path.action": "Prüfen Sie die Adresse: Es muss die SCIM-Basis-URL sein.",

  "error.captive_portal.what": "{connection} ist nicht erreichbar: Das Netz hat an seiner Stelle geantwortet.",
  "error.captive_portal.why": "Es verlangt einen Klick oder eine eigene Anmeldung, bevor es jemanden durchlässt.",
  "error.captive_portal.action": "Öffnen Sie im Browser irgendeine Webseite, melden Sie sich am Netz an, und versuchen Sie es noch einmal.",

  "error.login_page.what": "{connection} antwortete mit einer Webseite statt mit SCIM.",
  "error.login_page.why": "Sie sieht wie eine Anmeldeseite aus.",
  "error.login_page.action": "Prüfen Sie die Adresse: Es muss die SCIM-Basis-URL sein, ohne Anmeldeseite oder Proxy davor.",

  "error.not_scim.what": "{connection} antwortete, aber nicht mit SCIM.",
  "error.not_scim.why": "Die Antwort ist nicht zu gebrauchen.",
  "error.not_scim.action": "Prüfen Sie die Adresse: Es muss die SCIM-Basis-URL sein.",

  "error.old_version.what": "{connection} spricht SCIM 1.1; es wurde nichts gesendet.",
  "error.old_version.why": "Von solchen Servern liest Rollcall nur. Was eine Änderung dort bewirkt, ist anders als bei SCIM 2.0.",
  "error.old_version.action": "Fragen Sie nach der Adresse der SCIM-2.0-Schnittstelle des Dienstes.",
  "error.redirected.what": "{connection} verweist auf eine andere Adresse.",
  "error.redirected.why": "Dorthin wurde nichts gesendet, damit kein Geheimnis in falsche Hände kommt.",
  "error.redirected.action": "Ist der Dienst umgezogen, tragen Sie seine neue Adresse ein.",

  "error.too_large.what": "{connection} schickte eine zu große Antwort.",
  "error.too_large.why": "Sie ist größer oder tiefer als erlaubt und wurde nicht zu Ende gelesen.",
  "error.too_large.action": "Fordern Sie weniger Einträge oder Attribute auf einmal an.",

  "error.rate_limited.what": "{connection} bittet, langsamer zu machen.",
  "error.rate_limited.why": "Der Server bekommt mehr Anfragen, als er annimmt. Es wurde nichts geändert.",
  "error.rate_limited.action": "Warten Sie etwas und versuchen Sie es erneut.",

  "error.server_error.what": "Bei {connection} ist ein Fehler aufgetreten.",
  "error.server_error.why": "Der Fehler liegt beim Server. Falls es eine Änderung war, kann sie ausgeführt sein.",
  "error.server_error.action": "Versuchen Sie es später erneut; war es eine Änderung, sehen Sie zuerst nach, ob sie ausgeführt ist.",

  "error.sign_in_failed.what": "Die Anmeldung ist gescheitert.",
  "error.sign_in_failed.why": "Der Autorisierungsserver hat kein Zugriffstoken ausgestellt. An den Server wurde nichts gesendet.",
  "error.sign_in_failed.action": "Prüfen Sie die Anmeldung in den Einstellungen der Verbindung.",
  "error.sign_in_failed.refused.what": "Der Autorisierungsserver hat die Anmeldung abgelehnt ({code}).",
  "error.sign_in_failed.refused.action": "Prüfen Sie Client-ID, Secret oder Schlüssel, wie es gesendet wird, und den Scope.",
  "error.sign_in_failed.ended.what": "Die Anmeldung gilt nicht mehr.",
  "error.sign_in_failed.ended.why": "Der Autorisierungsserver nimmt das Refresh-Token nicht mehr an, oder es gibt keines.",
  "error.sign_in_failed.ended.action": "Melden Sie sich in den Einstellungen der Verbindung neu an.",
  "error.sign_in_failed.nobody.what": "Niemand hat sich angemeldet.",
  "error.sign_in_failed.nobody.why": "Rollcall hat fünf Minuten gewartet. An den Server wurde nichts gesendet.",
  "error.sign_in_failed.nobody.action": "Melden Sie sich neu an.",
  "error.sign_in_failed.noToken.what": "Die Token-Adresse antwortet mit etwas, das kein Token ist.",
  "error.sign_in_failed.noToken.action": "Prüfen Sie die Token-Adresse.",

  "error.secret_missing.what": "Für {connection} ist kein Token oder Kennwort gespeichert.",
  "error.secret_missing.why": "Ohne antwortet der Server nicht. Die Kopie ist weiter lesbar.",
  "error.secret_missing.action": "Geben Sie die Anmeldung im Formular der Verbindung ein.",

  "error.keychain_locked.what": "Der Schlüsselbund ist gesperrt.",
  "error.keychain_locked.why": "Die Schlüssel sind nicht lesbar. Es wurde nichts geändert.",
  "error.keychain_locked.action": "Entsperren Sie den Schlüsselbund und versuchen Sie es erneut.",

  "error.keychain_unavailable.what": "Der Schlüsselbund dieses Computers ist nicht verwendbar.",
  "error.keychain_unavailable.why": "Er antwortet nicht oder lehnt ab. Es wurde nichts geändert.",
  "error.keychain_unavailable.action": "Prüfen Sie, ob der Schlüsselbund läuft, und versuchen Sie es erneut.",

  "error.wrong_passphrase.what": "Die Passphrase öffnet diesen Speicher nicht.",
  "error.wrong_passphrase.why": "Es wurde nichts geändert.",
  "error.wrong_passphrase.action": "Prüfen Sie Tastaturbelegung und Großschreibung und versuchen Sie es erneut.",

  "error.setup_needed.what": "Rollcall ist hier noch nicht eingerichtet.",
  "error.setup_needed.why": "Es muss wissen, wo seine Schlüssel liegen sollen.",
  "error.setup_needed.action": "Wählen Sie, wo sie liegen.",

  "error.passphrase_needed.what": "Dieser Speicher öffnet sich mit einer Passphrase.",
  "error.passphrase_needed.why": "Ohne sie ist nichts lesbar.",
  "error.passphrase_needed.action": "Geben Sie die Passphrase ein.",

  "error.store_stopped.what": "Rollcall hat angehalten, bevor es Ihre Daten öffnet.",
  "error.store_stopped.why": "Die Daten blieben, wie sie sind.",
  "error.store_stopped.action": "Folgen Sie dem, was der Startbildschirm sagt.",

  "error.store.what": "Beim Speicher auf diesem Computer ist ein Fehler aufgetreten.",
  "error.store.why": "Was vorher gespeichert war, ist sicher.",
  "error.store.action": "Prüfen Sie den freien Platz auf dem Datenträger und versuchen Sie es erneut.",

  "error.session_mode.what": "Das geht nicht, solange nichts behalten wird.",
  "error.session_mode.why": "Ein Auftrag braucht einen Speicher, der einen Absturz übersteht.",
  "error.session_mode.action": "Richten Sie Rollcall mit Schlüsselbund oder Passphrase ein.",

  "error.cancelled.what": "Das wurde abgebrochen.",
  "error.cancelled.why": "Weiter ist nichts geschehen.",
  "error.cancelled.action": "Starten Sie es erneut, wenn Sie möchten.",

  "error.file.what": "Die Datei kann nicht verwendet werden.",
  "error.file.why": "Sie lässt sich nicht lesen oder schreiben oder ist nicht, was sie sein soll.",
  "error.file.action": "Wählen Sie eine andere Datei oder einen anderen Ort.",

  "error.internal.what": "Rollcall hat einen Fehler gemacht.",
  "error.internal.why": "Durch diesen Schritt wurde nichts an den Server gesendet.",
  "error.internal.action": "Versuchen Sie es erneut; geschieht es wieder, melden Sie es.",
} satisfies Of<typeof en>;
