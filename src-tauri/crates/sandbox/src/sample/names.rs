//! Names from many places, so that nothing in the product can assume ASCII. They are common given
//! names and family names, combined by chance: no real person is meant.

/// Given names and family names that go together.
pub(super) struct Culture {
    /// How many in a thousand people.
    pub(super) weight: u64,
    pub(super) given: &'static [&'static str],
    pub(super) family: &'static [&'static str],
    /// `preferredLanguage`.
    pub(super) language: &'static str,
}

// One name a line would fill five pages.
#[rustfmt::skip]
pub(super) const CULTURES: &[Culture] = &[
    Culture {
        weight: 260,
        given: &[
            "Alice", "Amelia", "Beatrice", "Charlotte", "Clara", "Daisy", "Eleanor", "Freya", "Grace",
            "Hannah", "Isla", "Lucy", "Martha", "Nora", "Poppy", "Ruth", "Sophie", "Tess", "Zoë",
            "Chloë", "Adam", "Ben", "Callum", "Daniel", "Edward", "Finn", "George", "Harry", "Isaac",
            "Jack", "Leo", "Marcus", "Nathan", "Oliver", "Owen", "Peter", "Robert", "Samuel", "Thomas",
            "William",
        ],
        family: &[
            "Abbott", "Barker", "Bennett", "Brooks", "Carter", "Chapman", "Clarke", "Cooper", "Davies",
            "Dixon", "Ellis", "Fisher", "Fletcher", "Foster", "Gibson", "Graham", "Hall", "Harper",
            "Hughes", "Hunt", "Jenkins", "Kennedy", "Lawson", "Marsh", "Mason", "Morgan", "Murray",
            "Newton", "O'Brien", "O'Connor", "Palmer", "Parker", "Pearce", "Porter", "Reid", "Richards",
            "Shaw", "Simmons", "Stone", "Turner", "Walsh", "Ward", "Watts", "Webb", "West", "Wheeler",
            "Woods", "Young", "Smith-Jones", "Price-Hall",
        ],
        language: "en-GB",
    },
    Culture {
        weight: 110,
        given: &[
            "Anna", "Birgit", "Elke", "Friederike", "Greta", "Heike", "Jana", "Käthe", "Lena",
            "Margarete", "Sabine", "Ulrike", "Bernd", "Dieter", "Felix", "Günter", "Heinz", "Jörg",
            "Jürgen", "Karl", "Lukas", "Matthias", "Rüdiger", "Stefan", "Sören", "Tobias", "Uwe",
            "Wolfgang",
        ],
        family: &[
            "Bauer", "Becker", "Böhm", "Fischer", "Groß", "Günther", "Hofmann", "Jäger", "Keller",
            "Klein", "Köhler", "König", "Krüger", "Lange", "Lehmann", "Maier", "Müller", "Neumann",
            "Richter", "Schäfer", "Schmitz", "Schröder", "Schulz", "Seidel", "Vogel", "Voß", "Weiß",
            "Winkler", "Zimmermann", "von Arnsberg",
        ],
        language: "de-DE",
    },
    Culture {
        weight: 90,
        given: &[
            "Amélie", "Aurélie", "Camille", "Chloé", "Élodie", "Geneviève", "Hélène", "Inès", "Léa",
            "Maëlle", "Noémie", "Océane", "Adrien", "Benoît", "Cédric", "Émile", "François", "Gaël",
            "Jérôme", "Loïc", "Mathéo", "Noël", "Rémi", "Théo",
        ],
        family: &[
            "Bernard", "Besançon", "Blanchet", "Bonnet", "Chevalier", "Delacroix", "Dubois", "Fournier",
            "Gagné", "Garnier", "Girard", "Lambert", "Lefèvre", "Lemaître", "Marchand", "Mercier",
            "Moreau", "Pelletier", "Rousseau", "Roux", "Saint-Martin", "Vidal", "D'Aubigné", "L'Écuyer",
        ],
        language: "fr-FR",
    },
    Culture {
        weight: 90,
        given: &[
            "Agnieszka", "Bożena", "Dorota", "Ewa", "Grażyna", "Joanna", "Katarzyna", "Małgorzata",
            "Zofia", "Andrzej", "Bartłomiej", "Grzegorz", "Jakub", "Krzysztof", "Łukasz", "Michał",
            "Paweł", "Piotr", "Stanisław", "Wojciech",
        ],
        family: &[
            "Dąbrowski", "Grabowska", "Jabłoński", "Kaczmarek", "Kamiński", "Kowalczyk", "Kozłowska",
            "Krawczyk", "Król", "Lewandowska", "Mazur", "Nowak", "Pawłowski", "Piątek", "Sikora",
            "Szymańska", "Wiśniewski", "Woźniak", "Wójcik", "Zając", "Zieliński", "Żak",
        ],
        language: "pl-PL",
    },
    Culture {
        weight: 80,
        given: &[
            "Astrid", "Britta", "Elin", "Freja", "Gudrun", "Ingrid", "Linnéa", "Maja", "Sigrid",
            "Solveig", "Åsa", "Anders", "Bjørn", "Erik", "Göran", "Håkon", "Jón", "Kåre", "Lars",
            "Magnus", "Øystein", "Søren", "Torbjörn", "Þór",
        ],
        family: &[
            "Andersson", "Bergström", "Bjørnsen", "Dahl", "Eriksen", "Friðriksson", "Hansen",
            "Håkansson", "Jørgensen", "Kjærgaard", "Lindqvist", "Lund", "Nygård", "Nørgaard", "Olsen",
            "Rasmussen", "Sjöberg", "Sørensen", "Strand", "Åkerman", "Østergaard",
        ],
        language: "da-DK",
    },
    Culture {
        weight: 80,
        given: &[
            "Alejandra", "Belén", "Begoña", "Inés", "Lucía", "María", "Noelia", "Rocío", "Sofía",
            "Ximena", "Álvaro", "Andrés", "Héctor", "Iñaki", "Javier", "Jesús", "Joaquín", "Martín",
            "Nicolás", "Raúl",
        ],
        family: &[
            "Álvarez", "Castro", "Domínguez", "Fernández", "García", "Gómez", "Ibáñez", "Jiménez",
            "López", "Martínez", "Muñoz", "Núñez", "Ortiz", "Peña", "Pérez Soler", "Ramírez",
            "Rodríguez", "Ruiz", "Sánchez", "Vázquez", "Zúñiga", "de la Cruz",
        ],
        language: "es-ES",
    },
    Culture {
        weight: 70,
        given: &[
            "Ana", "Dragana", "Ivana", "Jelena", "Lejla", "Marija", "Nataša", "Snežana", "Željka",
            "Ante", "Boštjan", "Dušan", "Goran", "Ivan", "Luka", "Miloš", "Nikola", "Siniša", "Tomaž",
            "Željko",
        ],
        family: &[
            "Babić", "Božić", "Đorđević", "Horvat", "Ilić", "Jovanović", "Jurić", "Kovačević",
            "Kovačič", "Marković", "Matić", "Nikolić", "Novak", "Pavlović", "Perić", "Petrović",
            "Šarić", "Šimić", "Vuković", "Živković",
        ],
        language: "hr-HR",
    },
    Culture {
        weight: 60,
        given: &[
            "Adaeze", "Amina", "Chiamaka", "Folasade", "Ifeoma", "Ngozi", "Nkechi", "Temitope",
            "Wanjiru", "Zainab", "Babatunde", "Chinedu", "Emeka", "Ikenna", "Kwame", "Kofi", "Obinna",
            "Oluwaseun", "Ọlámide", "Tendai", "Thabo",
        ],
        family: &[
            "Abiodun", "Achebe", "Adébáyọ̀", "Adeyemi", "Afolabi", "Asante", "Boateng", "Chukwu",
            "Diallo", "Eze", "Kamau", "Mensah", "Mwangi", "Ndlovu", "Nwosu", "Okafor", "Okonkwo",
            "Okoye", "Onyeka", "Osei", "Otieno",
        ],
        language: "en-NG",
    },
    Culture {
        weight: 60,
        given: &[
            "Ánh", "Bích", "Chi", "Dung", "Giang", "Hạnh", "Hương", "Lan", "Linh", "Mai", "Ngọc",
            "Phương", "Thảo", "Trang", "Yến", "Bảo", "Đức", "Dũng", "Hùng", "Khánh", "Minh", "Nam",
            "Phúc", "Quân", "Tuấn",
        ],
        family: &[
            "Bùi", "Đặng", "Đinh", "Đỗ", "Dương", "Hồ", "Hoàng", "Huỳnh", "Lê", "Lý", "Ngô", "Nguyễn",
            "Phạm", "Phan", "Trần", "Trịnh", "Võ", "Vũ",
        ],
        language: "vi-VN",
    },
    Culture {
        weight: 40,
        given: &[
            "Aoife", "Caoimhe", "Ciara", "Gráinne", "Niamh", "Órla", "Róisín", "Sinéad", "Siobhán",
            "Cillian", "Conor", "Diarmuid", "Eoin", "Oisín", "Pádraig", "Seán", "Tadhg",
        ],
        family: &[
            "Breathnach", "Brennan", "Byrne", "Doyle", "Fitzgerald", "Gallagher", "Kavanagh",
            "Mac Giolla", "McCarthy", "Ní Bhriain", "Nolan", "Ó Súilleabháin", "O'Neill", "Quinn",
            "Ryan", "Sheridan",
        ],
        language: "en-IE",
    },
    Culture {
        weight: 30,
        given: &[
            "Ayşe", "Çiğdem", "Elif", "Gül", "İpek", "Özlem", "Şebnem", "Zeynep", "Barış", "Cem",
            "Emre", "Gökhan", "İbrahim", "Oğuz", "Ömer", "Uğur", "Yiğit",
        ],
        family: &[
            "Acar", "Aydın", "Çelik", "Çetin", "Demir", "Doğan", "Erdoğmuş", "Güneş", "Kaya", "Kılıç",
            "Öztürk", "Şahin", "Şimşek", "Yıldız", "Yılmaz", "Yıldırım",
        ],
        language: "tr-TR",
    },
    Culture {
        weight: 30,
        given: &[
            "Aarti", "Ananya", "Divya", "Fatima", "Kavita", "Meera", "Nisha", "Priya", "Shreya",
            "Aditya", "Arjun", "Harpreet", "Imran", "Kabir", "Nikhil", "Rahul", "Rohan", "Vikram",
        ],
        family: &[
            "Agarwal", "Banerjee", "Bhatt", "Chopra", "Desai", "Gill", "Gupta", "Iyer", "Kapoor",
            "Khan", "Mehta", "Nair", "Patel", "Rao", "Reddy", "Sharma", "Singh", "Verma",
        ],
        language: "en-IN",
    },
];

/// Written in another script, a few in a thousand: the given name first, as SCIM wants it.
pub(super) const OTHER_SCRIPTS: &[(&str, &str, &str, &str, &str)] = &[
    ("美咲", "佐藤", "misaki", "sato", "ja-JP"),
    ("健太", "鈴木", "kenta", "suzuki", "ja-JP"),
    ("伟", "王", "wei", "wang", "zh-CN"),
    ("芳", "李", "fang", "li", "zh-CN"),
    ("지우", "김", "jiwoo", "kim", "ko-KR"),
    ("Олена", "Шевченко", "olena", "shevchenko", "uk-UA"),
    ("Тарас", "Бондаренко", "taras", "bondarenko", "uk-UA"),
    ("Ελένη", "Παπαδοπούλου", "eleni", "papadopoulou", "el-GR"),
    ("Νίκος", "Γεωργίου", "nikos", "georgiou", "el-GR"),
    ("نور", "الخطيب", "nour", "alkhatib", "ar"),
    ("דנה", "לוי", "dana", "levi", "he-IL"),
    ("สมชาย", "ใจดี", "somchai", "jaidee", "th-TH"),
];

/// The letters of a name that can stand in an e-mail address, in lower case.
pub(super) fn address_part(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => out.push(c),
            '-' => out.push('-'),
            'å' => out.push_str("aa"),
            'ä' | 'æ' => out.push_str("ae"),
            'ö' | 'ø' | 'œ' => out.push_str("oe"),
            'ü' => out.push_str("ue"),
            'ß' => out.push_str("ss"),
            'þ' => out.push_str("th"),
            'à' | 'á' | 'â' | 'ã' | 'ą' | 'ă' | 'ạ' | 'ả' | 'ấ' | 'ầ' | 'ặ' | 'ẩ' => {
                out.push('a');
            }
            'ç' | 'ć' | 'č' => out.push('c'),
            'đ' | 'ð' => out.push('d'),
            'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ě' | 'ễ' | 'ế' | 'ề' => out.push('e'),
            'ğ' => out.push('g'),
            'ì' | 'í' | 'î' | 'ï' | 'ı' | 'ị' | 'ĩ' => out.push('i'),
            'ł' => out.push('l'),
            'ñ' | 'ń' => out.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ọ' | 'ỗ' | 'ồ' | 'ơ' => out.push('o'),
            'ř' => out.push('r'),
            'ś' | 'š' | 'ş' => out.push('s'),
            'ù' | 'ú' | 'û' | 'ũ' | 'ư' | 'ụ' | 'ứ' => out.push('u'),
            'ý' | 'ỳ' => out.push('y'),
            'ź' | 'ż' | 'ž' => out.push('z'),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leaves_enough_letters_for_an_address() {
        for culture in CULTURES {
            for name in culture.given.iter().chain(culture.family) {
                let letters = name.chars().filter(|c| c.is_alphabetic()).count();
                let kept = address_part(name)
                    .chars()
                    .filter(char::is_ascii_alphabetic)
                    .count();
                assert!(
                    kept >= letters,
                    "{name} became {}: a letter has no counterpart",
                    address_part(name)
                );
            }
        }
    }
}
