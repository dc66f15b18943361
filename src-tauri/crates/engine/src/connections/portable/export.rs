//! Writes connections to a file, without anything secret. What looks like a secret in a place that is none is left out
//! as well, and said so.

use std::io::Write as _;
use std::path::Path;

use rollcall_presets::field::Field;
use rollcall_storage::table::overrides;
use url::Url;

use super::super::profile::Profile;
use super::super::secret::looks_like_token;
use super::{ConnectionsExported, FORMAT, PortableConnection, PortableFile, PortableNetwork, VERSION};
use crate::export::{Writing, file_name, file_trouble};
use crate::{
    AuthView, ConnectionId, Engine, EngineError, ErrorCode, ExtraView, Notice, NoticeCode, PresetChoice,
};

/// Parts of names of headers and parameters whose values are secrets, whatever a person called them.
const SECRET_NAMES: [&str; 8] = [
    "auth",
    "token",
    "secret",
    "password",
    "key",
    "cookie",
    "session",
    "signature",
];

impl Engine {
    /// Writes these connections to a file, or all when none is named. The sample directory is never in it.
    pub async fn connection_export(
        &self,
        connections: &[ConnectionId],
        file: &Path,
        replace: bool,
    ) -> Result<ConnectionsExported, EngineError> {
        let mut all = self.profiles().await?;
        all.retain(|p| !p.built_in() && (connections.is_empty() || connections.contains(&p.id)));
        if all.is_empty() {
            return Err(EngineError::new(
                ErrorCode::Usage,
                "There is no connection to export.",
                "The sample directory is made anew on each computer.",
                "",
            ));
        }
        let mut notices = Vec::new();
        let mut portable = Vec::new();
        for profile in &all {
            portable.push(self.portable(profile, &mut notices).await?);
        }
        let count = u32::try_from(portable.len()).unwrap_or(u32::MAX);
        let name = file_name(file);
        let trouble = |error: std::io::Error| file_trouble(&name, &error);
        let whole = PortableFile {
            format: FORMAT.into(),
            version: VERSION,
            connections: portable,
        };
        let mut text =
            serde_json::to_vec_pretty(&whole).map_err(|_| EngineError::internal("a file of connections"))?;
        text.push(b'\n');
        let mut writing = Writing::begin(file, replace).map_err(trouble)?;
        writing.write_all(&text).map_err(trouble)?;
        writing.finish().map_err(trouble)?;
        Ok(ConnectionsExported {
            file: name,
            connections: count,
            notices,
        })
    }

    async fn portable(
        &self,
        profile: &Profile,
        notices: &mut Vec<Notice>,
    ) -> Result<PortableConnection, EngineError> {
        let mut left_out = Vec::new();
        let id = profile.id.0;
        let by_hand = self.store()?.jobs.read(move |c| overrides::all(c, id)).await?;
        let preset = self.preset_choice(profile.id).await?;
        let one = PortableConnection {
            name: profile.name.clone(),
            base_url: profile
                .base
                .as_ref()
                .map(|b| b.as_str().to_owned())
                .unwrap_or_default(),
            environment: profile.environment,
            sign_in: plain_sign_in(&profile.auth, &mut left_out),
            sent_along: profile
                .extras
                .iter()
                .map(|extra| plain_extra(extra, &mut left_out))
                .collect(),
            network: PortableNetwork::of(&profile.network),
            preset: preset.map(|choice| plain_choice(choice, &mut left_out)),
            // What was learned under names of its own means nothing elsewhere.
            set_by_hand: by_hand
                .into_iter()
                .filter(|row| Field::of(&row.feature).is_some_and(|f| f.parse(&row.value).is_ok()))
                .filter(|row| !looks_like_token(&row.value))
                .map(|row| (row.feature, row.value))
                .collect(),
            colour: profile.colour,
            notes: if looks_like_token(&profile.notes) {
                left_out.push("notes".to_owned());
                String::new()
            } else {
                profile.notes.clone()
            },
        };
        if !left_out.is_empty() {
            let what = left_out.join(", ");
            notices.push(
                Notice::new(
                    NoticeCode::ProfileWithout,
                    format!(
                        "Of {} this looks like a secret and was left out: {what}.",
                        profile.name
                    ),
                )
                .with("connection", &profile.name)
                .with("what", what),
            );
        }
        Ok(one)
    }
}

/// A header or parameter; one that carries a secret under an open value loses it.
fn plain_extra(extra: &ExtraView, left_out: &mut Vec<String>) -> ExtraView {
    let value = extra.value.as_deref().unwrap_or_default();
    if !extra.secret && (has_secret_name(&extra.name) || looks_like_token(value)) {
        left_out.push(extra.name.clone());
        return ExtraView {
            secret: true,
            value: None,
            ..extra.clone()
        };
    }
    ExtraView {
        value: extra.value.clone().filter(|_| !extra.secret),
        ..extra.clone()
    }
}

fn plain_choice(mut choice: PresetChoice, left_out: &mut Vec<String>) -> PresetChoice {
    choice.variables.retain(|name, value| {
        let stays = !looks_like_token(value);
        if !stays {
            left_out.push(name.clone());
        }
        stays
    });
    choice
}

/// How it signs in. Addresses of authorization servers may have a query, and that may hold anything.
fn plain_sign_in(auth: &AuthView, left_out: &mut Vec<String>) -> AuthView {
    let mut auth = auth.clone();
    match &mut auth {
        AuthView::ClientCredentials { oauth } => plain_address(&mut oauth.token_url, left_out),
        AuthView::Person { authorize_url, oauth } => {
            plain_address(authorize_url, left_out);
            plain_address(&mut oauth.token_url, left_out);
        }
        AuthView::None | AuthView::Bearer | AuthView::Basic { .. } | AuthView::ApiKey { .. } => {}
    }
    auth
}

fn plain_address(address: &mut String, left_out: &mut Vec<String>) {
    let Ok(mut url) = Url::parse(address) else {
        return;
    };
    let secret = |name: &str, value: &str| has_secret_name(name) || looks_like_token(value);
    if !url.query_pairs().any(|(name, value)| secret(&name, &value)) {
        return;
    }
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, value)| !secret(name, value))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    url.set_query(None);
    if !kept.is_empty() {
        url.query_pairs_mut().extend_pairs(kept);
    }
    *address = url.into();
    left_out.push("query".to_owned());
}

fn has_secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRET_NAMES.iter().any(|part| name.contains(part))
}
