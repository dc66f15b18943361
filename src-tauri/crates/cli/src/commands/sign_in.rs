//! How a connection signs in, from options, questions and standard input.

use rollcall_engine::{
    At, AuthView, ClientProofKind, ConnectionView, ExtraInput, ExtraPlace, OAuthView, PresetView,
    SecretInput, SecretState, SignInKind, TokenEnd,
};

use crate::ask;
use crate::connection_args::{AuthName, ClientAuthName, OAuth, SignIn};
use crate::failure::Failure;

/// The secrets that were entered.
#[derive(Default)]
pub(super) struct Entered {
    pub(super) secret: Option<SecretInput>,
    pub(super) extras: Vec<ExtraInput>,
    pub(super) file_password: Option<SecretInput>,
    pub(super) proxy_password: Option<SecretInput>,
}

/// The way to sign in that the options name; without any, `now` stays.
pub(super) fn auth(options: &SignIn, now: Option<&AuthView>) -> Result<AuthView, Failure> {
    auth_of(options, now, AuthName::Bearer)
}

/// The same of a new connection: by its preset's first way that Rollcall has, unless the options say another.
pub(super) fn auth_by(options: &SignIn, preset: Option<&PresetView>) -> Result<AuthView, Failure> {
    let kind = match preset.and_then(|p| p.preselect) {
        Some(SignInKind::None) => AuthName::None,
        Some(SignInKind::Basic) => AuthName::Basic,
        Some(SignInKind::ApiKey) => AuthName::ApiKey,
        Some(SignInKind::ClientCredentials) => AuthName::ClientCredentials,
        Some(SignInKind::Person) => AuthName::Browser,
        Some(SignInKind::Bearer) | None => AuthName::Bearer,
    };
    let mut auth = auth_of(options, None, kind);
    if let (Ok(AuthView::ClientCredentials { oauth } | AuthView::Person { oauth, .. }), None, Some(preset)) =
        (&mut auth, &options.oauth.scope, preset)
    {
        oauth.scope.clone_from(&preset.scope);
    }
    match (auth, preset) {
        (Err(mut failure), Some(preset)) if options.auth.is_none() && kind != AuthName::Bearer => {
            failure.error.why = format!(
                "{} lets clients sign in by: {}.",
                preset.name,
                preset.sign_in.join(", ")
            );
            failure.error.action = format!("{} Or say another way with --auth.", failure.error.action);
            Err(failure)
        }
        (auth, _) => auth,
    }
}

fn auth_of(options: &SignIn, now: Option<&AuthView>, usual: AuthName) -> Result<AuthView, Failure> {
    let kind = match (options.auth, now) {
        (Some(kind), _) => kind,
        (None, None) => usual,
        (None, Some(AuthView::Person { .. })) if options.oauth.is_given() => AuthName::Browser,
        (None, Some(AuthView::ClientCredentials { .. })) if options.oauth.is_given() => {
            AuthName::ClientCredentials
        }
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
            format!("{option} goes with --auth {kind} only."),
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
    only(
        options.oauth.is_given() && !matches!(kind, AuthName::ClientCredentials | AuthName::Browser),
        "An option of the authorization server",
        "client-credentials or browser",
    )?;
    only(
        options.oauth.authorize_url.is_some() && kind != AuthName::Browser,
        "--authorize-url",
        "browser",
    )?;
    only(
        options.oauth.account_id.is_some() && kind != AuthName::ClientCredentials,
        "--account-id",
        "client-credentials",
    )?;
    only(
        options.oauth.redirect_port.is_some() && kind != AuthName::Browser,
        "--redirect-port",
        "browser",
    )?;
    Ok(match kind {
        AuthName::Browser => {
            let before = match now {
                Some(AuthView::Person { authorize_url, .. }) => Some(authorize_url.clone()),
                _ => None,
            };
            let mut oauth = oauth(&options.oauth, now.and_then(AuthView::oauth))?;
            if options.oauth.client_auth.is_none() && before.is_none() {
                // RFC 8252 §8.5: a program on a person's computer keeps no secret.
                oauth.proof = ClientProofKind::None;
            }
            AuthView::Person {
                authorize_url: options.oauth.authorize_url.clone().or(before).ok_or_else(|| {
                    Failure::usage("The browser needs an address.", "Add --authorize-url URL.")
                })?,
                oauth,
            }
        }
        AuthName::ClientCredentials => AuthView::ClientCredentials {
            oauth: oauth(&options.oauth, now.and_then(AuthView::oauth))?,
        },
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

/// The authorization server that the options name; what they do not name stays.
fn oauth(options: &OAuth, now: Option<&OAuthView>) -> Result<OAuthView, Failure> {
    let mut oauth = now.cloned().unwrap_or_default();
    let set = |field: &mut String, option: &Option<String>| {
        if let Some(text) = option {
            field.clone_from(text);
        }
    };
    set(&mut oauth.token_url, &options.token_url);
    set(&mut oauth.client_id, &options.client_id);
    set(&mut oauth.key_id, &options.key_id);
    set(&mut oauth.scope, &options.scope);
    set(&mut oauth.audience, &options.audience);
    set(&mut oauth.resource, &options.resource);
    set(&mut oauth.account_id, &options.account_id);
    if let Some(port) = options.redirect_port {
        oauth.redirect_port = Some(port).filter(|port| *port != 0);
    }
    match options.client_auth {
        None => {}
        Some(ClientAuthName::Basic) => oauth.proof = ClientProofKind::Basic,
        Some(ClientAuthName::Post) => oauth.proof = ClientProofKind::Post,
        Some(ClientAuthName::None) => oauth.proof = ClientProofKind::None,
        Some(ClientAuthName::PrivateKey) => oauth.proof = ClientProofKind::PrivateKey,
    }
    if oauth.token_url.is_empty() || oauth.client_id.is_empty() {
        return Err(Failure::usage(
            "The authorization server and the client's name there are needed.",
            "Add --token-url URL and --client-id ID.",
        ));
    }
    if options.client_key.is_some() != (oauth.proof == ClientProofKind::PrivateKey) && now.is_none() {
        return Err(Failure::usage(
            "--client-key and --client-auth private-key go together.",
            "Give both or none.",
        ));
    }
    Ok(oauth)
}

impl OAuth {
    fn is_given(&self) -> bool {
        let texts = [
            &self.token_url,
            &self.authorize_url,
            &self.client_id,
            &self.key_id,
            &self.scope,
            &self.audience,
            &self.resource,
            &self.account_id,
        ];
        texts.iter().any(|t| t.is_some())
            || self.client_auth.is_some()
            || self.client_key.is_some()
            || self.redirect_port.is_some()
    }
}

/// The end of the token that was typed in: the last moment of that day, UTC.
pub(super) fn token_ends(options: &SignIn) -> Result<Option<At>, Failure> {
    let Some(text) = &options.token_ends else {
        return Ok(None);
    };
    let format = time::macros::format_description!("[year]-[month]-[day]");
    time::Date::parse(text.trim(), format)
        .map(|date| Some(At(date.with_time(time::macros::time!(23:59:59)).assume_utc())))
        .map_err(|_| Failure::usage(format!("{text} is no date."), "Write it as 2027-01-31."))
}

/// Whether a secret is to be entered that is not the one of the sign-in.
pub(super) fn has_other_secrets(options: &SignIn) -> bool {
    let network = options.network.client_cert_password || options.network.proxy_user.is_some();
    network || !options.secret_header.is_empty() || !options.secret_param.is_empty()
}

/// Reads or asks for the secrets, in this order: of the certificate file, of the sign-in when `own`, of the headers
/// and parameters, of the proxy.
pub(super) fn enter(options: &SignIn, own: bool) -> Result<Entered, Failure> {
    let mut entered = Entered {
        secret: None,
        extras: open_extras(options)?,
        ..Entered::default()
    };
    let (file, proxy) = (
        options.network.client_cert_password,
        options.network.proxy_user.is_some(),
    );
    let key = options
        .oauth
        .client_key
        .as_ref()
        .map(|path| key_file(path))
        .transpose()?;
    let own = own && key.is_none();
    entered.secret = key;
    let names: Vec<(ExtraPlace, &String)> = options
        .secret_header
        .iter()
        .map(|name| (ExtraPlace::Header, name))
        .chain(options.secret_param.iter().map(|name| (ExtraPlace::Query, name)))
        .collect();
    let count = names.len() + usize::from(own) + usize::from(file) + usize::from(proxy);
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
        file.then_some("Password of the certificate file")
            .into_iter()
            .chain(own.then_some("Token, password or key"))
            .chain(names.iter().map(|(_, name)| name.as_str()))
            .chain(proxy.then_some("Password of the proxy"))
            .map(ask::secret)
            .collect::<Result<_, _>>()?
    } else {
        return Err(Failure::usage(
            "The connection needs a secret, and nobody is there to type it.",
            "Pipe it in with --secret-stdin.",
        ));
    }
    .into_iter();
    if file {
        entered.file_password = secrets.next();
    }
    if own {
        entered.secret = secrets.next();
    }
    for ((place, name), value) in names.into_iter().zip(secrets.by_ref()) {
        entered.extras.push(ExtraInput {
            place,
            name: name.clone(),
            secret: true,
            value: Some(value),
        });
    }
    if proxy {
        entered.proxy_password = secrets.next();
    }
    Ok(entered)
}

/// A private key from a file.
fn key_file(path: &std::path::Path) -> Result<SecretInput, Failure> {
    std::fs::read_to_string(path)
        .map(SecretInput::new)
        .map_err(|e| Failure::file(path, "read", &e))
}

fn open_extras(options: &SignIn) -> Result<Vec<ExtraInput>, Failure> {
    let header = options.with_header.iter().map(|t| (ExtraPlace::Header, t, ':'));
    let param = options.with_param.iter().map(|t| (ExtraPlace::Query, t, '='));
    header
        .chain(param)
        .map(|(place, text, sign)| {
            let (name, value) = text.split_once(sign).ok_or_else(|| {
                Failure::usage(
                    format!("A name and a value are needed, with {sign} between."),
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
        AuthView::ClientCredentials { oauth } => format!("OAuth client {}", oauth.client_id),
        AuthView::Person { oauth, .. } => {
            format!("a person in the browser, OAuth client {}", oauth.client_id)
        }
    };
    let ends = match &connection.token {
        None => String::new(),
        Some(token) => {
            let how = match token.from {
                TokenEnd::Jwt => "as it says itself",
                TokenEnd::Typed => "as was typed in",
                TokenEnd::Renewed => "and is renewed by itself",
            };
            format!("; ends on {}, {how}", token.ends_at.0.date())
        }
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
    crate::out::printable(&format!("Signs in with {way}{state}{ends}{along}"))
}
