import { useMemo } from "preact/hooks";
import { contactsOf, daysOf, governedBy, type Contact } from "../contacts";
import { useShown } from "../context";
import { Calendar } from "../parts/calendar";
import { Figure } from "../parts/figure";
import { Choice } from "../parts/narrow";
import { DataTable, dateColumn } from "../parts/table";
import { linkTo, viewLink } from "../state";
import { said, say, source, t } from "../words";

function useContacts(x: number, targets: number[]) {
  const { book, state } = useShown();
  const theme = book.find("activities", state.theme ?? "");
  return useMemo(
    () => contactsOf(book, x, targets).filter((c) => theme < 0 || c.theme === theme),
    [book, x, targets, theme],
  );
}

function Authority({ x, targets }: { x: number; targets: number[] }) {
  const { book } = useShown();
  const contacts = useContacts(x, targets);
  const days = useMemo(() => daysOf(book, contacts), [book, contacts]);
  const clashing = [...days.values()].filter((d) => d.clash);
  const units = [...new Set(contacts.map((c) => c.unit))];
  const findings = book.findings.filter(
    (f) => f.kind === "coordination_load" && book.find("regions", f.region) === book.numbers("targets", "region")[x],
  );
  return (
    <article>
      <h2>
        {t("authority_title", { name: book.name("targets", x), units: units.length, contacts: contacts.length })}
      </h2>
      <p class="quiet">{t("governs", { n: targets.length - 1 })}</p>
      <Figure
        title={t("calendar_title", { n: clashing.length })}
        sentence={t("calendar_sentence")}
        source={source(book.report.as_of)}
        table={
          <DataTable
            caption={t("contacts")}
            file={"contacts-" + book.id("targets", x)}
            rows={contacts}
            columns={[
              dateColumn(t("start"), (c: Contact) => book.days(c.when)[0]),
              dateColumn(t("end"), (c: Contact) => book.days(c.when)[1]),
              { name: t("unit"), value: (c) => book.name("units", c.unit) },
              { name: t("program"), value: (c) => book.name("programs", c.program) },
              { name: t("theme"), value: (c) => book.name("activities", c.theme) },
              { name: t("activity"), value: (c) => book.name("activities", c.activity) },
              { name: t("deliveries"), value: (c) => c.deliveries.length },
            ]}
          />
        }
      >
        <form class="filters" onSubmit={(e) => e.preventDefault()}>
          <Choice
            name="theme"
            label={t("theme")}
            options={book.themes().map((a) => [book.id("activities", a), book.name("activities", a)])}
          />
        </form>
        <Calendar days={days} />
      </Figure>
      <DataTable
        caption={t("meets")}
        file={"units-" + book.id("targets", x)}
        rows={units}
        columns={[
          { name: t("unit"), value: (u) => book.name("units", u) },
          { name: t("contacts"), value: (u) => contacts.filter((c) => c.unit === u).length },
          {
            name: t("on_what"),
            value: (u) =>
              [...new Set(contacts.flatMap((c) => (c.unit === u ? book.name("activities", c.theme) : [])))]
                .filter(Boolean)
                .join(", "),
          },
          { name: t("clashing_days"), value: (u) => clashing.filter((d) => d.units.has(u)).length },
        ]}
      />
      {findings.length > 0 && (
        <>
          <h3>{t("load_here")}</h3>
          <ul class="findings">
            {findings.map((f) => (
              <li key={f.id}>
                <a href={viewLink("findings", { f: f.id })}>{said(f.sentence)}</a>
              </li>
            ))}
          </ul>
        </>
      )}
    </article>
  );
}

export function AuthorityView() {
  const { book, state } = useShown();
  const governed = useMemo(() => governedBy(book), [book]);
  const rows = useMemo(
    () =>
      [...governed].map(([x, targets]) => {
        const contacts = contactsOf(book, x, targets);
        return {
          x,
          targets: targets.length - 1,
          contacts: contacts.length,
          units: new Set(contacts.map((c) => c.unit)).size,
          findings: book.findings.filter(
            (f) =>
              f.kind === "coordination_load" &&
              book.find("regions", f.region) === book.numbers("targets", "region")[x],
          ).length,
        };
      }),
    [book, governed],
  );
  const x = book.find("targets", state.t ?? "");
  const targets = governed.get(x);
  if (targets)
    return (
      <>
        <p>
          <a href={linkTo({ t: "" }, state)}>{t("all_authorities")}</a>
        </p>
        <Authority x={x} targets={targets} />
      </>
    );
  return (
    <>
      <h2>{t("authorities")}</h2>
      <DataTable
        caption={t("authorities_note")}
        file="local-governments"
        rows={rows}
        empty={t("no_authorities")}
        most={40}
        columns={[
          {
            name: t("authority"),
            value: (r) => book.name("targets", r.x),
            show: (r) => <a href={linkTo({ t: book.id("targets", r.x) }, state)}>{book.name("targets", r.x)}</a>,
          },
          { name: t("targets"), value: (r) => r.targets },
          { name: t("units"), value: (r) => r.units },
          { name: t("contacts"), value: (r) => r.contacts },
          { name: say("coordination_load"), value: (r) => r.findings },
        ]}
      />
    </>
  );
}
