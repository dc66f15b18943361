//! The one list of commands: registry, dispatcher and TypeScript schema at once. A command without a
//! handler, or with a handler of another type, does not compile.

use rollcall_engine::Effect;
use serde::Serialize;

/// What the window and the tests may know about a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CommandInfo {
    /// Its name on the wire.
    pub name: &'static str,
    /// What it can do; the engine checks the same again.
    pub effect: Effect,
    /// Query tags the window reads again after it succeeded.
    pub refreshes: &'static [&'static str],
}

/// Builds the registry, the dispatcher and the TypeScript map from one list of
/// `name: Effect, Request => Response, [tags it changes];`
macro_rules! commands {
    ($( $(#[doc = $doc:literal])* $name:ident : $effect:ident, $request:ty => $response:ty, [$($tag:literal),*]; )*) => {
        /// Every command, in the order of the list.
        pub const COMMANDS: &[crate::CommandInfo] = &[
            $(crate::CommandInfo { name: stringify!($name), effect: Effect::$effect, refreshes: &[$($tag),*] }),*
        ];

        /// Runs one command: reads the payload, calls its handler, writes the answer.
        pub(crate) async fn dispatch(ipc: &crate::Ipc, name: &str, payload: serde_json::Value)
            -> Result<serde_json::Value, crate::IpcError>
        {
            match name {
                $(stringify!($name) => {
                    let request: $request = crate::wire::read(name, payload)?;
                    let response: $response = crate::handlers::$name(ipc, request).await?;
                    crate::wire::write(&response)
                })*
                other => Err(crate::wire::no_such_command(other)),
            }
        }

        /// The TypeScript of every type in the contract and the map of commands, as (file, text).
        pub fn typescript(config: &ts_rs::Config) -> Result<String, ts_rs::ExportError> {
            use ts_rs::TS;
            let mut map = crate::typescript::Map::new(config);
            $(
                <$request as TS>::export_all(config).or_else(crate::typescript::built_in)?;
                <$response as TS>::export_all(config).or_else(crate::typescript::built_in)?;
                map.command::<$request, $response>(stringify!($name), &[$($doc),*], Effect::$effect, &[$($tag),*]);
            )*
            Ok(map.finish())
        }
    };
}
