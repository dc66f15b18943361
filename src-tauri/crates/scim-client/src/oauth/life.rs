//! When a token ends, as far as it says so itself.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use time::OffsetDateTime;

/// The `exp` of a token that is a JWT (RFC 7519 §4.1.4). The signature is the server's business.
pub fn jwt_expiry(token: &str) -> Option<OffsetDateTime> {
    let mut parts = token.trim().split('.');
    let (_header, claims) = (parts.next()?, parts.next()?);
    parts.next()?;
    let claims = URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok()?;
    let claims: Value = serde_json::from_slice(&claims).ok()?;
    let seconds = match claims.get("exp")? {
        Value::Number(n) => n
            .as_i64()
            .or_else(|| format!("{:.0}", n.as_f64()?).parse().ok())?,
        _ => return None,
    };
    OffsetDateTime::from_unix_timestamp(seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jwt(claims: &str) -> String {
        format!("eyJhbGciOiJub25lIn0.{}.c2ln", URL_SAFE_NO_PAD.encode(claims))
    }

    #[test]
    fn the_end_of_a_jwt_is_read_and_nothing_is_guessed() {
        let end = OffsetDateTime::from_unix_timestamp(1_900_000_000).unwrap();
        assert_eq!(jwt_expiry(&jwt(r#"{"exp":1900000000}"#)), Some(end));
        assert_eq!(
            jwt_expiry(&jwt(r#"{"exp":1900000000.0}"#)),
            Some(end),
            "some write a fraction"
        );
        for other in [
            "opaque-token",
            "a.b.c",
            &jwt(r#"{"sub":"1"}"#),
            &jwt(r#"{"exp":"soon"}"#),
            &jwt(r#"{"exp":99999999999999}"#),
        ] {
            assert_eq!(jwt_expiry(other), None, "{other}");
        }
    }
}
