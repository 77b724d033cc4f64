//! The declaration on accessibility (§ 10 BGG NRW, § 4 BITV NRW).
use crate::{
    paths,
    ui::page::{Page, serve},
};
use leptos::prelude::*;

/// The page at `/barrierefreiheit`.
#[component]
pub fn Accessibility() -> impl IntoView {
    serve(|context| async move {
        let easy = context.link(paths::EASY);
        let content = view! {
            <article class="prose">
                <h1 class="kern-heading-x-large">"Erklärung zur Barrierefreiheit"</h1>
                <p class="lead">
                    "Diese Erklärung gilt für das Programm Leitstand, öffentliche Seiten wie Arbeitsoberfläche. Beide müssen nach den "
                    "§§ 10 bis 10e des Behindertengleichstellungsgesetzes Nordrhein-Westfalen (BGG NRW) und der Barrierefreie-Informationstechnik-Verordnung "
                    "Nordrhein-Westfalen (BITV NRW) vom 18. Juni 2019 barrierefrei sein."
                </p>
                <h2 class="kern-heading-medium">"Stand der Vereinbarkeit"</h2>
                <p>
                    "Maßstab ist die Europäische Norm EN 301 549 V3.2.1 mit den Regeln der WCAG 2.1, Stufe AA. Angestrebt ist darüber hinaus WCAG 2.2, Stufe AA. "
                    "Nach eigener Prüfung der Seiten mit einem automatischen Prüfwerkzeug, mit der Tastatur, ohne JavaScript, bei 320 Pixel Breite, im Druck und im dunklen Farbschema "
                    "sind uns keine Verstöße bekannt. Eine Prüfung durch eine unabhängige Stelle und mit Menschen, die Hilfsmittel benutzen, steht aus; bis dahin gilt die Anwendung als "
                    <strong>"teilweise vereinbar"</strong> "."
                </p>
                <h2 class="kern-heading-medium">"Was noch fehlt"</h2>
                <ul class="kern-list">
                    <li>"Informationen in Deutscher Gebärdensprache (§ 10 BGG NRW in Verbindung mit der BITV NRW)."</li>
                    <li>"Die " <a href=easy>"Seite in Leichter Sprache"</a> " ist noch nicht von Menschen mit Lernschwierigkeiten geprüft."</li>
                    <li>"Hochgeladene Arbeitsmappen Dritter werden so aufbewahrt, wie sie kamen, und sind oft nicht barrierefrei. Ihr gelesener Inhalt steht als Tabelle auf der Seite des Imports."</li>
                </ul>
                <h2 class="kern-heading-medium">"Eine Barriere melden"</h2>
                <p>
                    "Nach § 5 BITV NRW können Sie uns Mängel elektronisch mitteilen oder um Informationen bitten, die nicht barrierefrei sind. "
                    "Wenden Sie sich an die Stelle, die dieses Programm betreibt; ihre Anschrift steht in der Einladung oder auf der Seite, von der Sie kamen."
                </p>
                <h2 class="kern-heading-medium">"Überwachung und Schlichtung"</h2>
                <p>
                    "Überwachungsstelle nach §§ 6 bis 8 BITV NRW ist die Überwachungsstelle für barrierefreie Informationstechnik des Landes Nordrhein-Westfalen beim Ministerium für Arbeit, Gesundheit und Soziales. "
                    "Wenn unsere Antwort Sie nicht zufriedenstellt, können Sie sich nach §§ 9 ff. BITV NRW an die Ombudsstelle für barrierefreie Informationstechnik wenden. Das Verfahren kostet nichts; ein Anwalt ist nicht nötig."
                </p>
                <p class="muted">"Diese Erklärung wurde am 22. November 2026 auf der Grundlage einer Selbstbewertung erstellt."</p>
            </article>
        };
        Ok(Page::new("Erklärung zur Barrierefreiheit", content).without_stand())
    })
}
