using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Tickets;

namespace Crm.Api.Privacy;

/// <summary>A person's file as a page he can read and print, in Spanish or English, that needs nothing from anywhere.</summary>
public static class SubjectPage
{
    private static readonly Dictionary<string, string> Spanish = new()
    {
        ["Personal data file"] = "Expediente de datos personales",
        ["Made at"] = "Emitido el",
        ["Who you are to us"] = "Quién es usted para nosotros",
        ["Name"] = "Nombre",
        ["Document"] = "Documento",
        ["Phones"] = "Teléfonos",
        ["E-mails"] = "Correos",
        ["Addresses"] = "Direcciones",
        ["Accounts"] = "Obligaciones",
        ["Reference"] = "Referencia",
        ["Balance"] = "Saldo",
        ["Contacts"] = "Contactos",
        ["When"] = "Cuándo",
        ["Outcome"] = "Resultado",
        ["Notes"] = "Notas",
        ["Promises"] = "Promesas",
        ["Due on"] = "Vence el",
        ["Amount"] = "Valor",
        ["Agreements"] = "Acuerdos",
        ["Payments"] = "Pagos",
        ["Value date"] = "Fecha valor",
        ["State"] = "Estado",
        ["Next contacts"] = "Próximos contactos",
        ["Sales"] = "Ventas",
        ["Number"] = "Número",
        ["Plan"] = "Plan",
        ["Promised calls"] = "Llamadas prometidas",
        ["Lead bases"] = "Bases de clientes potenciales",
        ["Requests"] = "Solicitudes",
        ["You"] = "Usted",
        ["We"] = "Nosotros",
        ["Files"] = "Archivos",
        ["Everything that was recorded"] = "Todo lo que se registró",
        ["What"] = "Qué",
        ["Who"] = "Quién",
        ["Who read your data"] = "Quién leyó sus datos",
        ["The system"] = "El sistema",
        ["What keeps us from erasing it"] = "Qué impide borrarlos",
        ["Nothing"] = "Nada",
    };

    public static string Of(SubjectFile file, string language)
    {
        var spanish = language == "es";
        var culture = CultureInfo.GetCultureInfo(spanish ? "es-CO" : "en-GB");
        string T(string text) => spanish ? Spanish[text] : text;
        string At(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        string Sum(Money money) => $"{money.Amount.ToString("N2", culture)} {money.Currency.Code}";

        var page = new StringBuilder($"<!doctype html>\n<html lang=\"{(spanish ? "es" : "en")}\"><head><meta charset=\"utf-8\"><title>{H(T("Personal data file"))}</title></head><body>\n");
        page.Append(CultureInfo.InvariantCulture, $"<h1>{H(T("Personal data file"))}</h1>\n<p>{H(T("Made at"))}: {H(At(file.MadeAt))} · {file.Standing.SubjectId}</p>\n");
        if (file.Debtor is { } debtor)
        {
            Rows(page, T("Who you are to us"), [T("Name"), T("Document"), T("Phones"), T("E-mails"), T("Addresses")], [[
                string.Join(", ", debtor.FormerNames.Prepend(debtor.FullName)), $"{debtor.DocumentType} {debtor.DocumentNumber}", string.Join(", ", debtor.Phones.Select(phone => phone.Number)),
                string.Join(", ", debtor.Emails.Select(email => email.Email)), string.Join("; ", debtor.Addresses.Select(address => $"{address.Address} {address.City}".Trim()))]]);
        }

        if (file.Requester is { } requester)
            Rows(page, T("Who you are to us"), [T("Name"), T("Phones"), T("E-mails")], [[requester.FullName, requester.Phone ?? "", requester.Email ?? ""]]);
        if (file.Sales is [.., var sale] && file.Debtor is null)
        {
            Rows(page, T("Who you are to us"), [T("Name"), T("Document"), T("Phones"), T("Addresses")], [[
                sale.Details.FullName, $"{sale.Terms.DocumentType} {sale.Details.DocumentNumber}", string.Join(", ", new[] { sale.Details.LegalizationPhone, sale.Details.NumberToPort }.OfType<string>()),
                sale.Details.InstallationAddress ?? ""]]);
        }

        Rows(page, T("Accounts"), [T("Reference"), T("Balance")], file.Accounts.Select(row => new[] { row.Reference, Sum(row.Balance) }));
        Rows(page, T("Contacts"), [T("When"), T("Outcome"), T("Notes")], file.Attempts.Select(row => new[] { At(row.At), $"{row.Channel}: {row.Disposition}", row.Notes ?? "" }));
        Rows(page, T("Promises"), [T("Due on"), T("Amount"), T("State")], file.Promises.Select(row => new[] { row.DueOn.ToString("O", CultureInfo.InvariantCulture), Sum(row.Promised), row.Outcome.ToString() }));
        Rows(page, T("Agreements"), [T("When"), T("Amount"), T("State")], file.Agreements.Select(row => new[] { row.SignedOn?.ToString("O", CultureInfo.InvariantCulture) ?? "", Sum(row.Agreed), row.State.ToString() }));
        Rows(page, T("Payments"), [T("Value date"), T("Amount"), T("State")], file.Payments.Select(row => new[] { row.ValueDate.ToString("O", CultureInfo.InvariantCulture), Sum(row.Amount), row.State.ToString() }));
        Rows(page, T("Next contacts"), [T("When"), T("State"), T("Notes")], file.FollowUps.Select(row => new[] { At(row.DueAt), row.State.ToString(), row.Note ?? "" }));
        Rows(page, T("Sales"), [T("When"), T("Number"), T("Plan"), T("Name"), T("Document"), T("Phones"), T("State"), T("Notes")], file.Sales.Select(row => new[]
        {
            At(row.Timeline[0].At), row.Number, row.Plan.Terms.Name, row.Details.FullName, $"{row.Terms.DocumentType} {row.Details.DocumentNumber}",
            string.Join(", ", new[] { row.Details.LegalizationPhone, row.Details.NumberToPort }.OfType<string>()), row.State.ToString(),
            string.Join("; ", row.Timeline.Select(step => step.Text).Prepend(row.Details.Note).OfType<string>()),
        }));
        Rows(page, T("Promised calls"), [T("When"), T("Name"), T("Phones"), T("State"), T("Notes")], file.Callbacks.Select(row => new[]
        {
            At(row.Callback.DueAt), row.Callback.ProspectName, row.Callback.Phone, row.Callback.State.ToString(), string.Join("; ", row.History.Select(entry => entry.Note).OfType<string>()),
        }));
        Rows(page, T("Lead bases"), [T("When"), T("Name"), T("Document"), T("Number"), T("Phones"), T("Addresses")], file.Leads.Select(row => new[]
        {
            At(row.AddedAt), row.FullName ?? "", $"{row.DocumentType} {row.DocumentNumber}".Trim(), row.RegistrationNumber ?? "", string.Join(", ", row.Phones), $"{row.Address} {row.Neighborhood}".Trim(),
        }));
        Rows(page, T("Requests"), [T("When"), T("Number"), T("Who"), T("What")], file.Tickets.SelectMany(row => row.Words
            .Select(word => new[] { At(word.At), row.Number, word.Author is CommentAuthor.Requester ? T("You") : T("We"), word.Text ?? word.Kind.ToString() })
            .Prepend([At(row.OpenedAt), row.Number, T("You"), $"{row.Subject}: {row.Description}"])));
        Rows(page, T("Files"), [T("When"), T("Name"), T("What")], file.Attachments.Select(row => new[] { At(row.AttachedAt), row.FileName, row.MediaType }));
        Rows(page, T("Everything that was recorded"), [T("When"), T("What"), T("Who")], file.Events.Select(row => new[] { At(row.At), row.Text, row.Actor ?? T("The system") }));
        Rows(page, T("Who read your data"), [T("When"), T("What"), T("Who")], file.Reads.Select(row => new[] { At(row.At), row.Kind, row.Actor ?? T("The system") }));
        Rows(page, T("What keeps us from erasing it"), [T("What"), T("When")],
            file.Standing.Grounds.Select(row => new[] { row.Reason, row.Until?.ToString("O", CultureInfo.InvariantCulture) ?? "" }).DefaultIfEmpty([T("Nothing"), ""]));
        return page.Append("</body></html>\n").ToString();
    }

    private static void Rows(StringBuilder page, string title, IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        var lines = rows.ToList();
        if (lines.Count == 0) return;
        page.Append("<h2>").Append(H(title)).Append("</h2>\n<table><thead><tr>");
        foreach (var head in heads) page.Append("<th scope=\"col\">").Append(H(head)).Append("</th>");
        page.Append("</tr></thead><tbody>\n");
        foreach (var line in lines)
        {
            page.Append("<tr>");
            foreach (var cell in line) page.Append("<td>").Append(H(cell)).Append("</td>");
            page.Append("</tr>\n");
        }

        page.Append("</tbody></table>\n");
    }

    // Everything a person ever typed goes through here.
    private static string H(string text) => HtmlEncoder.Default.Encode(text);
}
