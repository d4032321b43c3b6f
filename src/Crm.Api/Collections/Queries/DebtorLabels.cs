using Crm.Api.Queries;
using Crm.Api.Replay;
using Crm.Domain.Kernel;
using Crm.Projections.Collections;

namespace Crm.Api.Collections.Queries;

/// <summary>Who a row is about, for a person who reads a list.</summary>
/// <param name="Document">Type and number; masked for who may not see personal data.</param>
public sealed record DebtorLabel(DebtorId DebtorId, string Name, string Document)
{
    internal static DebtorLabel Of(DirectoryEntry entry, bool maySee) => new(
        entry.DebtorId, maySee ? entry.FullName : Masked.Name(entry.FullName), $"{entry.DocumentType} {(maySee ? entry.DocumentNumber : Masked.Number(entry.DocumentNumber))}");
}

/// <summary>Names and documents for the rows of a page, in one question.</summary>
public sealed class DebtorLabels(ViewReader views)
{
    /// <returns>The label of a debtor, for who may see his personal data or not.</returns>
    public async Task<Func<DebtorId, bool, DebtorLabel>> For(IEnumerable<DebtorId> debtors, CancellationToken ct)
    {
        var entries = await views.FindMany<DebtorDirectory, DirectoryEntry>([.. debtors.Select(debtor => debtor.Value)], ct);
        return (debtor, maySee) => entries.TryGetValue(debtor.Value, out var entry)
            ? DebtorLabel.Of(entry, maySee)
            : new DebtorLabel(debtor, PersonalData.Hidden, PersonalData.Hidden);
    }
}

/// <summary>Personal data as shown to who may not see it: enough to tell two rows apart, not to recognise a person.</summary>
public static class Masked
{
    /// <summary>Initials: <c>"María Ríos"</c> → <c>"M. R."</c>.</summary>
    public static string Name(string name) =>
        string.Join(' ', name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(4).Select(word => $"{char.ToUpperInvariant(word[0])}."));

    /// <summary>The last three characters: <c>"•••050"</c>; of a short number nothing.</summary>
    public static string Number(string number) => number.Length > 5 ? PersonalData.Hidden + number[^3..] : PersonalData.Hidden;

    /// <summary>The last two digits: <c>"•••67"</c>.</summary>
    public static string Phone(string number) => number.Length > 5 ? PersonalData.Hidden + number[^2..] : PersonalData.Hidden;

    /// <summary>The first letter and the domain: <c>"m•••@example.com"</c>.</summary>
    public static string Email(string email) =>
        email.IndexOf('@', StringComparison.Ordinal) is > 0 and var at ? email[0] + PersonalData.Hidden + email[at..] : PersonalData.Hidden;
}
