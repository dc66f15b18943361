//! SCIM 2.0 (RFC 7643, RFC 7644) as pure values.
//!
//! Everything here is a function of its arguments: no I/O, no clock, no randomness, no async.
//! A resource is the server's JSON kept whole ([`Resource`]); a [`ResourceModel`] (a resource type
//! with its schemas) says how its attributes behave; filters, PATCH, sorting and validation are
//! functions over the two.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::as_conversions
    )
)]

pub mod attr_path;
pub mod discovery;
pub mod filter;
pub mod json;
pub mod merge;
pub mod message;
pub mod patch;
pub mod resource;
pub mod schema;
pub mod sentence;
pub mod sort;
pub mod urn;
pub mod validate;

pub use attr_path::AttrPath;
pub use filter::Filter;
pub use resource::Resource;
pub use schema::{
    Attribute, AttributeType, AttributeView, Mutability, ResourceModel, Returned, Schema, Uniqueness,
};
