//! The sandbox as products are known to be, each met with its preset. What a product does is in `presets/ID.toml`.

use serde_json::{Value, json};

/// A product: how the sandbox behaves, and what a person types there besides the usual.
pub struct Preset {
    pub id: &'static str,
    pub profile: &'static str,
    /// What every person needs there.
    needs: Needs,
    /// A limit in requests that would only make the tests wait; the queue's own tests are about it.
    pub limited: bool,
    /// What the sandbox cannot have, taken back.
    pub by_hand: Option<&'static str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    Nothing,
    DisplayName,
    ExternalId,
    Password,
    Entitlement,
}

impl Preset {
    /// Adds to a new person what this product needs.
    pub fn complete(&self, person: &mut Value) {
        let name = person["userName"].clone();
        match self.needs {
            Needs::Nothing | Needs::DisplayName => {}
            Needs::ExternalId => person["externalId"] = name,
            Needs::Entitlement => person["entitlements"] = json!([{ "value": "Standard User" }]),
            Needs::Password => person["password"] = json!("Sommer-2026!Zürich"),
        }
    }

    /// Whether a delete leaves an inactive person.
    pub fn deletes_softly(&self) -> bool {
        self.profile.contains("delete_deactivates = true")
    }

    /// The same in a mapping.
    pub fn mapping(&self) -> &'static str {
        match self.needs {
            Needs::Nothing => "",
            Needs::DisplayName => "displayName = \"{First name} {Last name}\"\n",
            Needs::ExternalId => "externalId = \"{User name}\"\n",
            Needs::Entitlement => "\"entitlements.value\" = \"Standard User\"\n",
            Needs::Password => {
                "displayName = \"{First name} {Last name}\"\npassword = \"Sommer-2026!{User name}\"\n"
            }
        }
    }
}

macro_rules! presets {
    ($($id:literal $needs:ident $limited:literal $by_hand:expr;)*) => {
        /// The product with this id.
        pub fn preset(id: &str) -> Preset {
            match id {
                $($id => Preset {
                    id: $id,
                    profile: include_str!(concat!("presets/", $id, ".toml")),
                    needs: Needs::$needs,
                    limited: $limited,
                    by_hand: $by_hand,
                },)*
                _ => panic!("no sandbox behaves like {id}"),
            }
        }

        /// All of them.
        pub const ALL: &[&str] = &[$($id),*];
    };
}

presets! {
    "atlassian" Nothing false None;
    "aws-iic" DisplayName false None;
    "databricks-account" Nothing false None;
    "entra-scim-server" Password false Some("user.required=userName, password, displayName, name.familyName");
    "figma" Nothing false None;
    "github-emu" Nothing true None;
    "gitlab-group" ExternalId false None;
    "keycloak-native" Nothing false None;
    "salesforce" Entitlement false None;
    "sap-ias-legacy" Nothing false None;
    "servicenow" Nothing false None;
    "slack-v2" Nothing true None;
    "snowflake" Nothing false None;
    "webex" Nothing false None;
    "zoom" Nothing true None;
}
