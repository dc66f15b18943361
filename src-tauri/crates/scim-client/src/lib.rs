//! scim-client
