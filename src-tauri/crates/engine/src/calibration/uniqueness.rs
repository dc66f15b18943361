//! Whether the server refuses a second user of the same name. One that it makes is removed at once, by its own id.

use rollcall_scim_client::{ClientError, EvidenceCode};

use super::course::Course;
use super::create::Created;
use super::{CalibrationStage, EntryKind, bodies};
use crate::EngineError;

/// What became of a second create of one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Second {
    Refused,
    Made,
    /// Answered as a success, with who was there: perhaps changed (Q-ERR-03).
    Upserted,
}

impl Course<'_> {
    pub(super) async fn measure_uniqueness(&mut self) -> Result<(), EngineError> {
        self.begin(CalibrationStage::Uniqueness);
        let name = self.planned.names.user.clone();
        let Some(second) = self.second(&name, "-b").await? else {
            return Ok(());
        };
        let (word, what) = match second {
            Second::Refused => ("yes", EvidenceCode::SecondUnmade),
            Second::Made => ("no", EvidenceCode::SecondMade),
            Second::Upserted => ("upsert", EvidenceCode::SecondExisting),
        };
        self.saw("user.userName.unique", word, what);
        if second == Second::Made {
            return Ok(());
        }
        match self.second(&name.to_uppercase(), "-c").await? {
            Some(Second::Refused | Second::Upserted) => {
                self.saw("user.userName.case", "insensitive", EvidenceCode::CapitalsUnmade);
            }
            Some(Second::Made) => {
                self.saw("user.userName.case", "sensitive", EvidenceCode::CapitalsMade);
            }
            None => {}
        }
        Ok(())
    }

    /// Tries to make a second user of this name; `None` when it is not known what became of it.
    async fn second(&mut self, name: &str, mark: &str) -> Result<Option<Second>, EngineError> {
        let model = self.model();
        let external_id = format!("{}{mark}", self.planned.names.group);
        let mut body = bodies::user(
            model,
            self.client.dialect(),
            &self.planned.names.user,
            &external_id,
        );
        body.0.insert("userName".into(), name.into());
        // Nothing but the name may be in the way.
        if let Some(serde_json::Value::Array(mails)) = body.0.get_mut("emails") {
            for mail in mails {
                let value = mail.get("value").and_then(serde_json::Value::as_str);
                let other = value.map(|value| format!("{}{value}", &mark[1..]));
                mail["value"] = other.into();
            }
        }
        let created = self.create(EntryKind::User, &model.endpoint, name, &body).await?;
        Ok(match created {
            Some(Created::Made(trace, _)) => {
                self.remove_now(&trace).await;
                Some(Second::Made)
            }
            Some(Created::Same { answered: true }) => Some(Second::Upserted),
            Some(Created::Same { answered: false }) => Some(Second::Refused),
            Some(Created::Refused(error)) => self.is_about_the_name(&error).then_some(Second::Refused),
            Some(Created::Unknown) | None => None,
        })
    }

    /// Whether a refusal says that the name is taken. What else there is to dislike about the body was taken before, so
    /// a plain refusal is enough; a failure of the server (5xx) is not, unless it is known to mean this.
    fn is_about_the_name(&self, error: &ClientError) -> bool {
        let ClientError::Status(refusal) = error else {
            return false;
        };
        matches!(refusal.status, 400 | 409 | 422)
            || self.client.dialect().errors.duplicate.contains(&refusal.status)
    }
}
