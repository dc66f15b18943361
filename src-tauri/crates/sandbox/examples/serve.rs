//! Serves the sandbox until it is interrupted, for trying it with other programs:
//! `cargo run -p rollcall-sandbox --example serve -- PORT PEOPLE [TOKEN] [PROFILE]`.
//! Prints the base URL and the token as one line of JSON.

use rollcall_sandbox::{Profile, SandboxOptions, start};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let port = arguments.next().map_or(Ok(0), |text| text.parse())?;
    let people = arguments.next().map_or(Ok(2_400), |text| text.parse())?;
    let token = arguments.next();
    let profile = match arguments.next() {
        Some(path) => Profile::from_toml(&std::fs::read_to_string(path)?)?,
        None => Profile::default(),
    };
    let options = SandboxOptions {
        port,
        people,
        token,
        profile,
        ..SandboxOptions::default()
    };
    let sandbox = start(options).await?;
    println!(
        "{{\"base\":\"{}\",\"token\":\"{}\"}}",
        sandbox.base(),
        sandbox.token()
    );
    tokio::signal::ctrl_c().await?;
    sandbox.stop().await;
    Ok(())
}
