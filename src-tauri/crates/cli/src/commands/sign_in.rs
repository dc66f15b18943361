//! How a connection signs in, from options, questions and standard input.

use rollcall_engine::{AuthView, ConnectionView, ExtraInput, ExtraPlace, SecretInput, SecretState};

use crate::ask;
use crate::connection_args::{AuthName, SignIn};
use crate::failure::Failure;

/// The secrets that were entered.
#[derive(Default)]
pub(super) struct Entered {
    pub(super) secret: Option<SecretInput>,
    pub(super) extras: Vec<ExtraInput>,
}

/// The way to sign in that the options name; without any, `now` stays.
pub(super) fn auth(options: &SignIn, now: Option<&AuthView>) -> Result<AuthView, Failure> {
    let kind = match (options.auth, now) {
        (Some(kind), _) => kind,
        (None, None) => AuthName::Bearer,
        (None, Some(now)) => match (now, &options.user, &options.key_header) {
            (AuthView::Basic { .. }, Some(_), None) => AuthName::Basic,
            (AuthView::ApiKey { .. }, None, Some(_)) => AuthName::ApiKey,
            (now, None, None) => return Ok(now.clone()),
            _ => {
                return Err(Failure::usage(
                    "This does not go with how the connection signs in.",
                    "Say --auth as well.",
                ));
            }
        },
    };
    let only = |given: bool, option: &str, kind: &str| match given {
        true => Err(Failure::usage(
            &format!("{option} goes with --auth {kind} only."),
            "Leave it out.",
        )),
        false => Ok(()),
    };
    only(
        options.user.is_some() && kind != AuthName::Basic,
        "--user",
        "basic",
    )?;
    only(
        options.key_header.is_some() && kind != AuthName::ApiKey,
        "--key-header",
        "api-key",
    )?;
    Ok(match kind {
        AuthName::None => AuthView::None,
        AuthName::Bearer => AuthView::Bearer,
        AuthName::Basic => AuthView::Basic {
            user: options
                .user
                .clone()
                .ok_or_else(|| Failure::usage("Basic sign-in needs a user name.", "Add --user NAME."))?,
        },
        AuthName::ApiKey => AuthView::ApiKey {
            header: options.key_header.clone().ok_or_else(|| {
                Failure::usage(
                    "A key needs the header that carries it.",
                    "Add --key-header X-API-Key.",
                )
            })?,
        },
    })
}

pub(super) fn has_secret_extras(options: &SignIn) -> bool {
    !options.secret_header.is_empty() || !options.secret_param.is_empty()
}

/// Reads or asks for the secrets: of the sign-in when `own`, and of the headers and parameters.
pub(super) fn enter(options: &SignIn, own: bool) -> Result<Entered, Failure> {
    let mut entered = Entered {
        secret: None,
        extras: open_extras(options)?,
    };
    let names: Vec<(ExtraPlace, &String)> = options
        .secret_header
        .iter()
        .map(|name| (ExtraPlace::Header, name))
        .chain(options.secret_param.iter().map(|name| (ExtraPlace::Query, name)))
        .collect();
    let count = names.len() + usize::from(own);
    if count == 0 {
        return match options.secret_stdin {
            true => Err(Failure::usage(
                "There is no secret to read.",
                "Leave --secret-stdin out.",
            )),
            false => Ok(entered),
        };
    }
    let mut secrets = if options.secret_stdin {
        ask::secrets_from_input(count)?
    } else if ask::somebody_is_there() {
        let questions = own.then_some("Token, password or key").into_iter();
        questions
            .chain(names.iter().map(|(_, name)| name.as_str()))
            .map(ask::secret)
            .collect::<Result<_, _>>()?
    } else {
        return Err(Failure::usage(
            "The connection needs a secret, and nobody is there to type it.",
            "Pipe it in with --secret-stdin.",
        ));
    }
    .into_iter();
    entered.secret = own.then(|| secrets.next()).flatten();
    for ((place, name), value) in names.into_iter().zip(secrets) {
        entered.extras.push(ExtraInput {
            place,
            name: name.clone(),
            secret: true,
            value: Some(value),
        });
    }
    Ok(entered)
}

fn open_extras(options: &SignIn) -> Result<Vec<ExtraInput>, Failure> {
    let header = options.with_header.iter().map(|t| (ExtraPlace::Header, t, ':'));
    let param = options.with_param.iter().map(|t| (ExtraPlace::Query, t, '='));
    header
        .chain(param)
        .map(|(place, text, sign)| {
            let (name, value) = text.split_once(sign).ok_or_else(|| {
                Failure::usage(
                    &format!("A name and a value are needed, with {sign} between."),
                    "For a secret value use --secret-header or --secret-param.",
                )
            })?;
            Ok(ExtraInput {
                place,
                name: name.trim().to_owned(),
                secret: false,
                value: Some(SecretInput::new(value.trim().to_owned())),
            })
        })
        .collect()
}

/// How a connection signs in, in a line.
pub(super) fn told(connection: &ConnectionView) -> String {
    let way = match &connection.auth {
        AuthView::None => "nothing".to_owned(),
        AuthView::Bearer => "access token".to_owned(),
        AuthView::Basic { user } => format!("password of {user}"),
        AuthView::ApiKey { header } => format!("key in {header}"),
    };
    let state = match connection.secret {
        SecretState::NotNeeded => "",
        SecretState::Stored => ", stored",
        SecretState::Missing => ", a secret is missing",
        SecretState::Unknown => ", the secret store did not answer",
    };
    let along: Vec<&str> = connection.extras.iter().map(|e| e.name.as_str()).collect();
    let along = match along.is_empty() {
        true => String::new(),
        false => format!("; sends along {}", along.join(", ")),
    };
    crate::out::printable(&format!("Signs in with {way}{state}{along}"))
}
