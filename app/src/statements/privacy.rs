//! What is done with personal data.
use crate::ui::page::{Page, serve};
use leptos::prelude::*;

/// The page at `/datenschutz`.
#[component]
pub fn Privacy() -> impl IntoView {
    serve(|_context| async move {
        let content = view! {
            <article class="prose">
                <h1 class="kern-heading-x-large">"Datenschutz"</h1>
                <p class="lead">"Leitstand kommt mit sehr wenigen personenbezogenen Daten aus. Wer nur liest, hinterlässt keine."</p>
                <h2 class="kern-heading-medium">"Wenn Sie lesen"</h2>
                <p>"Es wird kein Cookie gesetzt, nichts von anderen Servern geladen und nichts gezählt. Der Server protokolliert Zeit, Seite und Dauer eines Aufrufs, keine Netzadresse. Wie lange er das Protokoll aufbewahrt, legt die Behörde fest, die ihn betreibt."</p>
                <h2 class="kern-heading-medium">"Wenn Sie sich anmelden"</h2>
                <p>"Ein Cookie hält Ihre Anmeldung fest. Es ist dafür unerlässlich, enthält keinen Namen und endet mit der Abmeldung. Gespeichert werden Ihr Benutzername, Ihre Rollen und ein Prüfwert Ihres Kennworts, nie das Kennwort selbst. Gegen das Ausprobieren von Kennwörtern werden Anmeldeversuche mit der Netzadresse festgehalten und nach kurzer Zeit gelöscht."</p>
                <h2 class="kern-heading-medium">"Wenn Sie etwas ändern"</h2>
                <p>"Bewilligungen, Status und Beträge sind Vorgänge einer Förderakte. Wer etwas ändert, wird mit Zeit und Grund verzeichnet; der Eintrag lässt sich nicht ändern und bleibt so lange wie die Akte. Die Öffentlichkeit sieht diese Namen nicht."</p>
                <h2 class="kern-heading-medium">"Wenn Sie ohne Konto Interesse an einer Lösung zeigen"</h2>
                <p>"Gespeichert werden Ihre Kommune, Ihr Postfach und Ihre Nachricht, damit die anbietende Seite Ihnen antworten kann. Sie sieht sie erst, wenn Sie den Link in unserer E-Mail bestätigt haben. Postfach und Nachricht werden gelöscht: ohne Bestätigung nach 48 Stunden, sonst sobald Ihnen geantwortet wurde oder Sie die Anfrage mit dem Link in der E-Mail zurückziehen, spätestens nach sechs Monaten. Öffentlich ist nur, dass es für Ihre Kommune eine Anfrage gab; das bleibt stehen. Gegen Missbrauch wird ein Prüfwert der Netzadresse einen Tag lang festgehalten."</p>
                <h2 class="kern-heading-medium">"Wenn Ihr Postfach Ansprechstelle einer Lösung ist"</h2>
                <p>"Es steht öffentlich im Steckbrief. Einmal im Jahr fragt eine E-Mail dorthin, ob die Angaben noch stimmen. Festgehalten wird nur, dass zu dieser Lösung gefragt wurde, bis die Frage erledigt ist."</p>
                <h2 class="kern-heading-medium">"Was nicht hineingehört"</h2>
                <p>"Personallisten und private Anschriften. Ansprechstellen sind Ämter und Funktionspostfächer, keine Personen. Finden Sie in einer Liste personenbezogene Angaben, die nicht nötig sind, brechen Sie den Import ab."</p>
                <h2 class="kern-heading-medium">"Grundlage und Ihre Rechte"</h2>
                <p>"Die Verarbeitung dient einer Aufgabe im öffentlichen Interesse (Artikel 6 Absatz 1 Buchstabe e der Datenschutz-Grundverordnung mit § 3 DSG NRW). Sie haben das Recht auf Auskunft, Berichtigung, Löschung und Einschränkung und können widersprechen. Verantwortlich ist die Behörde, die dieses Programm betreibt; beschweren können Sie sich bei der Landesbeauftragten für Datenschutz und Informationsfreiheit Nordrhein-Westfalen."</p>
            </article>
        };
        Ok(Page::new("Datenschutz", content).without_stand())
    })
}
