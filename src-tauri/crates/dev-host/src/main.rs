//! dev-host
fn main() {}
