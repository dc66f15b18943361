//! The handle, and what every use case asks of it.

use std::sync::{Arc, PoisonError, RwLock};

use time::OffsetDateTime;
use tokio::sync::broadcast;

use crate::open_store::OpenStore;
use crate::{
    Clock, EngineError, EngineEvent, Entropy, ErrorCode, Home, SampleDirectory, SecretInput, SetupState,
    SystemClock, SystemEntropy,
};

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
    /// Tests only: Q and read lag of the queue in milliseconds, instead of what is known of the connection.
    pub job_timing: Option<(u32, i64)>,
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
            job_timing: None,
        }
    }
}

/// Everything Rollcall does, behind one handle that is cheap to clone.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    options: EngineOptions,
    events: broadcast::Sender<EngineEvent>,
    slot: RwLock<Slot>,
    setting_up: tokio::sync::Mutex<()>,
    imports: crate::import::Sources,
}

/// The store, or why there is none.
pub(crate) enum Slot {
    /// Nobody looked yet.
    NotStarted,
    /// Looked, and it is not open.
    Closed(SetupState),
    /// Open.
    Open(Arc<OpenStore>),
}

impl Engine {
    /// The handle, before anything is opened. Touches nothing.
    pub fn new(options: EngineOptions) -> Self {
        Self {
            inner: Arc::new(Inner {
                options,
                events: broadcast::channel(4096).0,
                slot: RwLock::new(Slot::NotStarted),
                setting_up: tokio::sync::Mutex::new(()),
                imports: crate::import::Sources::default(),
            }),
        }
    }

    /// Everything that happens from now on.
    pub fn events(&self) -> broadcast::Receiver<EngineEvent> {
        self.inner.events.subscribe()
    }

    /// Tells whoever listens; nobody has to.
    pub(crate) fn emit(&self, event: EngineEvent) {
        let _ = self.inner.events.send(event);
    }

    /// Where events go, for tasks that outlive a call.
    pub(crate) fn event_sender(&self) -> broadcast::Sender<EngineEvent> {
        self.inner.events.clone()
    }

    /// Files opened by the window.
    pub(crate) fn imports(&self) -> &crate::import::Sources {
        &self.inner.imports
    }

    pub(crate) fn options(&self) -> &EngineOptions {
        &self.inner.options
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        self.inner.options.clock.now()
    }

    /// Only one set-up or opening at a time.
    pub(crate) async fn setting_up(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.inner.setting_up.lock().await
    }

    pub(crate) fn with_slot<T>(&self, look: impl FnOnce(&Slot) -> T) -> T {
        look(&self.inner.slot.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn put_slot(&self, slot: Slot) -> Slot {
        std::mem::replace(
            &mut *self.inner.slot.write().unwrap_or_else(PoisonError::into_inner),
            slot,
        )
    }

    /// The open store, or an error that says what has to be done first.
    pub(crate) fn store(&self) -> Result<Arc<OpenStore>, EngineError> {
        self.with_slot(|slot| match slot {
            Slot::Open(open) => Ok(open.clone()),
            Slot::NotStarted => Err(EngineError::internal("the store was not opened")),
            Slot::Closed(state) => Err(not_open(state)),
        })
    }
}

fn not_open(state: &SetupState) -> EngineError {
    match state {
        SetupState::FirstRun { .. } => EngineError::new(
            ErrorCode::SetupNeeded,
            "Rollcall has not been set up here.",
            "It needs to know where to keep its keys: in the keychain, under a passphrase, or in memory.",
            "Choose one, or set ROLLCALL_PASSPHRASE.",
        ),
        SetupState::NeedsPassphrase { .. } => EngineError::new(
            ErrorCode::PassphraseNeeded,
            "This store is opened with a passphrase.",
            "Without it nothing can be read.",
            "Enter it, or set ROLLCALL_PASSPHRASE.",
        ),
        SetupState::Stopped {
            reason,
            message,
            why,
            action,
            ..
        } => EngineError::new(reason.code(), message, why, action),
        SetupState::Ready { .. } => EngineError::internal("the store is open and closed at once"),
    }
}
