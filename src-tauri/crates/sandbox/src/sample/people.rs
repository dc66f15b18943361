//! The people of the sample directory.

use std::collections::HashMap;

use serde_json::{Map, Value, json};
use time::{Date, Duration, Month};

use super::names::{CULTURES, OTHER_SCRIPTS, address_part};
use super::random::Random;
use super::work::{DEPARTMENTS, ORGANIZATION, SITES, STREETS};
use crate::WORKFORCE;
use rollcall_scim::urn::{ENTERPRISE_USER, USER};

/// A person, with what groups and roles need to know.
pub(super) struct Person {
    pub(super) id: String,
    pub(super) display: String,
    pub(super) department: usize,
    pub(super) site: usize,
    pub(super) lead: bool,
    pub(super) seasonal: bool,
    pub(super) active: bool,
    pub(super) created: String,
    pub(super) body: Map<String, Value>,
}

/// Those a person may report to, gathered as people are made.
#[derive(Default)]
struct Seniors {
    director: Option<(String, String)>,
    heads: HashMap<usize, (String, String)>,
    leads: HashMap<(usize, usize), (String, String)>,
}

/// What the next person depends on of those before.
#[derive(Default)]
pub(super) struct People {
    seniors: Seniors,
    addresses: HashMap<String, u32>,
}

impl People {
    /// The person with this number, counted from 0. Must be called in order.
    pub(super) fn next(&mut self, seed: u64, number: usize) -> Person {
        let mut random = Random::new(seed, u64::try_from(number).unwrap_or(0));
        let id = random.uuid();
        let name = name(&mut random);
        let department = if number == 0 {
            DEPARTMENTS.len() - 1
        } else {
            weighted(&mut random, DEPARTMENTS.iter().map(|d| d.weight))
        };
        let site = weighted(&mut random, SITES.iter().map(|s| s.weight));
        let (seasonal_share, titles) = DEPARTMENTS
            .get(department)
            .map_or((0, &[][..]), |d| (d.seasonal, d.titles));
        let manager = self.seniors.of(department, site);
        let head = number == 0 || !self.seniors.heads.contains_key(&department);
        let lead = head || random.percent(8);
        let seasonal = !lead && random.percent(seasonal_share);
        let active = head || !random.percent(6);
        let title = match (head, lead) {
            (true, _) => titles.first(),
            (_, true) => titles.get(1),
            _ => random.pick(titles.get(2..).unwrap_or(titles)),
        }
        .copied()
        .unwrap_or("Colleague");

        let domain = match random.below(20) {
            0..=15 => "example.com",
            16..=18 => "example.org",
            _ => "example.net",
        };
        let user_name = self.address(&name, domain);
        let display = format!("{} {}", name.given, name.family);
        let created = Date::from_calendar_date(2015, Month::March, 2)
            .map(|first| first + Duration::days(i64::try_from(random.below(3_900)).unwrap_or(0)));
        let created =
            created.map(|d| format!("{d}T{:02}:{:02}:00.000Z", random.below(12) + 6, random.below(60)));
        let created = created.unwrap_or_default();

        let facts = Facts {
            user_name: &user_name,
            display: &display,
            title,
            number,
            seasonal,
            active,
            department,
            site,
        };
        let body = body(&mut random, &name, &facts, manager.as_ref());
        self.seniors.note(
            &id,
            &display,
            (number == 0, head, lead && active),
            department,
            site,
        );
        Person {
            id,
            display,
            department,
            site,
            lead,
            seasonal,
            active,
            created,
            body,
        }
    }

    /// A userName that nobody has: a number is added from the second of a name on.
    fn address(&mut self, name: &Name, domain: &str) -> String {
        let base = format!("{}.{}", name.given_ascii, name.family_ascii);
        let count = self.addresses.entry(format!("{base}@{domain}")).or_default();
        *count += 1;
        if *count == 1 {
            format!("{base}@{domain}")
        } else {
            format!("{base}{count}@{domain}")
        }
    }
}

impl Seniors {
    fn of(&self, department: usize, site: usize) -> Option<(String, String)> {
        self.leads
            .get(&(department, site))
            .or_else(|| self.heads.get(&department))
            .or(self.director.as_ref())
            .cloned()
    }

    fn note(
        &mut self,
        id: &str,
        display: &str,
        (director, head, lead): (bool, bool, bool),
        department: usize,
        site: usize,
    ) {
        let who = || (id.to_owned(), display.to_owned());
        if director {
            self.director = Some(who());
        }
        if head {
            self.heads.insert(department, who());
        } else if lead {
            self.leads.insert((department, site), who());
        }
    }
}

struct Name {
    given: String,
    middle: Option<String>,
    family: String,
    given_ascii: String,
    family_ascii: String,
    language: &'static str,
}

fn name(random: &mut Random) -> Name {
    if random.below(1_000) < 14
        && let Some((given, family, given_ascii, family_ascii, language)) =
            random.pick(OTHER_SCRIPTS).copied()
    {
        return Name {
            given: given.into(),
            middle: None,
            family: family.into(),
            given_ascii: given_ascii.into(),
            family_ascii: family_ascii.into(),
            language,
        };
    }
    let home = weighted(random, CULTURES.iter().map(|c| c.weight));
    // People marry and move: one family name in twelve comes from elsewhere.
    let other = if random.below(12) == 0 {
        weighted(random, CULTURES.iter().map(|c| c.weight))
    } else {
        home
    };
    let given_names = CULTURES.get(home).map_or(&[][..], |c| c.given);
    let family_names = CULTURES.get(other).map_or(&[][..], |c| c.family);
    let given = random.pick(given_names).copied().unwrap_or("Alex");
    let family = random.pick(family_names).copied().unwrap_or("Stone");
    let middle = random
        .percent(9)
        .then(|| random.pick(given_names).copied().unwrap_or("Lee").to_owned());
    Name {
        given: given.into(),
        middle: middle.filter(|m| m != given),
        family: family.into(),
        given_ascii: address_part(given),
        family_ascii: address_part(family),
        language: CULTURES.get(home).map_or("en", |c| c.language),
    }
}

struct Facts<'a> {
    user_name: &'a str,
    display: &'a str,
    title: &'a str,
    number: usize,
    seasonal: bool,
    active: bool,
    department: usize,
    site: usize,
}

fn body(
    random: &mut Random,
    name: &Name,
    facts: &Facts<'_>,
    manager: Option<&(String, String)>,
) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("schemas".into(), json!([USER, ENTERPRISE_USER, WORKFORCE]));
    body.insert("userName".into(), json!(facts.user_name));
    // One in nine came from a system that keeps no number.
    if !random.percent(11) {
        body.insert("externalId".into(), json!(format!("AQ-{:06}", facts.number + 1)));
    }
    let mut full = Map::new();
    let formatted = match &name.middle {
        Some(middle) => format!("{} {middle} {}", name.given, name.family),
        None => facts.display.to_owned(),
    };
    full.insert("formatted".into(), json!(formatted));
    full.insert("familyName".into(), json!(name.family));
    full.insert("givenName".into(), json!(name.given));
    if let Some(middle) = &name.middle {
        full.insert("middleName".into(), json!(middle));
    }
    body.insert("name".into(), Value::Object(full));
    body.insert("displayName".into(), json!(facts.display));
    if random.percent(7) {
        let short: String = name.given.chars().take(3).collect();
        body.insert("nickName".into(), json!(short));
    }
    if !random.percent(4) {
        body.insert("title".into(), json!(facts.title));
    }
    body.insert(
        "userType".into(),
        json!(if facts.seasonal { "Seasonal" } else { "Employee" }),
    );
    if !random.percent(15) {
        body.insert("preferredLanguage".into(), json!(name.language));
    }
    let site = SITES.get(facts.site);
    body.insert(
        "timezone".into(),
        json!(site.map_or("Europe/London", |s| s.timezone)),
    );
    body.insert("active".into(), json!(facts.active));
    body.insert("emails".into(), emails(random, name, facts));
    if random.percent(72) {
        body.insert("phoneNumbers".into(), phones(random));
    }
    if random.percent(38) {
        let street = format!(
            "{} {}",
            random.below(180) + 1,
            random.pick(STREETS).copied().unwrap_or("Beacon Steps")
        );
        body.insert(
            "addresses".into(),
            json!([{
                "type": "work",
                "streetAddress": street,
                "locality": site.map_or("", |s| s.locality),
                "country": site.map_or("", |s| s.country),
                "primary": true,
            }]),
        );
    }
    let mut enterprise = Map::new();
    enterprise.insert(
        "employeeNumber".into(),
        json!(format!("{:06}", 100_000 + facts.number)),
    );
    if let Some(work) = DEPARTMENTS.get(facts.department) {
        enterprise.insert(
            "costCenter".into(),
            json!(format!("{:03}-{}", 100 + facts.department * 7, facts.site + 1)),
        );
        enterprise.insert("organization".into(), json!(ORGANIZATION));
        enterprise.insert("division".into(), json!(work.division));
        enterprise.insert("department".into(), json!(work.name));
    }
    if let Some((id, display)) = manager {
        enterprise.insert("manager".into(), json!({"value": id, "displayName": display}));
    }
    body.insert(ENTERPRISE_USER.into(), Value::Object(enterprise));

    let mut workforce = Map::new();
    workforce.insert(
        "badge".into(),
        json!(format!("B{:07}", 2_000_000 + facts.number * 3)),
    );
    workforce.insert("site".into(), json!(site.map_or("Harbour", |s| s.name)));
    if facts.seasonal {
        let ends = ["2026-04-19", "2026-10-31", "2027-04-18"];
        let ends = random.pick(&ends).copied().unwrap_or("2027-04-18");
        workforce.insert("contractEnds".into(), json!(format!("{ends}T22:00:00Z")));
        workforce.insert("seasonsWorked".into(), json!(random.below(9)));
    }
    if !random.percent(20) {
        workforce.insert("remote".into(), json!(random.percent(9)));
    }
    body.insert(WORKFORCE.into(), Value::Object(workforce));
    body
}

fn emails(random: &mut Random, name: &Name, facts: &Facts<'_>) -> Value {
    let mut list = vec![json!({"value": facts.user_name, "type": "work", "primary": true})];
    if random.percent(24) {
        let initial = name.given_ascii.chars().next().unwrap_or('x');
        let home = format!(
            "{initial}{}{}@example.net",
            name.family_ascii,
            random.below(90) + 10
        );
        list.push(json!({"value": home, "type": "home"}));
    }
    Value::Array(list)
}

/// Only from ranges that are kept free for fiction.
fn phones(random: &mut Random) -> Value {
    let mobile = match random.below(3) {
        0 => format!("+44 7700 900{:03}", random.below(1_000)),
        1 => format!(
            "+1 {}-555-01{:02}",
            random.pick(&[202, 303, 415, 617]).copied().unwrap_or(202),
            random.below(100)
        ),
        _ => format!("+61 491 570 1{:02}", random.below(60) + 10),
    };
    let mut list = vec![json!({"value": mobile, "type": "mobile", "primary": true})];
    if random.percent(30) {
        list.push(json!({"value": format!("+44 20 7946 0{:03}", random.below(1_000)), "type": "work"}));
    }
    Value::Array(list)
}

/// An index, chosen by weight.
fn weighted(random: &mut Random, weights: impl Iterator<Item = u64> + Clone) -> usize {
    let mut rest = random.below(weights.clone().sum());
    for (index, weight) in weights.enumerate() {
        if rest < weight {
            return index;
        }
        rest -= weight;
    }
    0
}
