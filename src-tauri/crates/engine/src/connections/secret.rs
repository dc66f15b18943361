//! Secrets as people enter them: checked before they are kept.

use super::oauth::checked_key;
use crate::{AuthView, ClientProofKind, EngineError, ErrorCode, Notice, NoticeCode, SecretInput};

/// A secret fit to be sent in a header, with what was corrected.
pub(crate) fn checked(
    secret: &SecretInput,
    auth: &AuthView,
) -> Result<(SecretInput, Vec<Notice>), EngineError> {
    let refuse = |what: &str| {
        Err(EngineError::new(
            ErrorCode::InvalidInput,
            format!("The secret {what}."),
            "Nothing was saved.",
            "Copy it again, without line breaks.",
        )
        .with("field", "secret"))
    };
    let mut notices = Vec::new();
    let mut text = secret.expose();
    if auth
        .oauth()
        .is_some_and(|o| o.proof == ClientProofKind::PrivateKey)
    {
        checked_key(text)?;
        return Ok((SecretInput::new(text.trim().to_owned()), notices));
    }
    // A password may begin or end with a space; a token never does (RFC 6750 §2.1).
    if matches!(auth, AuthView::Bearer | AuthView::ApiKey { .. }) {
        let bare = text.trim();
        if bare.len() != text.len() {
            notices.push(Notice::new(
                NoticeCode::SecretTrimmed,
                "Spaces around the token were removed.",
            ));
        }
        text = bare;
        if let Some(rest) = text
            .get(..7)
            .filter(|p| *auth == AuthView::Bearer && p.eq_ignore_ascii_case("bearer "))
            .and(text.get(7..))
        {
            notices.push(Notice::new(
                NoticeCode::SecretPrefix,
                "The word Bearer before the token was removed.",
            ));
            text = rest.trim();
        }
    } else {
        // The line break that `echo` or a file's last line brings is not part of a password.
        let bare = text
            .strip_suffix('\n')
            .map_or(text, |t| t.strip_suffix('\r').unwrap_or(t));
        if bare.len() != text.len() {
            notices.push(Notice::new(
                NoticeCode::SecretLineBreak,
                "The line break at the end of the password was removed.",
            ));
        }
        text = bare;
    }
    if text.is_empty() {
        return refuse("is empty");
    }
    if text.contains(['\n', '\r']) {
        return refuse("contains a line break");
    }
    if text.chars().any(char::is_control) {
        return refuse("contains a character that cannot be sent");
    }
    if matches!(auth, AuthView::Bearer) && (!text.is_ascii() || text.contains(' ')) {
        return refuse("contains a character that no token has");
    }
    if matches!(auth, AuthView::ApiKey { .. }) && !text.is_ascii() {
        return refuse("contains a character that no key has");
    }
    Ok((SecretInput::new(text.to_owned()), notices))
}

/// Whether a text that should be something else (a name, a note) looks like a token (threats I9).
pub(crate) fn looks_like_token(text: &str) -> bool {
    let text = text.trim();
    if text.get(..7).is_some_and(|p| p.eq_ignore_ascii_case("bearer ")) {
        return true;
    }
    text.split_whitespace().any(|word| {
        let mut parts = word.split('.');
        let long = |p: Option<&str>| p.is_some_and(|p| p.len() >= 8);
        word.starts_with("eyJ") && long(parts.next()) && long(parts.next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, auth: &AuthView) -> Result<(SecretInput, Vec<Notice>), EngineError> {
        checked(&SecretInput::new(text.into()), auth)
    }

    #[test]
    fn a_token_with_spaces_around_it_is_trimmed_and_said_so() {
        let (secret, notices) = check("  abc123\n", &AuthView::Bearer).unwrap();
        assert_eq!(
            secret.expose(),
            "abc123",
            "the copied line break is no part of the token"
        );
        assert_eq!(
            notices[0].code,
            NoticeCode::SecretTrimmed,
            "a correction is never silent"
        );
    }

    #[test]
    fn a_token_with_a_line_break_inside_is_refused_and_not_repeated() {
        let error = check("CANARY\nTOKEN", &AuthView::Bearer).unwrap_err();
        assert!(error.message.contains("line break"), "the cause is named");
        assert!(
            !format!("{error:?}").contains("CANARY"),
            "the secret is not in the error"
        );
    }

    #[test]
    fn a_password_keeps_its_spaces() {
        let auth = AuthView::Basic { user: "kim".into() };
        let (secret, _) = check(" correct horse \r\n", &auth).unwrap();
        assert_eq!(
            secret.expose(),
            " correct horse ",
            "spaces may be part of a password"
        );
    }

    #[test]
    fn an_empty_secret_is_none() {
        assert!(
            check("  ", &AuthView::Bearer).is_err(),
            "an empty token would be sent as such"
        );
    }

    #[test]
    fn a_token_in_the_name_is_noticed() {
        assert!(looks_like_token("Bearer abc"), "pasted with its word");
        assert!(
            looks_like_token("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc"),
            "a JSON web token"
        );
        assert!(!looks_like_token("Globex production (east)"), "a name is a name");
    }
}
