//! The client against servers that lie, hang, break and redirect. One binary, so that it links once.

mod bodies;
mod discovery;
mod errors;
mod extras;
mod hostile;
mod network;
mod oauth;
mod parameters;
mod recording;
mod server;
mod tls;
mod walking;
