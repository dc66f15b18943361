//! Connections: which servers, with what secret, guarded how.

mod add;
mod auth_view;
mod clients;
pub(crate) mod clues;
mod dialect;
mod extras;
mod files;
pub(crate) mod knowledge;
mod network;
mod oauth;
mod portable;
mod profile;
pub(crate) mod recorder;
mod remove;
pub(crate) mod rows;
mod secret;
mod sign_in;
mod test;
mod token;
mod unlock;
mod update;
mod view;

use serde::{Deserialize, Serialize};

pub use auth_view::{AuthView, ClientProofKind, ExtraInput, ExtraPlace, ExtraView, OAuthView};
pub(crate) use files::HeldFiles;
pub use files::{ChosenFile, FilesChoice};
pub(crate) use network::NetworkProfile;
pub use network::{NetworkCertificate, NetworkInput, NetworkView, ProxyView};
pub use portable::{
    ConnectionInFile, ConnectionsExported, ConnectionsImported, ConnectionsInFile, PortableConnection,
    PortableNetwork,
};
pub(crate) use profile::Profile;
pub use sign_in::SignInPage;
pub(crate) use sign_in::SignIns;
pub(crate) use token::TokenLife;
pub use token::{TokenEnd, TokenNear, TokenView};

use crate::{At, ConnectionId, Notice, PresetChoice, PresetInUse, PresetPick, SecretInput};

/// What a connection is used for; decides the guards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Environment {
    /// Real people depend on it. Starts read-only, is unlocked for a while.
    #[default]
    Production,
    /// Test or staging.
    Test,
    /// For trying.
    Sandbox,
    /// The sample directory inside Rollcall.
    BuiltIn,
}

/// The colour a person gave a connection, to find it again. It never says anything by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum ConnectionColour {
    /// Blue.
    Blue,
    /// Violet.
    Violet,
    /// Teal.
    Teal,
    /// Green.
    Green,
    /// Amber.
    Amber,
    /// Grey.
    Grey,
}

/// A colour to give, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ColourPick {
    /// Which; null for none.
    pub colour: Option<ConnectionColour>,
}

/// Where the secret of a connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum SecretState {
    /// The connection needs none.
    NotNeeded,
    /// Stored.
    Stored,
    /// Not stored: it must be entered (again).
    Missing,
    /// The keychain did not answer the question.
    Unknown,
}

/// Whether writes may go out, and why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum WriteState {
    /// The connection is read-only by its own switch.
    ReadOnly,
    /// Production, locked: unlock it for a while.
    Locked,
    /// Production, unlocked until this instant.
    Unlocked {
        /// When it locks again.
        until: At,
    },
    /// Writes may go out.
    Writable,
}

/// One connection, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ConnectionView {
    /// Its identity.
    pub id: ConnectionId,
    /// Its name, unique without regard to case.
    pub name: String,
    /// Base URL; for the sample directory only while it runs.
    pub url: Option<String>,
    /// Host and port for display.
    pub host: String,
    /// What it is used for.
    pub environment: Environment,
    /// How it signs in.
    pub auth: AuthView,
    /// What else goes with every request.
    pub extras: Vec<ExtraView>,
    /// How it is reached.
    pub network: NetworkView,
    /// The read-only switch.
    pub read_only: bool,
    /// Whether writes may go out now.
    pub writes: WriteState,
    /// Where its secret stands.
    pub secret: SecretState,
    /// When its token or secret ends, as far as it is known.
    pub token: Option<TokenView>,
    /// Plain HTTP on loopback: not encrypted.
    pub not_encrypted: bool,
    /// Its colour.
    pub colour: Option<ConnectionColour>,
    /// The person's notes.
    pub notes: String,
    /// When it was added.
    pub created_at: At,
    /// Age of the offline copy: the oldest of its types, when there is one.
    pub synced_at: Option<At>,
    /// The preset it goes by.
    pub preset: Option<PresetInUse>,
}

/// A new connection.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct NewConnection {
    /// Its name.
    pub name: String,
    /// Base URL: HTTPS, or HTTP on loopback.
    pub url: String,
    /// What it is used for; production when not said.
    #[serde(default)]
    pub environment: Environment,
    /// How it signs in.
    pub auth: AuthView,
    /// The token, password or key.
    #[serde(default)]
    pub secret: Option<SecretInput>,
    /// When the token or secret ends, for one that does not say so itself.
    #[serde(default)]
    pub token_ends_at: Option<At>,
    /// A refresh token that was got otherwise.
    #[serde(default)]
    pub refresh_token: Option<SecretInput>,
    /// What else goes with every request.
    #[serde(default)]
    pub extras: Vec<ExtraInput>,
    /// How it is reached.
    #[serde(default)]
    pub network: NetworkInput,
    /// The read-only switch; `None` takes the environment's default (on for production only).
    #[serde(default)]
    pub read_only: Option<bool>,
    /// Its colour.
    #[serde(default)]
    pub colour: Option<ConnectionColour>,
    /// Notes.
    #[serde(default)]
    pub notes: String,
    /// The preset of the product.
    #[serde(default)]
    pub preset: Option<PresetChoice>,
}

/// Changes to a connection; what is `None` stays.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
pub struct ConnectionChange {
    /// New name.
    pub name: Option<String>,
    /// New base URL. A secret is bound to its origin: on another origin it must be entered again.
    pub url: Option<String>,
    /// New environment.
    pub environment: Option<Environment>,
    /// New way to sign in.
    pub auth: Option<AuthView>,
    /// New read-only switch.
    pub read_only: Option<bool>,
    /// New colour.
    pub colour: Option<ColourPick>,
    /// New notes.
    pub notes: Option<String>,
    /// New secret.
    pub secret: Option<SecretInput>,
    /// When the token or secret ends, for one that does not say so itself.
    pub token_ends_at: Option<At>,
    /// New refresh token, got otherwise.
    pub refresh_token: Option<SecretInput>,
    /// All that goes with every request from now on.
    pub extras: Option<Vec<ExtraInput>>,
    /// Another preset, or none.
    pub preset: Option<PresetPick>,
    /// How it is reached from now on.
    pub network: NetworkInput,
}

/// A connection that was added or changed, with what should be known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ConnectionSaved {
    /// The connection.
    pub connection: ConnectionView,
    /// E.g. that spaces around the token were removed.
    pub notices: Vec<Notice>,
}

/// What a test tries: a saved connection, or a form that is not saved yet.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum TestSubject {
    /// A saved connection.
    Saved {
        /// Which.
        connection: ConnectionId,
    },
    /// A form. Without a secret, and with `saved` given, the stored secret is used if the origin is the same.
    Form {
        /// As filled in.
        form: Box<NewConnection>,
        /// The saved connection being edited.
        saved: Option<ConnectionId>,
    },
}

/// What a test did step by step. Closed: the window has a sentence for each in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum StepName {
    /// The address can be used.
    Address,
    /// The server answers.
    Reach,
    /// The server accepts the sign-in.
    SignIn,
    /// The address leads to a SCIM service.
    Scim,
    /// People can be read.
    List,
}

/// One step of a connection test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TestStep {
    /// Which one.
    pub name: StepName,
    /// How it went.
    pub result: StepResult,
    /// Whether what it did is not encrypted, which is allowed on this computer only.
    pub plain: bool,
    /// One sentence.
    pub message: String,
}

/// How a step of a test went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum StepResult {
    /// It works.
    Done,
    /// It works with a deviation.
    Doubt,
    /// It does not work.
    Failed,
    /// Not tried, because an earlier step failed.
    Waiting,
}

/// A departure from the RFCs that was met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct DeviationView {
    /// What it is.
    #[cfg_attr(feature = "wire", ts(type = "import(\"./DeviationCode\").DeviationCode"))]
    pub code: rollcall_scim_client::DeviationCode,
    /// One sentence.
    pub message: String,
    /// What the sentence names, for other languages.
    pub params: std::collections::BTreeMap<String, String>,
}

impl From<rollcall_scim_client::Deviation> for DeviationView {
    fn from(of: rollcall_scim_client::Deviation) -> Self {
        Self {
            code: of.code,
            message: of.message,
            params: of.params,
        }
    }
}

/// What answered at an address that was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum TriedAnswer {
    /// SCIM.
    Scim,
    /// It asks for a sign-in (401, 403).
    SignIn,
    /// A web page.
    WebPage,
    /// There is nothing (404).
    Nothing,
    /// Something else.
    Other,
    /// No answer came.
    Silence,
}

/// An address that the test tried in place of the one given, with one read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TriedAddress {
    /// Its path, without the origin, which is the same.
    pub path: String,
    /// HTTP status; `None` without an answer.
    pub status: Option<u16>,
    /// What answered.
    pub answer: TriedAnswer,
}

/// The result of a connection test. It only reads.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TestReport {
    /// Whether the server can be used.
    pub usable: bool,
    /// What was tried, in order.
    pub steps: Vec<TestStep>,
    /// The cause when it cannot be used.
    pub failure: Option<crate::EngineError>,
    /// An address that would work better, when the test found one.
    pub suggested_url: Option<String>,
    /// The addresses that were tried for it, in order.
    pub tried: Vec<TriedAddress>,
    /// Departures from the RFCs.
    pub deviations: Vec<DeviationView>,
    /// What the server can do.
    pub capabilities: Vec<crate::Capability>,
    /// Names of the resource types.
    pub types: Vec<String>,
    /// How long it took, in milliseconds.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub duration_ms: u64,
}

/// What removing a connection did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ConnectionRemoved {
    /// Its name.
    pub name: String,
    /// E.g. that the token could not be deleted from the keychain.
    pub notices: Vec<Notice>,
}
