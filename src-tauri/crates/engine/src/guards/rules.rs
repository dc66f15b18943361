//! The rules themselves, as functions of their arguments.

use time::OffsetDateTime;

use crate::{At, ConfirmAnswer, Effect, EngineError, Environment, ErrorCode, Guard, WriteState};

/// What the rules need to know about a connection.
#[derive(Debug, Clone)]
pub(crate) struct Guarded<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// Its environment.
    pub(crate) environment: Environment,
    /// Its switch; production counts as switched on.
    pub(crate) read_only: bool,
    /// Until when it is unlocked.
    pub(crate) unlocked_until: Option<OffsetDateTime>,
    /// The name to type where nobody can undo what is to be done, in every environment.
    pub(crate) irreversible: Option<String>,
}

impl Guarded<'_> {
    /// The same before something that nobody can undo.
    pub(crate) fn irreversible(self, name: Option<String>) -> Self {
        Self {
            irreversible: name,
            ..self
        }
    }

    /// The name to type before something destructive; none where a yes is enough.
    fn asked(&self) -> Option<&str> {
        let production = self.environment == Environment::Production;
        self.irreversible.as_deref().or(production.then_some(self.name))
    }

    /// Whether writes may go out now.
    pub(crate) fn write_state(&self, now: OffsetDateTime) -> WriteState {
        let production = self.environment == Environment::Production;
        if !production && !self.read_only {
            return WriteState::Writable;
        }
        match self.unlocked_until {
            Some(until) if until > now => WriteState::Unlocked { until: At(until) },
            _ if production => WriteState::Locked,
            _ => WriteState::ReadOnly,
        }
    }

    /// Refuses what changes the server on a read-only or locked connection, whoever asks.
    pub(crate) fn allow(&self, effect: Effect, now: OffsetDateTime) -> Result<(), EngineError> {
        if effect < Effect::Write {
            return Ok(());
        }
        let (state, why) = match self.write_state(now) {
            WriteState::Writable | WriteState::Unlocked { .. } => return Ok(()),
            WriteState::ReadOnly => ("read-only", "It was marked read-only. Nothing was sent."),
            WriteState::Locked => (
                "locked",
                "Production starts read-only and is unlocked for a while. Nothing was sent.",
            ),
        };
        Err(EngineError::new(
            ErrorCode::ReadOnly,
            format!("{} is {state}.", self.name),
            why,
            format!("Unlock it first: rollcall connection unlock {}", quote(self.name)),
        )
        .with("connection", self.name))
    }

    /// What stands between a change and its sending. Jobs need a confirmation whatever they do.
    pub(crate) fn guard(&self, effect: Effect, job: bool, count: u64, now: OffsetDateTime) -> Guard {
        if effect < Effect::Write {
            return Guard::Open;
        }
        match self.write_state(now) {
            WriteState::ReadOnly => Guard::ReadOnly,
            WriteState::Locked => Guard::Locked,
            WriteState::Writable | WriteState::Unlocked { .. } => {
                match (effect == Effect::Destructive || job, self.asked()) {
                    (false, _) => Guard::Open,
                    (true, Some(name)) => Guard::AskTyped {
                        name: name.into(),
                        count,
                        irreversible: self.irreversible.is_some(),
                    },
                    (true, None) => Guard::AskYes,
                }
            }
        }
    }

    /// Whether an answer is enough for a confirmation.
    pub(crate) fn answer_suffices(&self, answer: &ConfirmAnswer, count: u64) -> Result<(), EngineError> {
        let asked = self.asked().unwrap_or(self.name);
        let need = format!("{asked}:{count}");
        match answer {
            ConfirmAnswer::Yes if self.asked().is_none() => Ok(()),
            ConfirmAnswer::Yes if self.irreversible.is_some() => {
                Err(self.typed_needed(&need, "Nobody can undo it: a yes is not enough."))
            }
            ConfirmAnswer::Yes => Err(self.typed_needed(&need, "On production a yes is not enough.")),
            ConfirmAnswer::Typed { name, count: typed } => {
                if !same_name(name, asked) {
                    Err(self.typed_needed(&need, &format!("The name that was typed is not {asked}.")))
                } else if *typed != count {
                    Err(self.typed_needed(
                        &need,
                        &format!("The number that was typed is {typed}, not {count}."),
                    ))
                } else {
                    Ok(())
                }
            }
        }
    }

    fn typed_needed(&self, need: &str, why: &str) -> EngineError {
        EngineError::new(
            ErrorCode::ConfirmationNeeded,
            format!(
                "{} needs a confirmation with a name and the number of changes.",
                self.name
            ),
            format!("{why} Nothing was sent."),
            format!("Confirm with the name and the number: {need}"),
        )
        .with("connection", self.name)
        .with("confirm", need)
    }

    /// The error for a change that came without the confirmation it needs.
    pub(crate) fn confirmation_missing(&self, count: u64) -> EngineError {
        let asked = self.asked().unwrap_or(self.name);
        EngineError::new(
            ErrorCode::ConfirmationNeeded,
            format!("This change on {} needs a confirmation.", self.name),
            "Nothing was sent.",
            format!("Confirm it: {asked}:{count}"),
        )
        .with("connection", self.name)
        .with("confirm", format!("{asked}:{count}"))
    }
}

/// Names of connections are compared without case and outer spaces.
pub(crate) fn same_name(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

/// A name as a shell takes it.
fn quote(name: &str) -> String {
    if !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
    {
        name.into()
    } else {
        format!("'{}'", name.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::Duration;
    use time::macros::datetime;

    const NOON: OffsetDateTime = datetime!(2027-01-31 12:00 UTC);

    fn on(environment: Environment, read_only: bool) -> Guarded<'static> {
        Guarded {
            name: "Globex",
            environment,
            read_only,
            unlocked_until: None,
            irreversible: None,
        }
    }

    #[test]
    fn what_nobody_can_undo_is_confirmed_by_name_in_every_environment() {
        for environment in [Environment::Test, Environment::Production] {
            let mut connection = on(environment, false).irreversible(Some("kim@example.com".into()));
            connection.unlocked_until = Some(NOON + Duration::minutes(1));
            let asked = Guard::AskTyped {
                name: "kim@example.com".into(),
                count: 1,
                irreversible: true,
            };
            assert_eq!(connection.guard(Effect::Destructive, false, 1, NOON), asked);
            let refused = connection.answer_suffices(&ConfirmAnswer::Yes, 1).unwrap_err();
            assert_eq!(
                refused.params["confirm"], "kim@example.com:1",
                "what to type is said"
            );
            let typed = |text: &str| connection.answer_suffices(&ConfirmAnswer::parse(text).unwrap(), 1);
            assert!(typed("Globex:1").is_err(), "the connection's name is another's");
            assert!(typed("Kim@example.com:1").is_ok());
        }
    }

    #[test]
    fn a_read_only_connection_refuses_writes_in_every_environment() {
        for environment in [
            Environment::Production,
            Environment::Test,
            Environment::Sandbox,
            Environment::BuiltIn,
        ] {
            let connection = on(environment, true);
            for effect in [Effect::Write, Effect::Destructive] {
                let refused = connection.allow(effect, NOON).unwrap_err();
                assert_eq!(
                    refused.code,
                    ErrorCode::ReadOnly,
                    "read-only means no write, whoever asks"
                );
                assert_eq!(
                    refused.code.exit_code(),
                    5,
                    "the command line says: a person must act"
                );
            }
            for effect in [Effect::Read, Effect::Local] {
                assert!(
                    connection.allow(effect, NOON).is_ok(),
                    "looking is always allowed"
                );
            }
        }
    }

    #[test]
    fn production_is_locked_even_when_its_switch_is_off() {
        assert_eq!(
            on(Environment::Production, false).write_state(NOON),
            WriteState::Locked,
            "production starts read-only"
        );
    }

    #[test]
    fn an_unlock_lasts_until_its_minute_and_not_longer() {
        let mut connection = on(Environment::Production, true);
        connection.unlocked_until = Some(NOON + Duration::minutes(30));
        assert!(
            connection.allow(Effect::Write, NOON).is_ok(),
            "unlocked means unlocked"
        );
        assert!(
            connection
                .allow(Effect::Write, NOON + Duration::minutes(30))
                .is_err(),
            "the lock comes back by itself"
        );
    }

    #[test]
    fn destructive_changes_and_jobs_on_production_ask_for_name_and_number() {
        let mut connection = on(Environment::Production, true);
        connection.unlocked_until = Some(NOON + Duration::minutes(1));
        let typed = Guard::AskTyped {
            name: "Globex".into(),
            count: 7,
            irreversible: false,
        };
        assert_eq!(
            connection.guard(Effect::Destructive, false, 7, NOON),
            typed,
            "a delete asks"
        );
        assert_eq!(
            connection.guard(Effect::Write, true, 7, NOON),
            typed,
            "every job asks"
        );
        assert_eq!(
            connection.guard(Effect::Write, false, 1, NOON),
            Guard::Open,
            "an edit was reviewed"
        );
        assert_eq!(
            on(Environment::Test, false).guard(Effect::Destructive, false, 1, NOON),
            Guard::AskYes,
            "elsewhere a yes is enough"
        );
    }

    #[test]
    fn a_yes_is_not_enough_on_production_and_neither_is_the_wrong_number() {
        let connection = on(Environment::Production, true);
        let typed = |name: &str, count| ConfirmAnswer::Typed {
            name: name.into(),
            count,
        };
        assert!(
            connection.answer_suffices(&ConfirmAnswer::Yes, 7).is_err(),
            "--yes is not enough"
        );
        assert!(
            connection.answer_suffices(&typed("Globex", 8), 7).is_err(),
            "the number must be right"
        );
        assert!(
            connection.answer_suffices(&typed("Initech", 7), 7).is_err(),
            "the name must be right"
        );
        assert!(
            connection.answer_suffices(&typed("globex", 7), 7).is_ok(),
            "names have no case"
        );
    }

    #[test]
    fn a_confirmation_text_is_split_at_its_last_colon() {
        assert_eq!(
            ConfirmAnswer::parse("Globex: east:12"),
            Some(ConfirmAnswer::Typed {
                name: "Globex: east".into(),
                count: 12
            }),
            "names may hold colons"
        );
        assert_eq!(
            ConfirmAnswer::parse("Globex"),
            None,
            "without a number it is no confirmation"
        );
    }
}
