//! Opening the store, and setting it up at the first run.

use std::sync::Arc;

use rollcall_engine::{
    Engine, EngineError, EngineOptions, ErrorCode, Home, KeychainView, SecretInput, SetupChoice, SetupState,
};

use crate::ask;
use crate::failure::Failure;
use crate::out::Out;

/// The engine with its store closed, for what needs none.
pub(crate) fn without_store() -> Result<Engine, Failure> {
    Ok(Engine::new(EngineOptions::new(home()?)))
}

fn home() -> Result<Home, EngineError> {
    Home::from_environment().ok_or_else(|| {
        let why = "This system names no folder for an application's data.";
        EngineError::new(
            ErrorCode::Store,
            "Rollcall found no folder for its files.",
            why,
            "Set ROLLCALL_HOME to one.",
        )
    })
}

/// The engine with its store open.
pub(crate) async fn engine(out: &Out) -> Result<Engine, Failure> {
    let mut options = EngineOptions::new(home()?);
    options.sample = Some(Arc::new(rollcall_sample::BuiltIn::default()));
    let engine = Engine::new(options);
    let mut state = engine.start().await?;
    loop {
        state = match state {
            SetupState::Ready { notices, .. } => {
                out.notices(&notices);
                return Ok(engine);
            }
            SetupState::FirstRun { keychain, folder } => {
                let choice = choose(out, &keychain, &folder)?;
                engine.setup(choice).await?
            }
            SetupState::NeedsPassphrase { folder } => {
                if !ask::somebody_is_there() {
                    return Err(EngineError::new(
                        ErrorCode::PassphraseNeeded,
                        format!("The store in {folder} is sealed with a passphrase."),
                        "Nobody is there to type it.",
                        "Set ROLLCALL_PASSPHRASE, or run the command in a terminal.",
                    )
                    .into());
                }
                engine.open_with_passphrase(ask::secret("Passphrase")?).await?
            }
            SetupState::Stopped {
                reason,
                message,
                why,
                action,
                ..
            } => {
                use rollcall_engine::StopReason as S;
                let code = match reason {
                    S::KeychainLocked => ErrorCode::KeychainLocked,
                    S::KeychainUnavailable => ErrorCode::KeychainUnavailable,
                    S::KeyAbsent | S::WrongKey | S::NewerStore | S::Damaged | S::Disk => {
                        ErrorCode::StoreStopped
                    }
                };
                return Err(EngineError::new(code, message, why, action).into());
            }
        }
    }
}

/// Which mode a new store is in. Only a usable keychain is chosen without a question.
fn choose(out: &Out, keychain: &KeychainView, folder: &str) -> Result<SetupChoice, Failure> {
    let trouble = match keychain {
        KeychainView::Available => {
            out.say(&format!(
                "First run: the keys of the store in {folder} are kept in the system's keychain."
            ));
            return Ok(SetupChoice::Keychain);
        }
        KeychainView::Locked => "the system's keychain is locked".to_owned(),
        KeychainView::Unavailable { reason, .. } => reason.clone(),
    };
    if !ask::somebody_is_there() {
        return Err(EngineError::new(
            ErrorCode::SetupNeeded,
            "Rollcall has no place for its keys yet.",
            format!("This is the first run, and {}.", trouble.trim_end_matches('.')),
            "Set ROLLCALL_PASSPHRASE to seal the store with a passphrase, or unlock the keychain and try again.",
        )
        .into());
    }
    out.say(&format!("First run, and {}.", trouble.trim_end_matches('.')));
    out.say("Secrets and the copy of your directories can be sealed with a passphrase instead.");
    Ok(SetupChoice::Passphrase {
        passphrase: new_passphrase(out)?,
    })
}

fn new_passphrase(out: &Out) -> Result<SecretInput, Failure> {
    loop {
        let first = ask::secret("New passphrase (8 characters or more)")?;
        if first.expose().chars().count() < 8 {
            out.say("That is too short.");
        } else if ask::secret("Once more")?.expose() == first.expose() {
            return Ok(first);
        } else {
            out.say("The two are not the same.");
        }
    }
}
