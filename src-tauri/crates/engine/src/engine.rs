//! The handle.

use std::sync::Arc;

use tokio::sync::broadcast;

use crate::*;

/// What the engine is given.
pub struct EngineOptions {
    /// Where the files lie.
    pub home: Home,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// The sample directory, when the host process can start one.
    pub sample: Option<Arc<dyn SampleDirectory>>,
    /// `ROLLCALL_PASSPHRASE`.
    pub passphrase: Option<SecretInput>,
    /// `User-Agent` of all requests.
    pub user_agent: String,
}

impl EngineOptions {
    /// The usual options for a folder: this computer's clock and randomness, no sample directory,
    /// the passphrase from `ROLLCALL_PASSPHRASE`.
    pub fn new(home: Home) -> Self {
        Self {
            home,
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
            sample: None,
            passphrase: std::env::var("ROLLCALL_PASSPHRASE")
                .ok()
                .filter(|p| !p.is_empty())
                .map(SecretInput::new),
            user_agent: concat!("Rollcall/", env!("CARGO_PKG_VERSION")).into(),
        }
    }
}

/// Everything Rollcall does, behind one handle that is cheap to clone.
#[derive(Clone)]
pub struct Engine {
    events: broadcast::Sender<EngineEvent>,
}

type Result<T> = std::result::Result<T, EngineError>;

fn later<T>() -> Result<T> {
    Err(EngineError::internal("this part is not there yet"))
}

#[allow(unused_variables, clippy::unused_async)]
impl Engine {
    /// The handle, before anything is opened. Touches nothing.
    pub fn new(options: EngineOptions) -> Self {
        Self {
            events: broadcast::channel(1024).0,
        }
    }
    /// Looks at the folder and opens the store when it can be opened without a question. With
    /// `ROLLCALL_PASSPHRASE` given and no store, sets up passphrase mode.
    pub async fn start(&self) -> Result<SetupState> {
        later()
    }
    /// The present state.
    pub async fn setup_state(&self) -> SetupState {
        SetupState::NeedsPassphrase {
            folder: String::new(),
        }
    }
    /// First run: sets up the store in the chosen mode. Refused when a store exists.
    pub async fn setup(&self, choice: SetupChoice) -> Result<SetupState> {
        later()
    }
    /// Opens a store in passphrase mode.
    pub async fn open_with_passphrase(&self, passphrase: SecretInput) -> Result<SetupState> {
        later()
    }
    /// Tries a stopped store again (keychain unlocked meanwhile, disk freed).
    pub async fn retry_open(&self) -> Result<SetupState> {
        later()
    }
    /// Waits for what is being written, closes the stores, deletes a session's folder.
    pub async fn close(&self) {}
    /// Everything that happens from now on.
    pub fn events(&self) -> broadcast::Receiver<EngineEvent> {
        self.events.subscribe()
    }

    // Connections
    /// Saves a profile and its secret; makes no request.
    pub async fn connection_add(&self, new: NewConnection) -> Result<ConnectionSaved> {
        later()
    }
    /// The sample directory's connection, added when it is not there yet.
    pub async fn connection_add_sample(&self) -> Result<ConnectionView> {
        later()
    }
    /// All, by name.
    pub async fn connection_list(&self) -> Result<Vec<ConnectionView>> {
        later()
    }
    /// One.
    pub async fn connection_show(&self, connection: ConnectionId) -> Result<ConnectionView> {
        later()
    }
    /// One by its name (without case) or id.
    pub async fn connection_find(&self, name: &str) -> Result<ConnectionView> {
        later()
    }
    /// Changes a profile.
    pub async fn connection_update(
        &self,
        connection: ConnectionId,
        change: ConnectionChange,
    ) -> Result<ConnectionSaved> {
        later()
    }
    /// Removes it with its token and its copy.
    pub async fn connection_remove(&self, connection: ConnectionId) -> Result<ConnectionRemoved> {
        later()
    }
    /// Tries it; only reads. `Ok` with `usable: false` names the cause.
    pub async fn connection_test(&self, subject: TestSubject) -> Result<TestReport> {
        later()
    }
    /// Lets writes out on production for `minutes` (30 when `None`, at most 480).
    pub async fn connection_unlock(
        &self,
        connection: ConnectionId,
        minutes: Option<u32>,
    ) -> Result<ConnectionView> {
        later()
    }
    /// Ends the unlocking.
    pub async fn connection_lock(&self, connection: ConnectionId) -> Result<ConnectionView> {
        later()
    }

    // Guards
    /// Whether a command with this effect may run: refuses writes on read-only and locked connections.
    pub async fn authorize(&self, connection: ConnectionId, effect: Effect) -> Result<()> {
        later()
    }
    /// Issues a one-time confirmation for (connection, fingerprint, count), good for five minutes.
    pub async fn confirm(
        &self,
        connection: ConnectionId,
        fingerprint: &str,
        count: u64,
        answer: ConfirmAnswer,
    ) -> Result<Confirmation> {
        later()
    }

    // Resources
    /// The resource types of a connection; from the copy unless `refresh`.
    pub async fn models(&self, connection: ConnectionId, refresh: bool) -> Result<Vec<TypeModel>> {
        later()
    }
    /// A live list.
    pub async fn resource_list(&self, connection: ConnectionId, request: ListRequest) -> Result<ListResult> {
        later()
    }
    /// One resource from the server.
    pub async fn resource_get(
        &self,
        connection: ConnectionId,
        type_name: &str,
        id: &str,
    ) -> Result<ResourceView> {
        later()
    }
    /// One resource from the offline copy.
    pub async fn resource_cached(
        &self,
        connection: ConnectionId,
        type_name: &str,
        id: &str,
    ) -> Result<Option<ResourceView>> {
        later()
    }
    /// Prepares a change and shows it; reads, never writes.
    pub async fn prepare_change(
        &self,
        connection: ConnectionId,
        type_name: &str,
        change: Change,
    ) -> Result<ChangeReview> {
        later()
    }
    /// Sends a prepared change, reads back and compares. Each review is applied at most once.
    pub async fn apply_change(
        &self,
        connection: ConnectionId,
        fingerprint: &str,
        confirmation: Option<Confirmation>,
    ) -> Result<ChangeOutcome> {
        later()
    }

    // Groups
    /// Resolves a pasted list against a group; reads, never writes. Apply its `review` with [`Self::apply_change`].
    pub async fn plan_members(
        &self,
        connection: ConnectionId,
        request: MembersRequest,
    ) -> Result<MembersPlan> {
        later()
    }

    // The offline copy
    /// Reads the types named (all when empty) into the copy. Progress comes as events.
    pub async fn sync(&self, connection: ConnectionId, types: Vec<String>) -> Result<SyncReport> {
        later()
    }
    /// Stops a synchronisation after the page under way.
    pub fn sync_cancel(&self, connection: ConnectionId) {}
    /// Age and size of the copy, type by type.
    pub async fn copies(&self, connection: ConnectionId) -> Result<Vec<CopyState>> {
        later()
    }
    /// A window of the grid.
    pub async fn rows(&self, connection: ConnectionId, request: RowsRequest) -> Result<RowsWindow> {
        later()
    }
    /// Offline search over all types.
    pub async fn search(&self, connection: ConnectionId, text: &str, limit: u64) -> Result<SearchResult> {
        later()
    }

    // Knowledge, record, settings
    /// What the server can do.
    pub async fn capabilities(&self, connection: ConnectionId) -> Result<Vec<Capability>> {
        later()
    }
    /// The newest exchanges, before `before_seq` when given.
    pub async fn exchanges(
        &self,
        connection: ConnectionId,
        limit: u32,
        before_seq: Option<i64>,
    ) -> Result<Vec<ExchangeView>> {
        later()
    }
    /// The settings.
    pub async fn settings(&self) -> Result<Settings> {
        later()
    }
    /// Keeps the settings.
    pub async fn set_settings(&self, settings: Settings) -> Result<Settings> {
        later()
    }
    /// Where things lie.
    pub async fn places(&self) -> Result<Places> {
        later()
    }
}
