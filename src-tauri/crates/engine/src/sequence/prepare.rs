//! From a list of changes to one review.

use sha2::{Digest as _, Sha256};

use super::SequenceReview;
use crate::connections::Profile;
use crate::guards::confirmation::hex;
use crate::resources::prepared::Sequence;
use crate::{Change, Effect, Engine, EngineError, ErrorCode, Notice};

impl Engine {
    /// Prepares each change and keeps them as one list. What the server has already is left out.
    pub(super) async fn prepare_sequence(
        &self,
        profile: &Profile,
        label: String,
        changes: Vec<(String, Change)>,
        notices: Vec<Notice>,
    ) -> Result<SequenceReview, EngineError> {
        let open = self.store()?;
        let mut steps = Vec::new();
        let mut kept = Vec::new();
        for (type_name, change) in changes {
            let review = self.prepare_change(profile.id, &type_name, change).await?;
            // The list keeps it from here on: a long one must not push other reviews out.
            let prepared = open.reviews.take(&review.fingerprint);
            if review.unchanged {
                continue;
            }
            let prepared = prepared.ok_or_else(|| EngineError::internal("a review that was not kept"))?;
            kept.push((review.fingerprint.clone(), prepared));
            steps.push(review);
        }
        if steps.is_empty() {
            return Err(EngineError::new(
                ErrorCode::Usage,
                "There is nothing to do.",
                "The server has all of it already.",
                "",
            ));
        }
        let mut hash = Sha256::new();
        for (fingerprint, _) in &kept {
            hash.update(fingerprint);
        }
        let fingerprint = hex(&hash.finalize());
        let destructive = steps.iter().any(|s| s.effect == Effect::Destructive);
        let effect = if destructive {
            Effect::Destructive
        } else {
            Effect::Write
        };
        let count = steps.iter().map(|s| s.count).sum();
        let now = self.now();
        let sequence = Sequence {
            connection: profile.id,
            effect,
            count,
            steps: kept,
            at: now,
        };
        let guarded = profile.guarded().irreversible(sequence.irreversible());
        let guard = guarded.guard(effect, false, count, now);
        open.reviews.keep_sequence(fingerprint.clone(), sequence);
        Ok(SequenceReview {
            fingerprint,
            connection: profile.id,
            connection_name: profile.name.clone(),
            environment: profile.environment,
            label,
            effect,
            count,
            guard,
            steps,
            notices,
        })
    }
}
