//! Profiles as rows of the store.

use rollcall_scim_client::BaseUrl;
use rollcall_storage::StorageError;
use rollcall_storage::table::connections::{self as table, ConnectionKind, ConnectionRow};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::profile::Profile;
use super::view::missing;
use super::{NetworkProfile, TokenLife};
use crate::{AuthView, ConnectionId, Engine, EngineError, Environment, ExtraView};

/// Q and read lag of a connection nobody has measured (the jobs crate's defaults), in milliseconds.
pub(crate) const Q_MS: i64 = 90_000;
pub(crate) const READ_LAG_MS: i64 = 5_000;

impl Engine {
    /// A profile by id.
    pub(crate) async fn profile(&self, id: ConnectionId) -> Result<Profile, EngineError> {
        let row = self.store()?.jobs.read(move |c| table::get(c, id.0)).await?;
        row.map(read).transpose()?.ok_or_else(|| missing(&id.to_string()))
    }

    /// All profiles, by name.
    pub(crate) async fn profiles(&self) -> Result<Vec<Profile>, EngineError> {
        let rows = self.store()?.jobs.read(table::all).await?;
        rows.into_iter()
            .map(|row| read(row).map_err(Into::into))
            .collect()
    }
}

/// The present time as the store keeps it.
pub(crate) fn millis(at: OffsetDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}

/// A time of the store; one outside the calendar counts as its beginning.
pub(crate) fn from_millis(at: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(at) * 1_000_000)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// A profile of a row.
pub(crate) fn read(row: ConnectionRow) -> Result<Profile, StorageError> {
    let bad = |what| StorageError::BadValue { what };
    let built_in = row.kind == ConnectionKind::Builtin;
    let details: Details =
        serde_json::from_str(&row.profile_json).map_err(|_| bad("connections.profile_json"))?;
    Ok(Profile {
        id: ConnectionId(row.id),
        base: if built_in {
            None
        } else {
            Some(BaseUrl::parse(&row.base_url).map_err(|_| bad("connections.base_url"))?)
        },
        environment: if built_in {
            Environment::BuiltIn
        } else {
            match row.environment {
                table::Environment::Production => Environment::Production,
                table::Environment::Test => Environment::Test,
                table::Environment::Sandbox => Environment::Sandbox,
            }
        },
        auth: match (row.auth_kind.as_str(), row.auth_user) {
            ("none", _) => AuthView::None,
            ("bearer", _) => AuthView::Bearer,
            ("basic", user) => AuthView::Basic {
                user: user.unwrap_or_default(),
            },
            _ => details.auth.ok_or(bad("connections.auth_kind"))?,
        },
        extras: details.extras,
        token: details.token,
        network: details.network,
        name: row.name,
        read_only: row.read_only,
        unlocked_until: row.unlocked_until.map(from_millis),
        // One that this version does not know is none.
        colour: row
            .colour
            .and_then(|word| serde_json::from_value(serde_json::Value::String(word)).ok()),
        notes: row.notes,
        created_at: from_millis(row.created_at),
    })
}

/// A new row of a profile.
pub(crate) fn write(profile: &Profile) -> ConnectionRow {
    let mut row = ConnectionRow {
        id: profile.id.0,
        name: String::new(),
        kind: ConnectionKind::Server,
        base_url: String::new(),
        environment: table::Environment::Production,
        auth_kind: String::new(),
        auth_user: None,
        read_only: true,
        unlocked_until: None,
        colour: None,
        notes: String::new(),
        q_ms: Q_MS,
        read_lag_ms: READ_LAG_MS,
        created_at: millis(profile.created_at),
        profile_json: "{}".into(),
    };
    write_into(profile, &mut row);
    row
}

/// Puts a changed profile into its row; what this version does not know of the row stays.
pub(crate) fn write_into(profile: &Profile, row: &mut ConnectionRow) {
    row.name = profile.name.clone();
    row.kind = if profile.built_in() {
        ConnectionKind::Builtin
    } else {
        ConnectionKind::Server
    };
    row.base_url = profile
        .base
        .as_ref()
        .map(|b| b.as_str().to_owned())
        .unwrap_or_default();
    row.environment = match profile.environment {
        Environment::Production => table::Environment::Production,
        Environment::Test => table::Environment::Test,
        Environment::Sandbox | Environment::BuiltIn => table::Environment::Sandbox,
    };
    (row.auth_kind, row.auth_user) = match &profile.auth {
        AuthView::None => ("none".into(), None),
        AuthView::Bearer => ("bearer".into(), None),
        AuthView::Basic { user } => ("basic".into(), Some(user.clone())),
        AuthView::ApiKey { .. } => ("apiKey".into(), None),
        AuthView::ClientCredentials { .. } => ("clientCredentials".into(), None),
        AuthView::Person { .. } => ("person".into(), None),
    };
    row.profile_json = details(profile, &row.profile_json);
    row.read_only = profile.read_only;
    row.unlocked_until = profile.unlocked_until.map(millis);
    row.colour = profile
        .colour
        .and_then(|colour| Some(serde_json::to_value(colour).ok()?.as_str()?.to_owned()));
    row.notes = profile.notes.clone();
}

/// The part of a profile that has no column of its own.
#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Details {
    /// Ways to sign in with more to them than a user name.
    auth: Option<AuthView>,
    extras: Vec<ExtraView>,
    token: Option<TokenLife>,
    network: NetworkProfile,
}

/// The details as JSON; keys that this part does not know stay.
fn details(profile: &Profile, kept: &str) -> String {
    let own = Details {
        auth: match profile.auth {
            AuthView::None | AuthView::Bearer | AuthView::Basic { .. } => None,
            ref other => Some(other.clone()),
        },
        extras: profile.extras.clone(),
        token: profile.token,
        network: profile.network.clone(),
    };
    let mut all: serde_json::Map<String, serde_json::Value> = serde_json::from_str(kept).unwrap_or_default();
    if let Ok(serde_json::Value::Object(own)) = serde_json::to_value(own) {
        all.extend(own);
    }
    serde_json::Value::Object(all).to_string()
}
