//! What can be said of a connection on the command line.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::args::Agree;

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum EnvironmentName {
    Production,
    Test,
    Sandbox,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColourName {
    Blue,
    Violet,
    Teal,
    Green,
    Amber,
    Grey,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AuthName {
    None,
    Bearer,
    Basic,
    ApiKey,
    ClientCredentials,
    Browser,
}

/// How the client proves who it is at the authorization server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ClientAuthName {
    Basic,
    Post,
    PrivateKey,
    None,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConnectionCommand {
    /// Save a connection. Makes no request.
    Add(Box<AddConnection>),
    /// Change a connection, or give it a new secret. Makes no request.
    Edit(Box<EditConnection>),
    /// All connections.
    List,
    /// One connection and what is known of its server.
    Show { name: String },
    /// Try a connection; names the cause of a failure. Only reads.
    Test { name: String },
    /// Sign in as a person in the browser, for connections with --auth browser.
    SignIn {
        name: String,
        /// Print the address instead of opening the browser.
        #[arg(long)]
        no_browser: bool,
    },
    /// Let changes out on a production connection for a while.
    Unlock {
        name: String,
        /// For how long.
        #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=480))]
        minutes: u32,
    },
    /// End the unlocking.
    Lock { name: String },
    /// Look closer at what its server does: a few harmless requests, at most sixteen, only reading.
    Probe { name: String },
    /// Find out what its server really does on a synthetic user, which is made and removed again. Shows every request
    /// first and asks. Never on production.
    Calibrate {
        name: String,
        /// Only remove what earlier calibrations left there.
        #[arg(long)]
        remove_left: bool,
        /// Do not ask any more about what earlier calibrations left there. Makes no request.
        #[arg(long, conflicts_with = "remove_left")]
        forget_left: bool,
        #[command(flatten)]
        agree: Agree,
    },
    /// What its server said of itself over time, and what changed.
    Versions { name: String },
    /// What is known of its server: every fact with where it comes from, and what Rollcall goes by.
    Capabilities {
        name: String,
        /// Everything that is known, and not only what is in force.
        #[arg(long)]
        all: bool,
        /// Set a feature by hand: it outweighs everything else.
        #[arg(long, value_name = "FEATURE=VALUE")]
        set: Vec<String>,
        /// Take back what was set by hand.
        #[arg(long, value_name = "FEATURE")]
        unset: Vec<String>,
    },
    /// All connections in one table: versions, features, limits, ends of tokens, what to look at. Makes no request.
    Inventory {
        /// Write the table to this file. The ending says the form: .csv, .xlsx, .json, .jsonl.
        #[arg(long)]
        file: Option<PathBuf>,
        /// Replace the file when it exists.
        #[arg(long, requires = "file")]
        force: bool,
    },
    /// Write connections to a file, without their secrets.
    Export {
        /// Where to write, e.g. team.json.
        file: PathBuf,
        /// Which; all when none is named.
        names: Vec<String>,
        /// Replace the file when it exists.
        #[arg(long)]
        force: bool,
    },
    /// Add the connections of a file: all or none. Each starts read-only and without a secret. Makes no request.
    Import {
        /// A file that `rollcall connection export` wrote.
        file: PathBuf,
        /// Only this one of the file. May be repeated.
        #[arg(long, value_name = "NAME")]
        only: Vec<String>,
        /// What to call it here, when it is one.
        #[arg(long, value_name = "NAME")]
        new_name: Option<String>,
        /// Only say what is in the file.
        #[arg(long)]
        dry_run: bool,
    },
    /// Remove a connection, its secret and its copy on this computer.
    Remove {
        name: String,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct AddConnection {
    /// What to call it.
    pub(crate) name: String,
    /// The base URL, e.g. https://scim.example.com/v2. Not needed with a preset and its variables.
    #[arg(long, required_unless_present = "preset")]
    pub(crate) url: Option<String>,
    /// What is known of the product: an id of `rollcall preset list`.
    #[arg(long, value_name = "ID")]
    pub(crate) preset: Option<String>,
    /// A variable of the preset's address, e.g. --var tenant=acme.
    #[arg(long = "var", value_name = "NAME=VALUE", requires = "preset")]
    pub(crate) variables: Vec<String>,
    /// What it is used for; decides the guards. Production starts read-only.
    #[arg(long, value_enum, default_value = "production")]
    pub(crate) environment: EnvironmentName,
    /// Its colour in the window.
    #[arg(long, value_enum, value_name = "COLOUR")]
    pub(crate) colour: Option<ColourName>,
    #[command(flatten)]
    pub(crate) sign_in: SignIn,
    /// Never let changes out.
    #[arg(long)]
    pub(crate) read_only: bool,
}

#[derive(Debug, Args)]
pub(crate) struct EditConnection {
    /// What it is called now.
    pub(crate) name: String,
    /// What to call it from now on.
    #[arg(long)]
    pub(crate) new_name: Option<String>,
    /// A new base URL. Secrets belong to one origin: on another one they are asked for again.
    #[arg(long)]
    pub(crate) url: Option<String>,
    /// What is known of the product: an id of `rollcall preset list`. Without --var and --url the address stays.
    #[arg(long, value_name = "ID", conflicts_with = "without_preset")]
    pub(crate) preset: Option<String>,
    /// A variable of the preset's address, e.g. --var tenant=acme.
    #[arg(long = "var", value_name = "NAME=VALUE", requires = "preset")]
    pub(crate) variables: Vec<String>,
    /// Go by no preset any more.
    #[arg(long)]
    pub(crate) without_preset: bool,
    /// Its colour in the window.
    #[arg(long, value_enum, value_name = "COLOUR")]
    pub(crate) colour: Option<ColourName>,
    /// What it is used for from now on.
    #[arg(long, value_enum)]
    pub(crate) environment: Option<EnvironmentName>,
    #[command(flatten)]
    pub(crate) sign_in: SignIn,
    /// Ask for a new secret; with --secret-stdin it is read from there. Copy, history and jobs stay.
    #[arg(long)]
    pub(crate) new_secret: bool,
    /// Send no header or parameter along any more.
    #[arg(long)]
    pub(crate) without_extras: bool,
    /// Trust the computer's authorities alone from now on.
    #[arg(long, conflicts_with = "ca")]
    pub(crate) without_ca: bool,
    /// Show no client certificate any more; its key is deleted.
    #[arg(long, conflicts_with = "client_cert")]
    pub(crate) without_client_cert: bool,
    /// Whether changes are never let out.
    #[arg(long, value_name = "true|false")]
    pub(crate) read_only: Option<bool>,
    /// New notes.
    #[arg(long)]
    pub(crate) notes: Option<String>,
}

/// How a connection signs in and what it sends along.
#[derive(Debug, Args)]
pub(crate) struct SignIn {
    /// How it signs in; bearer when not said. Secrets are asked for, or read with --secret-stdin.
    #[arg(long, value_enum)]
    pub(crate) auth: Option<AuthName>,
    /// The user name, with --auth basic.
    #[arg(long)]
    pub(crate) user: Option<String>,
    /// The header that carries the key, with --auth api-key, e.g. X-API-Key.
    #[arg(long, value_name = "NAME")]
    pub(crate) key_header: Option<String>,
    #[command(flatten)]
    pub(crate) oauth: OAuth,
    /// Read the secrets from standard input: the one of the sign-in, then those of --secret-header and
    /// --secret-param in their order, one a line.
    #[arg(long)]
    pub(crate) secret_stdin: bool,
    #[command(flatten)]
    pub(crate) network: NetworkOptions,
    /// When the token or secret ends, as 2027-01-31, for one that does not say so itself.
    #[arg(long, value_name = "DATE")]
    pub(crate) token_ends: Option<String>,
    /// A header to send with every request, e.g. "X-Tenant: 7". Not for secrets.
    #[arg(long, value_name = "NAME: VALUE")]
    pub(crate) with_header: Vec<String>,
    /// A parameter to send with every request, e.g. api-version=2. Not for secrets.
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) with_param: Vec<String>,
    /// A header with a secret value.
    #[arg(long, value_name = "NAME")]
    pub(crate) secret_header: Vec<String>,
    /// A parameter with a secret value.
    #[arg(long, value_name = "NAME")]
    pub(crate) secret_param: Vec<String>,
}

/// The authorization server, with --auth client-credentials or browser.
#[derive(Debug, Args)]
pub(crate) struct OAuth {
    /// The token endpoint of the authorization server.
    #[arg(long, value_name = "URL")]
    pub(crate) token_url: Option<String>,
    /// Where the browser goes, with --auth browser.
    #[arg(long, value_name = "URL")]
    pub(crate) authorize_url: Option<String>,
    /// The client's name there.
    #[arg(long, value_name = "ID")]
    pub(crate) client_id: Option<String>,
    /// How its secret is sent, or that it signs with --client-key; basic when not said.
    #[arg(long, value_enum)]
    pub(crate) client_auth: Option<ClientAuthName>,
    /// A file with its private key as PEM, with --client-auth private-key. The key is copied into the secret store.
    #[arg(long, value_name = "FILE")]
    pub(crate) client_key: Option<PathBuf>,
    /// The key's name there.
    #[arg(long, value_name = "ID")]
    pub(crate) key_id: Option<String>,
    /// Scopes, separated by spaces; those of the preset when not said.
    #[arg(long)]
    pub(crate) scope: Option<String>,
    /// The audience to ask for.
    #[arg(long)]
    pub(crate) audience: Option<String>,
    /// The resource to ask for (RFC 8707).
    #[arg(long)]
    pub(crate) resource: Option<String>,
    /// The account to sign in to, with --auth client-credentials, where the server knows the grant account_credentials
    /// (Zoom).
    #[arg(long, value_name = "ID")]
    pub(crate) account_id: Option<String>,
    /// The port the browser comes back to, where http://127.0.0.1:PORT/callback had to be registered before, with --auth
    /// browser; 0 for any.
    #[arg(long, value_name = "PORT")]
    pub(crate) redirect_port: Option<u16>,
}

/// How the server is reached.
#[derive(Debug, Args)]
pub(crate) struct NetworkOptions {
    /// A file with certificates of authorities to trust besides the computer's: PEM or DER.
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: Vec<PathBuf>,
    /// A file with the client's certificate: PEM or PKCS#12. It is copied into the secret store.
    #[arg(long, value_name = "FILE")]
    pub(crate) client_cert: Option<PathBuf>,
    /// A file with its private key, when it is not in the same one.
    #[arg(long, value_name = "FILE", requires = "client_cert")]
    pub(crate) client_cert_key: Option<PathBuf>,
    /// The PKCS#12 file is protected by a password: ask for it, or read it as the first line with --secret-stdin.
    #[arg(long, requires = "client_cert")]
    pub(crate) client_cert_password: bool,
    /// The proxy: system, off, or its address, e.g. http://proxy.example.com:3128.
    #[arg(long, value_name = "system|off|URL")]
    pub(crate) proxy: Option<String>,
    /// The proxy's user name; its password is asked for, or read behind the other secrets with --secret-stdin.
    #[arg(long, value_name = "NAME", requires = "proxy")]
    pub(crate) proxy_user: Option<String>,
    /// Seconds to wait for an answer.
    #[arg(long, value_name = "SECONDS")]
    pub(crate) timeout: Option<u32>,
}
