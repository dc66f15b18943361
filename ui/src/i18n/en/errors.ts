import type { ErrorCode } from "@/bindings";

/**
 * Sentences for the engine's closed codes: what happened, why and what is safe, what to do. Every code has them; some have
 * a variant by what the error names (a field, a fault of the certificate). English prefers the engine's own words, which
 * know more of the case; other languages, and sentences meant for the command line, take these.
 */
export const errors = {
  "error.host": "The window lost its connection to Rollcall's core.",
  "error.title": "This did not work",
  "error.theServer": "The server",
  "error.said": "The server said: {said}",

  "error.usage.what": "Rollcall cannot do this as it was asked.",
  "error.usage.why": "Nothing was sent.",
  "error.usage.action": "Correct what was entered and try again.",

  "error.invalid_input.what": "A value cannot be used.",
  "error.invalid_input.why": "Nothing was saved or sent.",
  "error.invalid_input.action": "Correct the field and try again.",
  "error.invalid_input.url.what": "This address cannot be used.",
  "error.invalid_input.url.action": "Correct the address, for example https://example.com/scim/v2",
  "error.invalid_input.secret.what": "The token or password cannot be used.",
  "error.invalid_input.secret.action": "Copy it again, without line breaks.",
  "error.invalid_input.name.what": "The connection needs a name.",
  "error.invalid_input.name.action": "Give it one.",
  "error.invalid_input.user.what": "The user name cannot be used.",
  "error.invalid_input.user.action": "Enter a user name without a colon.",
  "error.invalid_input.extras.what": "{name} cannot be sent along.",
  "error.invalid_input.extras.action": "Rollcall sets some by itself; each needs a name once and a value.",
  "error.invalid_input.header.what": "This header cannot carry a key.",
  "error.invalid_input.header.action": "Rollcall sets it by itself, or it is no name of a header.",
  "error.invalid_input.tokenUrl.what": "The token address cannot be used.",
  "error.invalid_input.tokenUrl.action": "Correct it, for example https://login.example.com/oauth2/token",
  "error.invalid_input.authorizeUrl.what": "The browser address cannot be used.",
  "error.invalid_input.authorizeUrl.action": "Correct it, for example https://login.example.com/oauth2/authorize",
  "error.invalid_input.clientId.what": "The client ID cannot be used.",
  "error.invalid_input.clientId.action": "Enter it as the server's operator gave it, and choose how its secret is sent.",
  "error.invalid_input.key.what": "The private key cannot be used.",
  "error.invalid_input.key.action": "Give it as PEM without a passphrase: RSA of 2048 bits or more, or EC on P-256.",
  "error.invalid_input.passphrase.what": "The passphrase is too short.",
  "error.invalid_input.passphrase.action": "Choose a longer one; several words are good.",

  "error.connection_not_found.what": "This connection is not there any more.",
  "error.connection_not_found.why": "It was removed, or its name was changed. Nothing was sent.",
  "error.connection_not_found.action": "Choose another connection.",

  "error.connection_exists.what": "There is already a connection of that name.",
  "error.connection_exists.why": "Nothing was saved. Names differ in more than case and accents.",
  "error.connection_exists.action": "Choose another name.",

  "error.resource_not_found.what": "{connection} does not have this record.",
  "error.resource_not_found.why": "It was deleted, or it belongs to another type or server. Nothing was changed.",
  "error.resource_not_found.action": "Search for it by name.",

  "error.not_found.what": "What was asked for is not there.",
  "error.not_found.why": "It may have been removed meanwhile. Nothing was changed.",
  "error.not_found.action": "Go back and choose again.",

  "error.read_only.what": "{connection} is read-only.",
  "error.read_only.why": "Nothing was sent; your changes stay.",
  "error.read_only.action": "Turn on editing in the title bar, or change the switch in the connection's form.",

  "error.confirmation_needed.what": "{connection} needs a confirmation first.",
  "error.confirmation_needed.why": "What was confirmed does not fit this change. Nothing was sent.",
  "error.confirmation_needed.action": "Review the change again and confirm it.",

  "error.confirmation_invalid.what": "The confirmation does not hold any more.",
  "error.confirmation_invalid.why": "It was used, or too much time has passed. Nothing was sent.",
  "error.confirmation_invalid.action": "Review the change again and confirm it.",

  "error.release_needed.what": "This plan goes over the limits.",
  "error.release_needed.why": "It deactivates or deletes more than a job may do by itself. Nothing was sent.",
  "error.release_needed.action": "Look at the rows, then release the plan.",

  "error.runner_busy.what": "Another Rollcall is running jobs.",
  "error.runner_busy.why": "Only one at a time runs them, so that nothing is sent twice. Nothing of this job was sent.",
  "error.runner_busy.action": "Wait until its job has ended, or close it, then try again.",

  "error.waiting.what": "This has to wait.",
  "error.waiting.why": "Something else must be done first. Nothing was lost.",
  "error.waiting.action": "Look at the state and try again.",

  "error.review_gone.what": "This review does not hold any more.",
  "error.review_gone.why": "The change was already sent, or the review is too old. Nothing was sent now.",
  "error.review_gone.action": "Look at the record and review the change again.",

  "error.conflict.what": "Somebody else changed this record meanwhile.",
  "error.conflict.why": "Nothing was sent; both versions are kept.",
  "error.conflict.action": "Compare both versions and decide.",

  "error.outcome_unknown.what": "{connection} did not say whether the change was made.",
  "error.outcome_unknown.why": "It may have been made, and it was not sent a second time.",
  "error.outcome_unknown.action": "Read the record again before trying once more.",

  "error.refused.what": "{connection} refused the request.",
  "error.refused.why": "Nothing was changed.",
  "error.refused.action": "Correct what the server names and try again.",
  "error.refused.learned.action": "Review the change again: this refusal was noted, and the change will be written in another way.",
  "error.not_offered.what": "{connection} does not offer this.",
  "error.not_offered.why": "Nothing was sent.",
  "error.not_offered.action": "Make this change in the server's own administration, or set the capability by hand if the server does offer it.",
  "error.not_offered.put.what": "{connection} changes this neither by itself (PATCH) nor by replacing the record (PUT).",
  "error.not_offered.put_merges.what": "{connection} keeps what is left out, so {attributes} cannot be emptied.",
  "error.not_offered.put_members.what": "{connection} does not change members when a record is replaced.",
  "error.not_offered.members_unknown.what": "{connection} does not show all members of this group, and replacing the record would remove those it is not sent.",
  "error.not_offered.create.what": "On {connection} a {type} cannot be created.",
  "error.not_offered.delete.what": "On {connection} a {type} cannot be deleted.",
  "error.not_offered.rename.what": "{connection} does not rename groups.",

  "error.dns.what": "{connection} cannot be found.",
  "error.dns.why": "The host name has no address: it is misspelled, or this computer is offline. Nothing was sent.",
  "error.dns.action": "Check the spelling of the host and the network.",

  "error.connection_refused.what": "{connection} cannot be reached.",
  "error.connection_refused.why": "The host refuses connections on this port. Nothing was sent.",
  "error.connection_refused.action": "Check the port, and whether the service runs.",

  "error.tls.what": "The secure connection to {connection} failed.",
  "error.tls.why": "Its certificate cannot be trusted. Nothing was sent.",
  "error.tls.action": "Tell the operator of the server, or have this computer trust your organisation's own authority.",
  "error.tls.selfSigned.why": "The server's certificate is self-signed: nobody vouches for it. Nothing was sent.",
  "error.tls.unknownAuthority.why": "The server's certificate comes from an authority that this computer does not trust. Nothing was sent.",
  "error.tls.wrongHost.why": "The server's certificate is for other host names. Nothing was sent.",
  "error.tls.wrongHost.action": "Use the host name that the certificate is for.",
  "error.tls.expired.why": "The server's certificate has expired, or this computer's clock is wrong. Nothing was sent.",
  "error.tls.expired.action": "Check this computer's clock; otherwise the server needs a new certificate.",
  "error.tls.notYetValid.why": "The server's certificate is not valid yet, or this computer's clock is wrong. Nothing was sent.",
  "error.tls.notYetValid.action": "Check this computer's clock; otherwise the server needs a new certificate.",
  "error.tls.revoked.why": "The server's certificate was revoked. Nothing was sent.",
  "error.tls.notTls.why": "What answers on this port does not speak TLS; it may be a plain HTTP port. Nothing was sent.",
  "error.tls.notTls.action": "Check the port of the address.",

  "error.timed_out.what": "{connection} did not answer in time.",
  "error.timed_out.why": "If it was a change, it may have been made.",
  "error.timed_out.action": "Check the network and a VPN. If it was a change, look whether it was made before trying again.",

  "error.network.what": "{connection} cannot be reached.",
  "error.network.why": "The connection failed or broke off. If it was a change, it may have been made.",
  "error.network.action": "Check the network, then try again.",

  "error.unauthorized.what": "{connection} does not accept the sign-in.",
  "error.unauthorized.why": "The token or password is wrong or has ended. Your changes are safe.",
  "error.unauthorized.action": "Enter a valid token or password.",

  "error.forbidden.what": "{connection} does not allow this to the sign-in in use.",
  "error.forbidden.why": "The server knows who asks and says no (403). Nothing was changed.",
  "error.forbidden.action": "Use a sign-in with the needed rights, or ask the operator of the server for them.",

  "error.wrong_path.what": "The address answers, but not with SCIM.",
  "error.wrong_path.why": "The path does not lead to a SCIM service.",
  "error.wrong_path.action": "Check the address: it must be the SCIM base URL.",

  "error.captive_portal.what": "{connection} cannot be reached: the network answered in its place.",
  "error.captive_portal.why": "It wants a click or a sign-in of its own before it lets anybody through.",
  "error.captive_portal.action": "Open any web page in the browser, sign in to the network, and try again.",

  "error.login_page.what": "{connection} answered with a web page, not with SCIM.",
  "error.login_page.why": "It looks like a login page.",
  "error.login_page.action": "Check the address: it must be the SCIM base URL, and no login page or proxy may stand before it.",

  "error.not_scim.what": "{connection} answered, but not with SCIM.",
  "error.not_scim.why": "The answer cannot be used.",
  "error.not_scim.action": "Check the address: it must be the SCIM base URL.",

  "error.old_version.what": "{connection} speaks SCIM 1.1; nothing was sent.",
  "error.old_version.why": "Rollcall reads from such servers. What a change means there differs from SCIM 2.0.",
  "error.old_version.action": "Ask for the address of the service’s SCIM 2.0 interface.",
  "error.redirected.what": "{connection} points to another address.",
  "error.redirected.why": "The request was not sent there, so that no secret goes astray.",
  "error.redirected.action": "If the service has moved, enter its new address.",

  "error.too_large.what": "{connection} sent an answer that is too large.",
  "error.too_large.why": "It is larger or deeper than allowed and was not read to its end.",
  "error.too_large.action": "Ask for fewer records or attributes at a time.",

  "error.rate_limited.what": "{connection} asks to slow down.",
  "error.rate_limited.why": "It gets more requests than it takes. Nothing was changed.",
  "error.rate_limited.action": "Wait a little and try again.",

  "error.server_error.what": "{connection} failed.",
  "error.server_error.why": "The server itself has a fault. If it was a change, it may have been made.",
  "error.server_error.action": "Try again later; if it was a change, look first whether it was made.",

  "error.sign_in_failed.what": "Signing in failed.",
  "error.sign_in_failed.why": "The authorization server gave no access token. Nothing was sent to the server.",
  "error.sign_in_failed.action": "Check the sign-in settings of the connection.",
  "error.sign_in_failed.refused.what": "The authorization server refused the sign-in ({code}).",
  "error.sign_in_failed.refused.action": "Check the client ID, its secret or key, how it is sent, and the scope.",
  "error.sign_in_failed.ended.what": "The sign-in no longer holds.",
  "error.sign_in_failed.ended.why": "The authorization server does not accept the refresh token any more, or there is none.",
  "error.sign_in_failed.ended.action": "Sign in again in the connection's settings.",
  "error.sign_in_failed.nobody.what": "Nobody signed in.",
  "error.sign_in_failed.nobody.why": "Rollcall waited for five minutes. Nothing was sent to the server.",
  "error.sign_in_failed.nobody.action": "Sign in again.",
  "error.sign_in_failed.noToken.what": "The token address answered with something that is no token.",
  "error.sign_in_failed.noToken.action": "Check the token address.",

  "error.secret_missing.what": "{connection} has no token or password stored.",
  "error.secret_missing.why": "Without it the server does not answer. The copy can still be read.",
  "error.secret_missing.action": "Enter the sign-in in the connection's form.",

  "error.keychain_locked.what": "The keychain is locked.",
  "error.keychain_locked.why": "The keys cannot be read. Nothing was changed.",
  "error.keychain_locked.action": "Unlock the keychain, then try again.",

  "error.keychain_unavailable.what": "The keychain of this computer cannot be used.",
  "error.keychain_unavailable.why": "It does not answer or refuses. Nothing was changed.",
  "error.keychain_unavailable.action": "Check whether the keychain runs, then try again.",

  "error.wrong_passphrase.what": "The passphrase does not open this store.",
  "error.wrong_passphrase.why": "Nothing was changed.",
  "error.wrong_passphrase.action": "Check the keyboard layout and capital letters, then try again.",

  "error.setup_needed.what": "Rollcall has not been set up here.",
  "error.setup_needed.why": "It needs to know where to keep its keys.",
  "error.setup_needed.action": "Choose a way to keep them.",

  "error.passphrase_needed.what": "This store is opened with a passphrase.",
  "error.passphrase_needed.why": "Without it nothing can be read.",
  "error.passphrase_needed.action": "Enter the passphrase.",

  "error.store_stopped.what": "Rollcall has stopped before opening your data.",
  "error.store_stopped.why": "The data was left as it is.",
  "error.store_stopped.action": "Follow what the start screen says.",

  "error.store.what": "The store on this computer failed.",
  "error.store.why": "What was kept before is safe.",
  "error.store.action": "Check the free space on the disk, then try again.",

  "error.session_mode.what": "This is not possible while nothing is kept.",
  "error.session_mode.why": "A job needs a store that survives a crash.",
  "error.session_mode.action": "Set Rollcall up with a keychain or a passphrase.",

  "error.cancelled.what": "This was cancelled.",
  "error.cancelled.why": "Nothing more was done.",
  "error.cancelled.action": "Start it again when you want it.",

  "error.file.what": "The file cannot be used.",
  "error.file.why": "It cannot be read or written, or is not what it should be.",
  "error.file.action": "Choose another file or place.",

  "error.internal.what": "Rollcall made a mistake.",
  "error.internal.why": "Nothing was sent to the server by this step.",
  "error.internal.action": "Try again; if it happens again, report it.",
} as const satisfies Record<`error.${ErrorCode}.${"what" | "why" | "action"}`, string> & Record<string, string>;
