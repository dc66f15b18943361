//! A guarded SCIM 2.0 client over HTTP.
//!
//! One [`Client`] talks to one service provider: one pinned origin and base path, no redirects, a total
//! deadline for each request, a cap on the bytes of an answer after decompression, ids that cannot
//! climb out of their endpoint, secrets marked sensitive, and no write ever sent twice. Every exchange
//! passes one hook (`transport`) that times, bounds, redacts and records it.
//!
//! The client decides nothing about jobs: it says what a server answered, or what is known about a
//! request that was not answered ([`ClientError::applied`]).

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::as_conversions
    )
)]

mod address;
mod answer;
pub mod auth;
mod base_url;
mod bulk;
mod client;
mod config;
mod create;
mod delete;
pub mod dialect;
mod discover;
mod error;
mod evidence;
mod exchange;
mod filter_plan;
mod get;
pub(crate) mod http;
pub mod identity;
mod list;
mod members;
mod names;
pub mod oauth;
pub mod observe;
mod pace;
mod patch;
mod query;
mod redact;
mod replace;
mod tls;
mod transport;
pub mod version_1;
mod walk;

pub use answer::Answer;
pub use auth::extra::{Extra, ExtraError, Place, check_name as check_extra_name};
pub use auth::{Auth, SecretText};
pub use base_url::{BaseUrl, BaseUrlError};
pub use client::Client;
pub use config::{ClientConfig, Limits};
pub use dialect::Dialect;
pub use discover::{Deviation, DeviationCode, Discovery};
pub use error::{
    Applied, ClientError, ConnectFailure, LooksLike, ProxyFault, RetryAfter, StatusError, TlsCause,
};
pub use evidence::{Evidence, EvidenceCode};
pub use exchange::{Exchange, ExchangeMark, GIVEN_UP, LastExchange, Recorder};
pub use filter_plan::{Asked, FilterPlan, Unasked};
pub use http::{Network, Proxy, ProxyInUse};
pub use identity::{CertificateFault, Identity};
pub use observe::{Observation, Source};
pub use pace::{Leaving, Pace};
pub use query::{ListQuery, Projection};
pub use transport::RetryAfterForm;
pub use walk::{Doubt, WalkLimits, WalkOutcome, WalkPage};
