//! What a service provider says about itself: ServiceProviderConfig and ResourceTypes (RFC 7643 §5, §6).

mod config;
mod endpoint;
mod join;
mod resource_type;

pub use config::ServiceProviderConfig;
pub use endpoint::normalize_endpoint;
pub use join::models;
pub use resource_type::ResourceType;
