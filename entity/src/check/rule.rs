//! The registry: every rule with its number, its text, its source in law, and the values it uses.
use super::{
    ceiling, cofunding, deadline, decision,
    facts::{Facts, Project},
    finding::Severity,
    found::Found,
    lapse, payment, plan, quality, recovery,
};
use crate::{ledger::Kind, parameter::Key};

/// How a rule is applied.
#[derive(Clone, Copy)]
pub enum Check {
    /// To each project by itself.
    Each(fn(&Facts, &Project, &mut Vec<Found>)),
    /// To everything at once.
    Whole(fn(&Facts, &mut Vec<Found>)),
}

impl std::fmt::Debug for Check {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Each(_) => "Each",
            Self::Whole(_) => "Whole",
        })
    }
}

/// What must be there at all before a rule can find anything; without it silence means nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// A project with money or dates.
    Projects,
    /// A decision that is current.
    Decisions,
    /// A proof of use.
    Proofs,
    /// Money allocated to authorities, or thought for regions.
    Allocation,
    /// A published amount about a project.
    Publications,
}

impl Needs {
    /// Whether it is there.
    #[must_use]
    pub fn met(self, facts: &Facts) -> bool {
        let mut projects = facts.projects.values();
        match self {
            Self::Projects => projects.next().is_some(),
            Self::Decisions => projects.any(|project| project.decisions().next().is_some()),
            Self::Proofs => projects.any(|project| project.cases.iter().any(|case| case.actual.is_some())),
            Self::Allocation => {
                let allocated = facts.framed(Kind::Allocated, |_| true);
                allocated.is_some() || !facts.regional.is_empty()
            }
            Self::Publications => projects.any(|project| !project.published.is_empty()),
        }
    }

    /// What is missing, as a German sentence.
    #[must_use]
    pub fn missing(self) -> &'static str {
        match self {
            Self::Projects => "Es ist noch kein Projekt verzeichnet.",
            Self::Decisions => "Es ist noch kein Bescheid verzeichnet.",
            Self::Proofs => "Es ist noch kein Verwendungsnachweis verzeichnet.",
            Self::Allocation => "Es ist noch nichts zugewiesen und kein regionaler Rahmen verzeichnet.",
            Self::Publications => "Zu den Projekten ist noch nichts veröffentlicht.",
        }
    }
}

/// A rule.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// `R1` to `R25`.
    pub number: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// What must hold, and what is read to see it.
    pub text: &'static str,
    /// How much it matters at worst.
    pub severity: Severity,
    /// The law or regulation.
    pub law: &'static str,
    /// The values it uses.
    pub parameters: &'static [Key],
    /// What must be there before it can find anything.
    pub needs: Needs,
    /// How it is applied.
    pub check: Check,
}

/// The rule with a number.
#[must_use]
pub fn numbered(number: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.number == number)
}

const TOLERANCES: [Key; 4] = [Key::ToleranceCent, Key::ToleranceEuro, Key::ToleranceThousand, Key::ToleranceAbout];

/// Every rule, in the order of their numbers.
pub static RULES: [Rule; 25] = [
    Rule {
        number: "R1",
        title: "Bewilligt ist höchstens, was da ist",
        text: "Die Summe der Bewilligungen darf die Programmmittel nicht übersteigen. Je Haushaltsjahr dürfen die aus dem Baransatz bewilligten Mittel Ansatz und Ausgabereste abzüglich Sperren nicht übersteigen, die für spätere Jahre gebundenen nicht die Verpflichtungsermächtigungen, die in dem Jahr fällig werden; das Jahr des Bescheids entscheidet, was er bindet. Jahre, zu denen nichts eingetragen ist, werden nicht geprüft. Gelesen werden die Buchungen.",
        severity: Severity::Blocks,
        law: "§§ 34, 38, 45 LHO",
        parameters: &[],
        needs: Needs::Projects,
        check: Check::Whole(ceiling::within_ceiling),
    },
    Rule {
        number: "R2",
        title: "Bewilligt ist höchstens, was zugewiesen ist",
        text: "Eine Bewilligungsbehörde soll in keinem Haushaltsjahr mehr bewilligen, als ihr dafür zugewiesen ist; was ohne Haushaltsjahr bewilligt ist, zählt über alle Jahre. Steht für eine Region ein Rahmen im Haushaltsjahr, wird gesagt, wenn dort mehr bewilligt ist; er bindet niemanden. Ohne Zuweisung und Rahmen wird nicht geprüft. Gelesen werden die Buchungen.",
        severity: Severity::Warns,
        law: "VV § 34 Nr. 1.7 und 1.8 LHO",
        parameters: &[],
        needs: Needs::Allocation,
        check: Check::Whole(ceiling::within_allocation),
    },
    Rule {
        number: "R3",
        title: "Der Finanzierungsplan geht auf",
        text: "Ausgaben und Finanzierung müssen in jedem Jahr und in der Summe gleich sein, und die Ausgaben den Gesamtausgaben des Bescheids entsprechen. Ohne Bescheid wird verglichen, ob Zuwendung und übrige Mittel die angegebenen Gesamtausgaben ergeben. Gelesen werden Plan, Bescheid, Angaben zum Projekt und Buchungen.",
        severity: Severity::Blocks,
        law: "VV Nr. 3 zu § 44 LHO, ANBest Nr. 1.2",
        parameters: &TOLERANCES,
        needs: Needs::Projects,
        check: Check::Each(plan::balanced),
    },
    Rule {
        number: "R4",
        title: "Die Zuwendung passt zu Satz und Ausgaben",
        text: "Die Zuwendung darf Fördersatz mal zuwendungsfähige Ausgaben nicht übersteigen, und die gebuchte Bewilligung nicht den Höchstbetrag der Bescheide. Gelesen werden Bescheid, sonst Angaben zum Projekt, und Buchungen; gerundete Beträge dürfen um ihre Rundung abweichen.",
        severity: Severity::Blocks,
        law: "VV Nr. 2.2 zu § 44 LHO",
        parameters: &TOLERANCES,
        needs: Needs::Projects,
        check: Check::Each(plan::within_rate),
    },
    Rule {
        number: "R5",
        title: "Der Fördersatz bleibt im Rahmen der Richtlinie",
        text: "Der Satz soll den Höchstsatz für die Art des Empfängers nicht übersteigen; ein höherer braucht eine Begründung. Gelesen wird der Zuwendungsfall; ohne ihn ist die Art nicht bekannt, dann gilt der höchste aller Sätze.",
        severity: Severity::Warns,
        law: "Richtlinie Digitale Modellregionen",
        parameters: &[
            Key::MaxRateMunicipality,
            Key::MaxRateCompany,
            Key::MaxRateCharity,
            Key::MaxRateResearch,
            Key::MaxRateOther,
        ],
        needs: Needs::Projects,
        check: Check::Each(plan::within_maximum),
    },
    Rule {
        number: "R6",
        title: "Die Zuwendung liegt über der Bagatellgrenze",
        text: "Bewilligt werden soll nur, was die Bagatellgrenze übersteigt. Gelesen wird die Bewilligung; ob die Grenze für Gemeinden gilt, sagt der Zuwendungsfall, ohne ihn gilt die niedrigere.",
        severity: Severity::Warns,
        law: "VV und VVG Nr. 1.1 zu § 44 LHO",
        parameters: &[Key::BagatelleVv, Key::BagatelleVvg],
        needs: Needs::Projects,
        check: Check::Each(plan::above_bagatelle),
    },
    Rule {
        number: "R7",
        title: "Die Gesamtfinanzierung ist gesichert",
        text: "Solange ein Projekt nicht beendet ist, sollen alle Mittel, die nicht vom Land kommen, vertraglich gesichert, eingegangen oder nachgewiesen sein. Gelesen werden die Buchungen zur Kofinanzierung; der Eigenanteil gilt mit dem Antrag als gesichert.",
        severity: Severity::Warns,
        law: "VV Nr. 1.2 zu § 44 LHO",
        parameters: &TOLERANCES,
        needs: Needs::Projects,
        check: Check::Each(cofunding::secured),
    },
    Rule {
        number: "R8",
        title: "Begonnen wird nach der Bewilligung",
        text: "Ein Projekt soll nicht vor dem Datum des Bescheids beginnen, es sei denn, ein vorzeitiger Maßnahmebeginn war ab diesem Tag erlaubt. Gelesen werden Bescheid oder Angaben zum Projekt und die Vermerke zum Fall.",
        severity: Severity::Warns,
        law: "VV Nr. 1.3 zu § 44 LHO",
        parameters: &[],
        needs: Needs::Projects,
        check: Check::Each(decision::not_begun_before),
    },
    Rule {
        number: "R9",
        title: "Mehrere Zuwendungsgeber sind abgestimmt",
        text: "Fördern außer dem Programm auch andere Stellen von Land, Bund oder EU, soll eine Behörde bewilligen und der Umfang abgestimmt sein. Gelesen werden die Buchungen nach Herkunft der Mittel.",
        severity: Severity::Informs,
        law: "VV Nr. 1.4 zu § 44 LHO",
        parameters: &[],
        needs: Needs::Projects,
        check: Check::Each(cofunding::several_grantors),
    },
    Rule {
        number: "R10",
        title: "Der Landesrechnungshof ist beteiligt",
        text: "Fördern mehrere Stellen des Landes zusammen über dem Schwellenwert, ist der Landesrechnungshof vorher zu hören. Ein Bescheid über dem Schwellenwert und jede Änderung, gleich in welcher Höhe, ist ihm mitzuteilen. Gelesen werden die Buchungen, die Fassungen der Bescheide und die Vermerke zum Fall.",
        severity: Severity::Informs,
        law: "VV Nr. 1.4 und 4.4 zu § 44 LHO",
        parameters: &[Key::LrhThreshold],
        needs: Needs::Projects,
        check: Check::Each(decision::court_of_audit),
    },
    Rule {
        number: "R11",
        title: "Bei Unternehmen ist die Beihilfe geklärt",
        text: "Ein Bescheid an ein Unternehmen soll die Grundlage im Beihilferecht nennen (De-minimis oder AGVO). De-minimis-Beihilfen desselben Empfängers dürfen in den Jahren, die zählen, zusammen mit den erklärten anderen die Höchstgrenze nicht übersteigen. Gelesen werden die Vermerke zum Fall, ohne sie der Wortlaut der Bescheide; Empfänger gelten bei gleicher Schreibweise als dieselben.",
        severity: Severity::Warns,
        law: "Verordnung (EU) 2023/2831, AGVO",
        parameters: &[Key::DeMinimisMax, Key::DeMinimisYears],
        needs: Needs::Decisions,
        check: Check::Each(decision::state_aid),
    },
    Rule {
        number: "R12",
        title: "Der Bescheid sichert die Übertragbarkeit",
        text: "Jeder Bescheid soll verlangen, dass die Ergebnisse anderen zur Nachnutzung bereitstehen. Gelesen werden die Vermerke zu der Fassung, die am Stichtag gilt, ohne sie der Wortlaut der Nebenbestimmungen. Ein Vermerk zu einer früheren Fassung genügt nicht: Gilt die Klausel fort, ist das zur geltenden Fassung zu vermerken.",
        severity: Severity::Warns,
        law: "Richtlinie Digitale Modellregionen",
        parameters: &[],
        needs: Needs::Decisions,
        check: Check::Each(decision::transfer_clause),
    },
    Rule {
        number: "R13",
        title: "Ausgezahlt wird, was zusteht und wenn es zusteht",
        text: "Ausgezahlt werden darf höchstens, was bewilligt und was abgerufen ist, erst nach Bestandskraft und nur im Bewilligungszeitraum. Nach der Verwendungsfrist soll nachgewiesen sein, wofür die Mittel verwendet wurden. Mit mehreren Fällen wird jeder für sich geprüft: Was in einem zu viel ist, gleicht ein anderer nicht aus. Gelesen werden Buchungen und Bescheide. Ob eigene Mittel anteilig eingesetzt sind und das Geld bald gebraucht wird, prüft dieselbe Regel bei jedem Mittelabruf.",
        severity: Severity::Blocks,
        law: "VV Nr. 7 zu § 44 LHO, ANBest Nr. 1.5",
        parameters: &[Key::LegalRemedyMonths, Key::PayoutMonths],
        needs: Needs::Projects,
        check: Check::Each(payment::paid_rightly),
    },
    Rule {
        number: "R14",
        title: "Einzelansätze werden eingehalten",
        text: "Ein Einzelansatz des Finanzierungsplans darf nur bis zur Grenze überschritten werden, sonst braucht es eine Umwidmung. Gelesen werden der geltende Bescheid und der neueste Verwendungsnachweis, vorher die neuesten Zwischennachweise aller Jahre, geprüft oder nicht.",
        severity: Severity::Warns,
        law: "ANBest-P Nr. 1.2",
        parameters: &[Key::ItemOverrun],
        needs: Needs::Proofs,
        check: Check::Each(plan::within_items),
    },
    Rule {
        number: "R15",
        title: "Nach der Prüfung stimmt, was gezahlt ist",
        text: "Ist der Verwendungsnachweis geprüft, darf nicht mehr ausgezahlt sein, als anerkannt ist; der Rest ist zurückzufordern. Gelesen werden Prüfungsvermerke und Buchungen, ohne Prüfungsvermerk der Status. Die Frist läuft ab der Kenntnis, die der Vermerk nennt. Anerkannt ist nach einem Prüfungsvermerk die nach Art der Finanzierung neu berechnete Zuwendung; sie gilt, bis ein neuerer Nachweis geprüft ist. Weist dieser weniger nach, als anerkannt ist, wird das je Fall gezeigt.",
        severity: Severity::Warns,
        law: "ANBest Nr. 2, VV Nr. 8 zu § 44 LHO",
        parameters: &[Key::RecoveryClockYears, Key::NoticeFirstDays, Key::NoticeLastDays],
        needs: Needs::Projects,
        check: Check::Each(payment::recognised),
    },
    Rule {
        number: "R16",
        title: "Zugesagte private Mittel kommen an",
        text: "Ist das Projekt beendet, sollen zugesagte private Mittel eingegangen oder nachgewiesen sein. Im ganzen Programm wird mit dem Ziel verglichen, das keine Bedingung ist. Gelesen werden die Buchungen zur Kofinanzierung.",
        severity: Severity::Warns,
        law: "Ziel des Programms",
        parameters: &[],
        needs: Needs::Projects,
        check: Check::Whole(cofunding::received),
    },
    Rule {
        number: "R17",
        title: "Nachweise kommen rechtzeitig",
        text: "Der Verwendungsnachweis ist nach dem Ende des Bewilligungszeitraums fällig, der Zwischennachweis für das Vorjahr an einem festen Tag. Gelesen werden Bescheide oder Angaben zum Projekt, der Status und die Buchungen: Der Nachweis gilt als vorgelegt, wenn er zu jedem Fall verzeichnet ist, der Status es sagt, etwas anerkannt oder nach dem Ende etwas nachgewiesen ist.",
        severity: Severity::Warns,
        law: "ANBest-G Nr. 7.1, ANBest-P Nr. 6.1",
        parameters: &[
            Key::ProofMonths,
            Key::InterimProofDay,
            Key::NoticeFirstDays,
            Key::NoticeSecondDays,
            Key::NoticeLastDays,
        ],
        needs: Needs::Projects,
        check: Check::Each(deadline::proofs),
    },
    Rule {
        number: "R18",
        title: "Forderungen werden eingezogen und verzinst",
        text: "Eine Forderung ist rechtzeitig zu erheben, zu zahlen und ab ihrer Entstehung zu verzinsen. Gezeigt werden offene Rückforderungen aller Fälle, überfällige Raten, befristete Niederschlagungen, deren Ende naht, Widerrufe nach Ablauf der Frist, offene Zinsansprüche wegen später Verwendung und beglichene Forderungen, deren Zinsen nicht festgesetzt sind. Gelesen werden die verzeichneten Rückforderungen mit Zahlungen, Raten, Zinsbescheiden, Niederschlagungen und Erlassen. Beträge ohne verzeichneten Bescheid werden nur aus den Buchungen zu Programmmitteln gelesen, und nur der Zinssatz des Stichtags wird genannt; ihre Frist und ihre Zinsen werden nicht geprüft. Ob eine Forderung noch zu erheben ist, sagt R15.",
        severity: Severity::Warns,
        law: "VV Nr. 8.5 zu § 44 LHO, § 49a VwVfG NRW",
        parameters: &[
            Key::BaseRate,
            Key::InterestMargin,
            Key::RecoveryClockYears,
            Key::NoticeFirstDays,
            Key::NoticeLastDays,
        ],
        needs: Needs::Projects,
        check: Check::Each(recovery::recovered),
    },
    Rule {
        number: "R19",
        title: "Mittel des Jahres verfallen nicht",
        text: "Gegen Ende des Haushaltsjahres wird gezeigt, was für das Jahr bewilligt und noch nicht ausgezahlt ist, und was vom Ansatz übrig bleibt; von früheren Jahren, was weder ausgezahlt noch als Rest übertragen und damit verfallen ist. Gelesen werden Buchungen, die ein Haushaltsjahr nennen; zu Jahren ohne Auszahlung wird nichts gesagt.",
        severity: Severity::Warns,
        law: "§ 45 LHO",
        parameters: &[Key::LapseQuarter, Key::CarryOverYears, Key::NoticeFirstDays, Key::NoticeLastDays],
        needs: Needs::Projects,
        check: Check::Whole(lapse::lapse),
    },
    Rule {
        number: "R20",
        title: "Kein Projekt steht zweimal da",
        text: "Zwei Projekte sollen nicht denselben Titel oder dasselbe Förderkennzeichen tragen, außer das eine ist ein Teil des anderen. Gelesen werden die Angaben zum Projekt; Schreibweisen gelten als gleich.",
        severity: Severity::Warns,
        law: "Vorgabe des Programms",
        parameters: &[],
        needs: Needs::Projects,
        check: Check::Whole(quality::twice),
    },
    Rule {
        number: "R21",
        title: "Zeiträume passen ineinander",
        text: "Der Beginn liegt vor dem Ende, der Durchführungszeitraum im Bewilligungszeitraum, das Ende des Projekts nicht nach dem Durchführungszeitraum. Gelesen werden Bescheide und Angaben zum Projekt.",
        severity: Severity::Warns,
        law: "Zuwendungsbescheid",
        parameters: &[],
        needs: Needs::Projects,
        check: Check::Each(deadline::nested),
    },
    Rule {
        number: "R22",
        title: "Teile ergeben das Ganze",
        text: "Ein Betrag steht beim Projekt oder beim Teilprojekt, nie bei beiden: Alle Summen zählen beide. Steht dieselbe Art aus derselben Quelle bei beiden, wird gesagt, dass sie doppelt gezählt sein kann, außer beide haben eigene Bescheide. Die Bescheide eines Projekts sollen zusammen die gebuchte Bewilligung ergeben. Gelesen werden Buchungen und Bescheide.",
        severity: Severity::Warns,
        law: "Vorgabe des Programms",
        parameters: &TOLERANCES,
        needs: Needs::Projects,
        check: Check::Whole(quality::parts),
    },
    Rule {
        number: "R23",
        title: "Veröffentlichtes passt zu Gebuchtem",
        text: "Was über ein Projekt veröffentlicht ist, soll von den Buchungen höchstens um die Rundung abweichen. Eine Zahl, die für einen Tag veröffentlicht ist, wird mit den Buchungen bis zu diesem Tag verglichen. Gelesen werden Veröffentlichungen und Buchungen.",
        severity: Severity::Informs,
        law: "Vorgabe des Programms",
        parameters: &TOLERANCES,
        needs: Needs::Publications,
        check: Check::Each(quality::published),
    },
    Rule {
        number: "R24",
        title: "Gleiches wird gleich behandelt",
        text: "Dieselbe Art von Ausgaben soll nicht bei einer Behörde immer und bei einer anderen nie zuwendungsfähig sein. Gelesen werden die geltenden Finanzierungspläne.",
        severity: Severity::Informs,
        law: "Artikel 3 GG; Jahresbericht 2012 des Landesrechnungshofs",
        parameters: &[],
        needs: Needs::Decisions,
        check: Check::Whole(decision::equal_treatment),
    },
    Rule {
        number: "R25",
        title: "Aufbewahrungsfristen laufen ab",
        text: "Belege sind eine Zeit lang aufzubewahren; danach ist die Akte dem Landesarchiv anzubieten. Gelesen wird der Tag, an dem der letzte Verwendungsnachweis eingegangen ist; ohne verzeichneten Nachweis der Tag, seit dem das Projekt abgeschlossen ist.",
        severity: Severity::Informs,
        law: "ANBest-G Nr. 7.5, ArchivG NRW",
        parameters: &[Key::RetentionYears],
        needs: Needs::Projects,
        check: Check::Each(deadline::retention),
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_there_once_and_says_what_it_reads() {
        for (index, rule) in RULES.iter().enumerate() {
            assert_eq!(rule.number, format!("R{}", index + 1));
            assert!(rule.text.contains("elesen werden") || rule.text.contains("elesen wird"), "{}", rule.number);
            assert!(!rule.law.is_empty() && !rule.title.is_empty());
        }
        assert!(numbered("R26").is_none() && numbered("r1").is_none());
    }

    #[test]
    fn every_parameter_is_used_by_a_rule() {
        for key in Key::ALL {
            assert!(RULES.iter().any(|rule| rule.parameters.contains(key)), "{key:?} is used by no rule");
        }
    }
}
