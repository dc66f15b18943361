//! Invented people, and the spreadsheets that list them.

/// Somebody who starts on 1 December.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Sign-in name under example.com, example.org or example.net.
    pub user_name: String,
    /// Given name, often not ASCII.
    pub given: String,
    /// Family name.
    pub family: String,
    /// Address.
    pub email: String,
    /// Job title.
    pub title: String,
    /// Number in the personnel system.
    pub number: String,
}

const GIVEN: [&str; 12] = [
    "Zoë", "Mateus", "Ingrid", "Łukasz", "Amara", "Søren", "Noor", "Chidi", "Yuki", "Élodie", "Anouk",
    "Tomás",
];
const FAMILY: [&str; 15] = [
    "Okafor",
    "Lindqvist",
    "Kowalczyk",
    "Núñez",
    "O'Malley",
    "Dvořák",
    "van der Meer",
    "Ferreira",
    "Haddad",
    "Brandt",
    "Šimić",
    "Moreau",
    "Tanaka",
    "Eriksen",
    "Abebe",
];
const TITLES: [&str; 5] = [
    "Lift operator",
    "Ski instructor",
    "Kitchen help",
    "Room attendant",
    "Ticket office",
];

/// So many different people; the same number gives the same people.
pub fn people(count: usize) -> Vec<Person> {
    (0..count).map(person).collect()
}

fn person(n: usize) -> Person {
    let (given, family) = (
        GIVEN[n % GIVEN.len()],
        FAMILY[(n / GIVEN.len() + n) % FAMILY.len()],
    );
    let domain = ["example.com", "example.org", "example.net"][n % 3];
    let user_name = format!("season.{:04}@{domain}", n + 1);
    Person {
        email: user_name.clone(),
        user_name,
        given: given.into(),
        family: family.into(),
        title: TITLES[n % TITLES.len()].into(),
        number: format!("{:05}", 40_000 + n),
    }
}

/// The spreadsheet of these people, as a personnel office exports it.
pub fn csv(people: &[Person]) -> String {
    let mut text = String::from("User name,First name,Last name,E-mail,Job title\n");
    for p in people {
        text.push_str(&format!(
            "{},{},{},{},{}\n",
            p.user_name, p.given, p.family, p.email, p.title
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::people;

    #[test]
    fn no_two_invented_people_share_a_sign_in_name() {
        let names: std::collections::BTreeSet<_> = people(500).into_iter().map(|p| p.user_name).collect();
        assert_eq!(
            names.len(),
            500,
            "a test that counts people must not meet one twice"
        );
    }
}
