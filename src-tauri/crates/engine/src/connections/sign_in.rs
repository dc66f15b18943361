//! A person signs in at an authorization server, in the browser.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use rollcall_scim_client::Auth;
use rollcall_scim_client::oauth::{Authorization, EndpointUrl, Page};
use serde::Deserialize;
use tokio::sync::Notify;

use crate::{
    AuthView, ConnectionId, ConnectionSaved, Engine, EngineError, EngineEvent, ErrorCode, Notice, NoticeCode,
};

/// What the browser shows at the end, in the person's language.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SignInPage {
    /// The heading.
    pub title: String,
    /// What to do now.
    pub text: String,
}

impl Default for SignInPage {
    fn default() -> Self {
        Self {
            title: "You are back in Rollcall".into(),
            text: "You can close this page.".into(),
        }
    }
}

/// Sign-ins that wait for their person: one for each connection.
#[derive(Default)]
pub(crate) struct SignIns(Mutex<HashMap<ConnectionId, Arc<Notify>>>);

impl SignIns {
    /// Begins one, and ends the one before.
    fn begin(&self, connection: ConnectionId) -> Arc<Notify> {
        let ended = Arc::new(Notify::new());
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = all.insert(connection, ended.clone()) {
            before.notify_one();
        }
        ended
    }

    fn end(&self, connection: ConnectionId) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(waiting) = all.remove(&connection) {
            waiting.notify_one();
        }
    }
}

impl Engine {
    /// Has a person sign in: `open` gets the address for the browser, and the answer is awaited on this computer for
    /// five minutes. The refresh token is kept with the secrets.
    pub async fn connection_sign_in(
        &self,
        connection: ConnectionId,
        page: SignInPage,
        open: impl FnOnce(&str) + Send,
    ) -> Result<ConnectionSaved, EngineError> {
        let store = self.store()?;
        let profile = self.profile(connection).await?;
        let AuthView::Person { authorize_url, oauth } = &profile.auth else {
            return Err(not_for_people(&profile.name));
        };
        if authorize_url.is_empty() {
            return Err(not_for_people(&profile.name));
        }
        let endpoint = EndpointUrl::parse(authorize_url).map_err(|e| EngineError::from_base_url(&e))?;
        let Auth::OAuth(source) = self.access(&profile).await?.auth else {
            return Err(EngineError::internal("a sign-in without a source of tokens"));
        };
        let failed = |error| EngineError::from_client(&profile.name, &error);
        let ended = store.sign_ins.begin(connection);
        let waiting = Authorization::begin(&source, &endpoint, oauth.redirect_port)
            .await
            .map_err(failed)?;
        open(waiting.url());
        let page = Page {
            title: page.title,
            text: page.text,
        };
        let outcome = tokio::select! {
            outcome = waiting.finish(&page) => outcome.map_err(failed),
            () = ended.notified() => return Err(EngineError::new(
                ErrorCode::Cancelled,
                "Signing in was cancelled.",
                "Nothing was changed.",
                "",
            )),
        };
        store.sign_ins.end(connection);
        let lasting = outcome?;
        let mut notices = Vec::new();
        if !lasting {
            notices.push(Notice::new(
                NoticeCode::SignInShort,
                "The authorization server gave no refresh token: the sign-in ends with its access token. \
                 It often needs the scope offline_access.",
            ));
        }
        self.emit(EngineEvent::ConnectionsChanged {
            connection: Some(connection),
        });
        Ok(ConnectionSaved {
            connection: self.view(&profile).await?,
            notices,
        })
    }

    /// Ends a sign-in that waits for its person.
    pub fn connection_sign_in_cancel(&self, connection: ConnectionId) -> Result<(), EngineError> {
        self.store()?.sign_ins.end(connection);
        Ok(())
    }
}

fn not_for_people(name: &str) -> EngineError {
    EngineError::new(
        ErrorCode::Usage,
        format!("Nobody signs in to {name} in the browser."),
        "Its sign-in is of another kind, or has no address for the browser. Nothing was sent.",
        "Choose the sign-in in the browser, and enter the authorization address.",
    )
    .with("connection", name)
}
