//! Whether a filter finds the synthetic user, and nobody by a value that nobody has.

use rollcall_scim_client::ClientError;

use super::CalibrationStage;
use super::course::Course;

impl Course<'_> {
    pub(super) async fn measure_look_up(&mut self) {
        self.begin(CalibrationStage::LookUp);
        let names = self.planned.names.clone();
        let nobody = names
            .user
            .replacen("calibration", "nobody", 1)
            .replacen("-cal-", "-nobody-", 1);
        self.look_up("userName", &names.user, &nobody, self.lag.by_filter.is_some())
            .await;
        let kept = self.user.as_ref().and_then(|user| user.resource.external_id());
        let kept = kept == Some(names.group.as_str());
        let word = if kept { "yes" } else { "no" };
        self.saw("user.externalId.kept", word, "read back by id");
        if kept {
            let nobody = names.group.replacen("calibration", "nobody", 1);
            self.look_up("externalId", &names.group, &nobody, false).await;
        } else {
            self.saw("user.externalId.filterable", "no", "an externalId is not kept");
        }
    }

    /// `found_before`: that it finds the synthetic user was seen already.
    async fn look_up(&mut self, attribute: &str, value: &str, nobody: &str, found_before: bool) {
        let endpoint = self.model().endpoint.clone();
        if !found_before {
            match self.filtered(&endpoint, attribute, value).await {
                Some(Ok(rows)) if self.holds_user(&rows) => {}
                Some(Ok(rows)) if rows.is_empty() => {
                    let what = "found nobody, although somebody has this value";
                    return self.unfindable(attribute, "empty", what);
                }
                Some(Ok(_)) => {
                    let what = "found others by a value that one user has: the filter is ignored";
                    return self.unfindable(attribute, "ignored", what);
                }
                Some(Err(ClientError::Status(e))) if matches!(e.status, 400 | 404 | 422 | 500 | 501) => {
                    return self.unfindable(attribute, "error", "the filter was refused");
                }
                _ => return,
            }
        }
        match self.filtered(&endpoint, attribute, nobody).await {
            Some(Ok(rows)) if rows.is_empty() => {
                let what = "found the user by its value, and nobody by a value that nobody has";
                self.saw(&format!("filter.Users.{attribute}.eq"), "yes", what);
                if attribute == "externalId" {
                    self.saw("user.externalId.filterable", "yes", what);
                } else {
                    self.saw("features.filter", "yes", what);
                }
            }
            Some(Ok(_)) => {
                let what = "found people by a value that nobody has: the filter is ignored";
                self.unfindable(attribute, "ignored", what);
            }
            _ => {}
        }
    }

    fn unfindable(&mut self, attribute: &str, how: &str, what: &str) {
        self.saw(&format!("filter.Users.{attribute}.eq"), "no", what);
        self.saw("filter.unsupported", how, what);
        if attribute == "externalId" {
            self.saw("user.externalId.filterable", "no", what);
        }
    }
}
