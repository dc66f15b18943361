//! What an error of the keychain means to a person. Its `Debug` is never used: it may hold the secret itself.

use keyring_core::Error;

use crate::SecretError;

pub(crate) fn explain(error: &Error) -> SecretError {
    match error {
        Error::NoEntry => SecretError::Absent,
        Error::NoStorageAccess(cause) => no_access(&short(&cause.to_string())),
        Error::PlatformFailure(cause) => failure(&short(&cause.to_string())),
        Error::NoDefaultStore => SecretError::Unavailable("this system has none that Rollcall knows".into()),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => {
            SecretError::Corrupt("the keychain holds something else under its name".into())
        }
        Error::BadStoreFormat(_) => SecretError::Unavailable("its own data cannot be read".into()),
        Error::Ambiguous(_) => SecretError::Corrupt("the keychain holds several entries of its name".into()),
        Error::TooLong(what, limit) => SecretError::Refused(format!("{what} is longer than {limit}")),
        Error::Invalid(what, why) => SecretError::Refused(format!("{what} {why}")),
        Error::NotSupportedByStore(_) => SecretError::Unavailable("it cannot do what Rollcall needs".into()),
        _ => SecretError::Unavailable("it failed in a way Rollcall does not know".into()),
    }
}

fn no_access(text: &str) -> SecretError {
    let lower = text.to_lowercase();
    // The Secret Service without a default keyring: get says "no entry", set says this (threats.md E3).
    if lower.contains("not returned") {
        return SecretError::Unavailable(
            "there is no default keyring; create one in your system's settings".into(),
        );
    }
    if lower.contains("denied") || lower.contains("not permitted") {
        return SecretError::Denied(text.to_owned());
    }
    SecretError::Locked(text.to_owned())
}

fn failure(text: &str) -> SecretError {
    let lower = text.to_lowercase();
    if lower.contains("islocked") || lower.contains("is locked") || lower.contains("locked collection") {
        return SecretError::Locked(text.to_owned());
    }
    if lower.contains("accessdenied")
        || lower.contains("access denied")
        || lower.contains("permission denied")
    {
        return SecretError::Denied(text.to_owned());
    }
    SecretError::Unavailable(text.to_owned())
}

/// System messages can be long; one line is enough for a person.
pub(crate) fn short(text: &str) -> String {
    text.lines()
        .next()
        .unwrap_or_default()
        .chars()
        .take(200)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_raw_bytes_of_a_bad_entry_never_reach_a_message() {
        let error = explain(&Error::BadEncoding(b"CANARY-TOKEN-7f3a".to_vec()));
        let shown = format!("{error} {error:?}");
        assert!(
            matches!(error, SecretError::Corrupt(_)),
            "bytes that are no text are damage: {error}"
        );
        assert!(
            !shown.contains("CANARY") && !shown.contains("67"),
            "an error must not carry the secret: {shown}"
        );
    }

    #[test]
    fn the_states_of_a_keychain_stay_distinct() {
        let said = |text: &str| Box::<dyn std::error::Error + Send + Sync>::from(text.to_owned());
        assert_eq!(
            explain(&Error::NoEntry),
            SecretError::Absent,
            "absent is an answer, not a failure"
        );
        let cases = [
            (
                Error::NoStorageAccess(said("SS error: prompt dismissed")),
                "locked",
            ),
            (
                Error::NoStorageAccess(said("SS error: result not returned from SS API")),
                "unavailable",
            ),
            (
                Error::PlatformFailure(said("org.freedesktop.Secret.Error.IsLocked")),
                "locked",
            ),
            (
                Error::PlatformFailure(said("org.freedesktop.DBus.Error.AccessDenied")),
                "denied",
            ),
            (Error::PlatformFailure(said("ServiceUnknown")), "unavailable"),
        ];
        for (error, expected) in cases {
            let state = match explain(&error) {
                SecretError::Locked(_) => "locked",
                SecretError::Unavailable(_) => "unavailable",
                SecretError::Denied(_) => "denied",
                _ => "other",
            };
            assert_eq!(state, expected, "each state has its own remedy: {error}");
        }
    }
}
