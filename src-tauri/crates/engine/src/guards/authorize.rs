//! The guards as the engine applies them.

use crate::connections::Profile;
use crate::{ConfirmAnswer, Confirmation, ConnectionId, Effect, Engine, EngineError, Guard};

impl Engine {
    /// Whether a command with this effect may run: refuses writes on read-only and locked connections, whoever
    /// asks. Every use case that writes asks again by itself.
    pub async fn authorize(&self, connection: ConnectionId, effect: Effect) -> Result<(), EngineError> {
        let profile = self.profile(connection).await?;
        profile.guarded().allow(effect, self.now())
    }

    /// Issues a one-time confirmation for (connection, fingerprint, count), good for five minutes. On production
    /// only for an answer with the connection's name and the number, and where nobody can undo it only for one with the
    /// name the review asks for; elsewhere a yes is enough.
    pub async fn confirm(
        &self,
        connection: ConnectionId,
        fingerprint: &str,
        count: u64,
        answer: ConfirmAnswer,
    ) -> Result<Confirmation, EngineError> {
        let profile = self.profile(connection).await?;
        let name = self.store()?.reviews.irreversible(fingerprint);
        self.confirm_by(&profile, name, fingerprint, count, &answer)
    }

    /// The same; `irreversible` is the name to type for what nobody can undo.
    pub(crate) fn confirm_by(
        &self,
        profile: &Profile,
        irreversible: Option<String>,
        fingerprint: &str,
        count: u64,
        answer: &ConfirmAnswer,
    ) -> Result<Confirmation, EngineError> {
        let now = self.now();
        let guarded = profile.guarded().irreversible(irreversible);
        // Nothing is confirmed that could not be done anyway.
        guarded.allow(Effect::Write, now)?;
        guarded.answer_suffices(answer, count)?;
        let entropy = self.options().entropy.as_ref();
        self.store()?
            .confirmations
            .issue(entropy, now, profile.id, fingerprint, count)
    }

    /// Lets a change or a job through, or says what is missing. Spends the confirmation.
    pub(crate) fn allow(
        &self,
        profile: &Profile,
        effect: Effect,
        job: bool,
        fingerprint: &str,
        count: u64,
        confirmation: Option<Confirmation>,
    ) -> Result<(), EngineError> {
        let now = self.now();
        let name = self.store()?.reviews.irreversible(fingerprint);
        let guarded = profile.guarded().irreversible(name);
        guarded.allow(effect, now)?;
        match guarded.guard(effect, job, count, now) {
            Guard::Open | Guard::ReadOnly | Guard::Locked => Ok(()),
            Guard::AskYes | Guard::AskTyped { .. } => {
                let given = confirmation.ok_or_else(|| guarded.confirmation_missing(count))?;
                self.store()?
                    .confirmations
                    .spend(&given.token, now, profile.id, fingerprint, count)
            }
        }
    }
}
