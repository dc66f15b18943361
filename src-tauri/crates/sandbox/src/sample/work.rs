//! Where people work and as what: a business of lifts, kitchens and guest houses with two seasons.

/// The business.
pub(super) const ORGANIZATION: &str = "Alder & Quay Resorts";

/// A department with its titles, the first for its head.
pub(super) struct Department {
    pub(super) name: &'static str,
    pub(super) division: &'static str,
    /// How many in a thousand people.
    pub(super) weight: u64,
    /// How many in a hundred come for the season only.
    pub(super) seasonal: u64,
    pub(super) titles: &'static [&'static str],
}

const fn department(
    name: &'static str,
    division: &'static str,
    weight: u64,
    seasonal: u64,
    titles: &'static [&'static str],
) -> Department {
    Department {
        name,
        division,
        weight,
        seasonal,
        titles,
    }
}

pub(super) const DEPARTMENTS: &[Department] = &[
    department(
        "Guest Services",
        "Hospitality",
        190,
        45,
        &[
            "Head of Guest Services",
            "Shift Lead",
            "Receptionist",
            "Concierge",
            "Night Porter",
            "Guest Host",
        ],
    ),
    department(
        "Food & Beverage",
        "Hospitality",
        210,
        55,
        &[
            "Head of Food & Beverage",
            "Head Chef",
            "Sous Chef",
            "Cook",
            "Barista",
            "Waiter",
            "Kitchen Porter",
        ],
    ),
    department(
        "Housekeeping",
        "Hospitality",
        130,
        50,
        &[
            "Head of Housekeeping",
            "Floor Supervisor",
            "Room Attendant",
            "Laundry Operator",
        ],
    ),
    department(
        "Lift Operations",
        "Mountain",
        110,
        60,
        &[
            "Head of Lift Operations",
            "Lift Foreman",
            "Lift Operator",
            "Snow Groomer",
            "Ropeway Technician",
        ],
    ),
    department(
        "Ski & Activity School",
        "Mountain",
        80,
        80,
        &[
            "Head of the School",
            "Lead Instructor",
            "Ski Instructor",
            "Climbing Guide",
            "Kids' Club Host",
        ],
    ),
    department(
        "Retail & Rental",
        "Mountain",
        60,
        55,
        &[
            "Head of Retail",
            "Shop Manager",
            "Sales Assistant",
            "Rental Technician",
        ],
    ),
    department(
        "Engineering",
        "Operations",
        50,
        5,
        &[
            "Chief Engineer",
            "Electrician",
            "Plumber",
            "Refrigeration Technician",
            "Maintenance Planner",
        ],
    ),
    department(
        "Safety & Security",
        "Operations",
        40,
        25,
        &[
            "Head of Safety",
            "Patroller",
            "First Aid Lead",
            "Security Officer",
        ],
    ),
    department(
        "Logistics",
        "Operations",
        35,
        20,
        &["Head of Logistics", "Driver", "Warehouse Clerk", "Fleet Planner"],
    ),
    department(
        "Finance",
        "Central Services",
        25,
        2,
        &[
            "Chief Financial Officer",
            "Controller",
            "Payroll Specialist",
            "Accounts Payable Clerk",
        ],
    ),
    department(
        "People",
        "Central Services",
        22,
        2,
        &[
            "Head of People",
            "People Partner",
            "Recruiter",
            "Training Coordinator",
        ],
    ),
    department(
        "Information Technology",
        "Central Services",
        20,
        0,
        &[
            "Head of IT",
            "Systems Administrator",
            "Service Desk Analyst",
            "Network Engineer",
            "Developer",
        ],
    ),
    department(
        "Marketing & Sales",
        "Central Services",
        20,
        8,
        &[
            "Head of Marketing",
            "Campaign Manager",
            "Content Editor",
            "Group Sales Agent",
        ],
    ),
    department(
        "Management",
        "Central Services",
        8,
        0,
        &[
            "Managing Director",
            "Site Director",
            "Chief of Staff",
            "Executive Assistant",
        ],
    ),
];

/// A place of work.
pub(super) struct Site {
    pub(super) name: &'static str,
    pub(super) locality: &'static str,
    pub(super) country: &'static str,
    pub(super) timezone: &'static str,
    pub(super) weight: u64,
}

const fn site(
    name: &'static str,
    locality: &'static str,
    country: &'static str,
    timezone: &'static str,
    weight: u64,
) -> Site {
    Site {
        name,
        locality,
        country,
        timezone,
        weight,
    }
}

pub(super) const SITES: &[Site] = &[
    site("Harbour", "Port Alder", "GB", "Europe/London", 26),
    site("Lakeside", "Quayside", "GB", "Europe/London", 20),
    site("North Ridge", "Åskammen", "NO", "Europe/Oslo", 18),
    site("Old Town", "Staré Nábřeží", "CZ", "Europe/Prague", 14),
    site("South Gate", "Sankt Ufer", "AT", "Europe/Vienna", 13),
    site("Summit", "Col d'Aulne", "FR", "Europe/Paris", 9),
];

/// Streets that no town has.
pub(super) const STREETS: &[&str] = &[
    "Larkspur Way",
    "Old Ferry Road",
    "Pinecone Close",
    "Saltmarsh Lane",
    "Beacon Steps",
    "Møllebakken",
    "Rue des Aulnes",
    "Ahornweg",
    "Lipová",
    "Tidewater Row",
];
