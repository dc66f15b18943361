//! Sends a reviewed list, one change after the other.

use super::{SequenceOutcome, SequenceStop};
use crate::resources::review_gone;
use crate::{Confirmation, ConnectionId, Engine, EngineError};

impl Engine {
    /// Sends a reviewed list in order. Each step is compared with its review, sent, and read back; the first that
    /// fails or is not stored ends it. The guards count all steps.
    pub async fn apply_sequence(
        &self,
        connection: ConnectionId,
        fingerprint: &str,
        confirmation: Option<Confirmation>,
        reason: Option<&str>,
    ) -> Result<SequenceOutcome, EngineError> {
        let open = self.store()?;
        let profile = self.profile(connection).await?;
        let (effect, count) = open
            .reviews
            .look_sequence(fingerprint, connection)
            .ok_or_else(review_gone)?;
        self.allow(&profile, effect, false, fingerprint, count, confirmation)?;
        let sequence = open.reviews.take_sequence(fingerprint).ok_or_else(review_gone)?;
        let all = sequence.steps.len();
        let mut outcomes = Vec::new();
        let mut stopped = None;
        let mut tried = 0;
        for (step, prepared) in sequence.steps {
            let at = u32::try_from(tried).unwrap_or(u32::MAX);
            tried += 1;
            match self.send_prepared(&profile, prepared, &step, reason).await {
                Ok(outcome) => {
                    let stored = outcome.all_stored;
                    outcomes.push(outcome);
                    if !stored {
                        stopped = Some(SequenceStop {
                            step: at,
                            error: None,
                        });
                        break;
                    }
                }
                Err(error) => {
                    stopped = Some(SequenceStop {
                        step: at,
                        error: Some(error),
                    });
                    break;
                }
            }
        }
        Ok(SequenceOutcome {
            outcomes,
            stopped,
            not_sent: u32::try_from(all.saturating_sub(tried)).unwrap_or(u32::MAX),
        })
    }
}
