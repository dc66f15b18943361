//! Whether a filter finds the synthetic user, and nobody by a value that nobody has.

use rollcall_scim_client::{ClientError, EvidenceCode};

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
        self.saw("user.externalId.kept", word, EvidenceCode::ReadById);
        if kept {
            let nobody = names.group.replacen("calibration", "nobody", 1);
            self.look_up("externalId", &names.group, &nobody, false).await;
        } else {
            self.saw("user.externalId.filterable", "no", EvidenceCode::ExternalUnkept);
        }
    }

    /// `found_before`: that it finds the synthetic user was seen already.
    async fn look_up(&mut self, attribute: &str, value: &str, nobody: &str, found_before: bool) {
        let endpoint = self.model().endpoint.clone();
        if !found_before {
            match self.filtered(&endpoint, attribute, value).await {
                Some(Ok(rows)) if self.holds_user(&rows) => {}
                Some(Ok(rows)) if rows.is_empty() => {
                    let what = EvidenceCode::NobodyFound;
                    return self.unfindable(attribute, "empty", what);
                }
                Some(Ok(_)) => {
                    let what = EvidenceCode::OthersFound;
                    return self.unfindable(attribute, "ignored", what);
                }
                Some(Err(ClientError::Status(e))) if matches!(e.status, 400 | 404 | 422 | 500 | 501) => {
                    return self.unfindable(attribute, "error", EvidenceCode::FilterRefused);
                }
                _ => return,
            }
        }
        match self.filtered(&endpoint, attribute, nobody).await {
            Some(Ok(rows)) if rows.is_empty() => {
                let what = EvidenceCode::UserFound;
                self.saw(&format!("filter.Users.{attribute}.eq"), "yes", what);
                if attribute == "externalId" {
                    self.saw("user.externalId.filterable", "yes", what);
                } else {
                    self.saw("features.filter", "yes", what);
                }
            }
            Some(Ok(_)) => {
                let what = EvidenceCode::NobodysFound;
                self.unfindable(attribute, "ignored", what);
            }
            _ => {}
        }
    }

    fn unfindable(&mut self, attribute: &str, how: &str, what: EvidenceCode) {
        self.saw(&format!("filter.Users.{attribute}.eq"), "no", what);
        self.saw("filter.unsupported", how, what);
        if attribute == "externalId" {
            self.saw("user.externalId.filterable", "no", what);
        }
    }
}
