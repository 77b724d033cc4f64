//! The standard's lists of words, and codes of languages and countries.

/// Words of a list with the version (`0.`…) that brought them.
pub(super) type Words = &'static [(u8, &'static str)];

/// Words for `categories` up to a version of the standard, to choose from.
pub fn categories(version: super::Version) -> impl Iterator<Item = &'static str> {
    all(CATEGORIES, version.minor())
}

/// Words for `intendedAudience.scope`, to choose from.
pub fn scopes() -> impl Iterator<Item = &'static str> {
    all(SCOPES, u8::MAX)
}

/// Every word up to a version, in order of the list.
pub(super) fn all(words: Words, minor: u8) -> impl Iterator<Item = &'static str> {
    words.iter().filter(move |(since, _)| *since <= minor).flat_map(|(_, words)| words.split_ascii_whitespace())
}

/// The version that brought a word; none for an unknown one.
pub(super) fn since(words: Words, word: &str) -> Option<u8> {
    words.iter().find(|(_, known)| known.split_ascii_whitespace().any(|known| known == word)).map(|(since, _)| *since)
}

/// `categories`.
pub(super) const CATEGORIES: Words = &[
    (
        2,
        "accounting agile-project-management applicant-tracking application-development appointment-scheduling backup \
         billing-and-invoicing blog budgeting business-intelligence business-process-management cad \
         call-center-management cloud-management collaboration communications compliance-management \
         contact-management content-management crm customer-service-and-support data-analytics data-collection \
         data-visualization digital-asset-management digital-citizenship document-management donor-management \
         e-commerce e-signature email-management email-marketing employee-management enterprise-project-management \
         enterprise-social-networking erp event-management facility-management feedback-and-reviews-management \
         financial-reporting fleet-management fundraising gamification geographic-information-systems \
         grant-management graphic-design help-desk hr ide identity-management instant-messaging inventory-management \
         it-asset-management it-development it-management it-security it-service-management knowledge-management \
         learning-management-system marketing mind-mapping mobile-marketing mobile-payment network-management office \
         online-booking online-community payment-gateway payroll predictive-analysis procurement productivity-suite \
         project-collaboration project-management property-management real-estate-management remote-support \
         resource-management sales-management seo service-desk social-media-management survey talent-management \
         task-management taxes-management test-management time-management time-tracking translation \
         video-conferencing video-editing visitor-management voip warehouse-management web-collaboration \
         web-conferencing website-builder workflow-management",
    ),
    (3, "educational-content whistleblowing"),
    (4, "design design-system integrated-library-system regulations-and-directives"),
    (5, "other"),
];

/// `intendedAudience.scope`.
pub(super) const SCOPES: Words = &[(
    2,
    "agriculture culture defence education emergency-services employment energy environment \
     finance-and-economic-development foreign-affairs government healthcare infrastructures justice local-authorities \
     manufacturing research science-and-technology security society sport tourism transportation welfare",
)];

/// `supports`: what may stand behind `alias:`.
pub(super) const ALIASES: Words = &[(7, "gdpr eidas nis2 cra spid cie anpr pagopa io")];

/// `platforms` with a fixed name; others are allowed.
pub(super) const PLATFORMS: [&str; 6] = ["web", "windows", "mac", "linux", "ios", "android"];

/// ISO 639-1, with two that BCP 47 still knows (bh, sh).
pub(super) const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy \
    da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik \
    io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt \
    my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn \
    so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// ISO 3166-1 alpha-2.
pub(super) const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR \
    BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI \
    FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS \
    IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO \
    MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA \
    RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT \
    TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";
