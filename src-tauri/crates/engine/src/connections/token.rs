//! When the token or secret of a connection ends, and the warnings before.

use rollcall_scim_client::oauth::jwt_expiry;
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use super::profile::Profile;
use super::rows::{from_millis, millis};
use crate::{At, AuthView, Engine, EngineError, Notice, NoticeCode, SecretInput};

/// How it is known when a token ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum TokenEnd {
    /// The token says so itself (`exp` of a JWT).
    Jwt,
    /// A person typed it in.
    Typed,
    /// The authorization server said so; Rollcall renews it by itself.
    Renewed,
}

/// How near the end of a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum TokenNear {
    /// More than 30 days, or it is renewed by itself.
    Far,
    /// At most 30 days.
    Month,
    /// At most 7 days.
    Week,
    /// At most one day.
    Day,
    /// It has ended.
    Over,
}

/// When the token or secret of a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TokenView {
    /// The instant.
    pub ends_at: At,
    /// How it is known.
    pub from: TokenEnd,
    /// How near it is.
    pub near: TokenNear,
}

/// The end of a token as the profile keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TokenLife {
    /// Unix milliseconds, UTC.
    ends_ms: i64,
    from: TokenEnd,
}

impl TokenLife {
    /// What is known after an input: of a new secret its own word, else what a person typed in, else nothing. Without
    /// a new secret what was known stays, unless it was typed in anew.
    pub(super) fn after(
        before: Option<Self>,
        auth: &AuthView,
        secret: Option<&SecretInput>,
        typed: Option<At>,
    ) -> Option<Self> {
        let typed = typed.map(|at| Self::new(at.0, TokenEnd::Typed));
        let Some(secret) = secret else {
            return match before {
                Some(known) if known.from == TokenEnd::Jwt => Some(known),
                known => typed.or(known),
            };
        };
        let jwt = match auth {
            AuthView::Bearer | AuthView::ApiKey { .. } => jwt_expiry(secret.expose()),
            _ => None,
        };
        jwt.map(|at| Self::new(at, TokenEnd::Jwt)).or(typed)
    }

    fn new(at: OffsetDateTime, from: TokenEnd) -> Self {
        Self {
            ends_ms: millis(at),
            from,
        }
    }

    fn view(self, now: OffsetDateTime) -> TokenView {
        let ends = from_millis(self.ends_ms);
        TokenView {
            ends_at: At(ends),
            from: self.from,
            near: near(ends - now),
        }
    }
}

fn near(left: Duration) -> TokenNear {
    match left {
        left if left <= Duration::ZERO => TokenNear::Over,
        left if left <= Duration::days(1) => TokenNear::Day,
        left if left <= Duration::days(7) => TokenNear::Week,
        left if left <= Duration::days(30) => TokenNear::Month,
        _ => TokenNear::Far,
    }
}

impl Engine {
    /// When the token of a profile ends: what is kept of it, else what the authorization server said of the present
    /// one.
    pub(super) fn token_view(&self, profile: &Profile) -> Option<TokenView> {
        let kept = profile.token.map(|life| life.view(self.now()));
        kept.or_else(|| {
            let source = self.store().ok()?.clients.source(profile.id)?;
            Some(TokenView {
                ends_at: At(source.ends_at()?),
                from: TokenEnd::Renewed,
                near: TokenNear::Far,
            })
        })
    }

    /// The tokens that end within 30 days or have ended, nearest first.
    pub(crate) async fn token_notices(&self) -> Result<Vec<Notice>, EngineError> {
        let mut ending: Vec<(At, Notice)> = self
            .profiles()
            .await?
            .iter()
            .filter_map(|profile| {
                let view = self.token_view(profile)?;
                Some((view.ends_at, ending(&profile.name, &view, self.now())?))
            })
            .collect();
        ending.sort_by_key(|(at, _)| *at);
        Ok(ending.into_iter().map(|(_, notice)| notice).collect())
    }

    /// That a job of so many rows may need longer than its token holds. A second for each row is a slow server.
    pub(crate) fn outlives_token(&self, profile: &Profile, rows: u64) -> Option<Notice> {
        let view = self.token_view(profile).filter(|v| v.from != TokenEnd::Renewed)?;
        let needed = Duration::seconds(i64::try_from(rows).unwrap_or(i64::MAX));
        let end = self.now().checked_add(needed)?;
        (end >= view.ends_at.0 || view.near == TokenNear::Over).then(|| {
            Notice::new(
                NoticeCode::JobOutlivesToken,
                format!(
                    "The token of {} ends on {}, perhaps before this job does. The job would pause and ask; \
                     a new token can be entered at any time.",
                    profile.name,
                    view.ends_at.0.date()
                ),
            )
            .with("connection", &profile.name)
            .with("date", view.ends_at.0.date().to_string())
        })
    }
}

fn ending(connection: &str, view: &TokenView, now: OffsetDateTime) -> Option<Notice> {
    let date = view.ends_at.0.date().to_string();
    let days = (view.ends_at.0 - now).whole_days();
    let notice = match view.near {
        TokenNear::Far => return None,
        TokenNear::Over => Notice::new(
            NoticeCode::TokenEnded,
            format!("The token of {connection} ended on {date}. Enter a new one; nothing else changes."),
        ),
        TokenNear::Month | TokenNear::Week | TokenNear::Day => Notice::new(
            NoticeCode::TokenEndsSoon,
            format!("The token of {connection} ends on {date}. Get a new one in time and enter it."),
        )
        .with("days", days.to_string()),
    };
    Some(notice.with("connection", connection).with("date", date))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_warnings_come_at_thirty_seven_and_one_day() {
        for (left, expected) in [
            (Duration::days(31), TokenNear::Far),
            (Duration::days(30), TokenNear::Month),
            (Duration::days(7), TokenNear::Week),
            (Duration::hours(24), TokenNear::Day),
            (Duration::seconds(1), TokenNear::Day),
            (Duration::ZERO, TokenNear::Over),
            (Duration::days(-3), TokenNear::Over),
        ] {
            assert_eq!(near(left), expected, "{left}");
        }
    }

    #[test]
    fn a_new_secret_ends_what_was_known_of_the_old_one() {
        let at = At(OffsetDateTime::UNIX_EPOCH + Duration::days(20_000));
        let typed = TokenLife::after(None, &AuthView::Bearer, None, Some(at));
        assert_eq!(typed.unwrap().from, TokenEnd::Typed);
        let opaque = SecretInput::new("opaque".into());
        assert_eq!(
            TokenLife::after(typed, &AuthView::Bearer, None, None),
            typed,
            "a new name changes nothing"
        );
        assert_eq!(
            TokenLife::after(typed, &AuthView::Bearer, Some(&opaque), None),
            None,
            "the end belonged to the old token"
        );
        // {"exp":1900000000}
        let jwt = SecretInput::new("eyJhbGciOiJub25lIn0.eyJleHAiOjE5MDAwMDAwMDB9.c2ln".into());
        let known = TokenLife::after(typed, &AuthView::Bearer, Some(&jwt), Some(at)).unwrap();
        assert_eq!(
            (known.ends_ms, known.from),
            (1_900_000_000_000, TokenEnd::Jwt),
            "its own word counts"
        );
    }
}
