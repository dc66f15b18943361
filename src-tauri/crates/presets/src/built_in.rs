//! The presets Rollcall brings, as they stand in `presets/`.

/// File name and text of each.
pub(crate) const FILES: &[(&str, &str)] = &[
    ("atlassian.toml", include_str!("../presets/atlassian.toml")),
    ("aws-iic.toml", include_str!("../presets/aws-iic.toml")),
    (
        "databricks-account.toml",
        include_str!("../presets/databricks-account.toml"),
    ),
    (
        "entra-scim-server.toml",
        include_str!("../presets/entra-scim-server.toml"),
    ),
    ("figma.toml", include_str!("../presets/figma.toml")),
    ("github-emu.toml", include_str!("../presets/github-emu.toml")),
    ("gitlab-group.toml", include_str!("../presets/gitlab-group.toml")),
    (
        "keycloak-native.toml",
        include_str!("../presets/keycloak-native.toml"),
    ),
    ("salesforce.toml", include_str!("../presets/salesforce.toml")),
    (
        "sap-ias-legacy.toml",
        include_str!("../presets/sap-ias-legacy.toml"),
    ),
    ("servicenow.toml", include_str!("../presets/servicenow.toml")),
    ("slack-v2.toml", include_str!("../presets/slack-v2.toml")),
    ("snowflake.toml", include_str!("../presets/snowflake.toml")),
    ("webex.toml", include_str!("../presets/webex.toml")),
    ("zoom.toml", include_str!("../presets/zoom.toml")),
];
