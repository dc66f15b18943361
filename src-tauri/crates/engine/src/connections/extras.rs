//! Headers and parameters that go with every request, as people enter them: checked before they are kept.

use rollcall_scim_client::{ExtraError, Place, check_extra_name};
use rollcall_secrets::Secret;

use super::profile::{Profile, Slot};
use crate::{AuthView, EngineError, ErrorCode, ExtraInput, ExtraPlace, ExtraView};

/// Most of them on one connection.
const MOST: usize = 20;
/// Longest value.
const LONGEST: usize = 4096;

/// As the profile keeps them, and their secrets.
type CheckedExtras = (Vec<ExtraView>, Vec<(Slot, Secret)>);

/// Checks what was entered, as the profile keeps it and as secrets.
pub(super) fn checked_extras(inputs: &[ExtraInput], auth: &AuthView) -> Result<CheckedExtras, EngineError> {
    let mut views: Vec<ExtraView> = Vec::new();
    let mut secrets = Vec::new();
    if inputs.len() > MOST {
        return Err(refused(
            "",
            &format!("At most {MOST} headers and parameters can be sent along."),
        ));
    }
    for input in inputs {
        let name = input.name.trim();
        check_extra_name(place(input.place), name).map_err(|e| refused(name, &name_fault(e, name)))?;
        let taken_by_sign_in = input.place == ExtraPlace::Header
            && matches!(auth, AuthView::ApiKey { header } if header.eq_ignore_ascii_case(name));
        let twice = views
            .iter()
            .any(|v| v.place == input.place && v.name.eq_ignore_ascii_case(name));
        if taken_by_sign_in || twice {
            return Err(refused(name, &format!("{name} is there twice.")));
        }
        let value = input.value.as_ref().map(|v| v.expose().trim().to_owned());
        if let Some(value) = &value
            && (value.len() > LONGEST || value.chars().any(char::is_control) || !value.is_ascii())
        {
            return Err(refused(
                name,
                &format!("The value of {name} is too long or holds a character that cannot be sent."),
            ));
        }
        let value = value.filter(|v| !v.is_empty());
        if !input.secret && value.is_none() {
            return Err(refused(name, &format!("{name} needs a value.")));
        }
        if let (true, Some(value)) = (input.secret, &value) {
            let slot = Slot::Extra(input.place, name.to_owned());
            secrets.push((slot, Secret::new(value.clone())));
        }
        views.push(ExtraView {
            place: input.place,
            name: name.to_owned(),
            secret: input.secret,
            value: value.filter(|_| !input.secret),
        });
    }
    Ok((views, secrets))
}

pub(super) fn place(place: ExtraPlace) -> Place {
    match place {
        ExtraPlace::Header => Place::Header,
        ExtraPlace::Query => Place::Query,
    }
}

/// The header of an API key. `Authorization` may carry a scheme of the server's own.
pub(super) fn checked_key_header(header: &str) -> Result<String, EngineError> {
    let header = header.trim();
    if !header.eq_ignore_ascii_case("authorization") {
        check_extra_name(Place::Header, header)
            .map_err(|e| refused(header, &name_fault(e, header)).with("field", "header"))?;
    }
    Ok(header.to_owned())
}

fn name_fault(error: ExtraError, name: &str) -> String {
    match error {
        ExtraError::NotAName if name.is_empty() => "A header or parameter needs a name.".into(),
        ExtraError::NotAName => "A name of a header or parameter holds a character that none has.".into(),
        ExtraError::Owned => format!("{name} is set by Rollcall itself."),
    }
}

fn refused(name: &str, what: &str) -> EngineError {
    EngineError::new(
        ErrorCode::InvalidInput,
        what,
        "Nothing was saved.",
        "Correct it, or leave it out.",
    )
    .with("field", "extras")
    .with("name", name)
}

/// The names of the secrets under which a profile keeps what was entered.
pub(super) fn named(profile: &Profile, given: Vec<(Slot, Secret)>) -> Vec<(String, Secret)> {
    let names = profile.secrets();
    given
        .into_iter()
        .filter_map(|(slot, secret)| {
            let name = names.iter().find(|n| n.slot == slot)?;
            Some((name.name.clone(), secret))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SecretInput;

    fn input(name: &str, value: Option<&str>, secret: bool) -> ExtraInput {
        ExtraInput {
            place: ExtraPlace::Header,
            name: name.into(),
            secret,
            value: value.map(|v| SecretInput::new(v.into())),
        }
    }

    #[test]
    fn a_secret_value_goes_to_the_secrets_and_not_into_the_profile() {
        let inputs = [
            input("X-Tenant", Some("seven"), false),
            input("X-Key", Some("CANARY"), true),
        ];
        let (views, secrets) = checked_extras(&inputs, &AuthView::Bearer).unwrap();
        assert_eq!(
            views[0].value.as_deref(),
            Some("seven"),
            "an open value is part of the profile"
        );
        assert_eq!(views[1].value, None, "a secret one is not");
        assert_eq!(secrets[0].1.expose(), "CANARY", "it is kept with the secrets");
    }

    #[test]
    fn what_rollcall_sets_and_what_is_there_already_is_refused_by_name() {
        let key = AuthView::ApiKey {
            header: "X-Key".into(),
        };
        for (inputs, auth) in [
            (vec![input("Host", Some("a"), false)], &AuthView::None),
            (vec![input("authorization", Some("a"), true)], &AuthView::Bearer),
            (vec![input("x-key", Some("a"), true)], &key),
            (
                vec![input("X-A", Some("a"), false), input("x-a", Some("b"), false)],
                &AuthView::None,
            ),
            (vec![input("X-A", None, false)], &AuthView::None),
            (
                vec![input("X-A", Some("CANARY\r\nX-B: 1"), true)],
                &AuthView::None,
            ),
        ] {
            let error = checked_extras(&inputs, auth).unwrap_err();
            assert_eq!(error.params["field"], "extras", "{error:?}");
            assert!(
                !format!("{error:?}").contains("CANARY"),
                "a value is not repeated"
            );
        }
    }
}
