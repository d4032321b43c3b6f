using System.Globalization;
using System.Text;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Collections;

/// <summary>
/// Finds a debtor by name, document or phone. What is searched is normalised by <see cref="SearchText"/>; a search normalises its words alike.
/// The whole row is personal: lists mask document and phone for those who may not see them, and erasure redacts it.
/// </summary>
public sealed class DebtorDirectory() : StreamProjection<DirectoryEntry>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } =
        [typeof(DebtorRegistered), typeof(DebtorNameCorrected), typeof(PhoneAdded), typeof(DebtorMerged), typeof(DebtorDocumentCorrected), typeof(SubjectErased)];

    public override DirectoryEntry? Evolve(DirectoryEntry? row, Recorded recorded) => recorded.Data switch
    {
        DebtorRegistered e => new(e.DebtorId, e.Country, e.DocumentType, e.DocumentNumber, e.FullName, e.CampaignId, Phones: [], PointsTo: null),
        _ when row is null => null,
        DebtorNameCorrected e => row with { FullName = e.NewName },
        PhoneAdded e => row with { Phones = [.. row.Phones.Where(phone => phone != e.Number), e.Number] },
        DebtorMerged e => row with { PointsTo = e.IntoDebtorId },
        DebtorDocumentCorrected e => row with { PointsTo = e.CorrectDebtorId },
        SubjectErased => row with { FullName = Erasure.Placeholder, DocumentNumber = Erasure.Placeholder, Phones = [] },
        _ => row,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("name_search", "nameSearch").Text("document_search", "documentSearch").Text("phone_search", "phoneSearch").Text("campaign_id", "campaignId")
        .Search("name_search").Search("document_search").Search("phone_search")
        .Index(["document_search"]).Index(["name_search", "id"]);
}

/// <param name="CampaignId">The campaign that registered him; others may have accounts of his too.</param>
/// <param name="Phones">E.164.</param>
/// <param name="PointsTo">The debtor this record was merged into or corrected to.</param>
public sealed record DirectoryEntry(
    DebtorId DebtorId, string Country, string DocumentType, string DocumentNumber, string FullName, CampaignId CampaignId, IReadOnlyList<string> Phones,
    DebtorId? PointsTo)
{
    // Nobody is found by having been erased.
    public string NameSearch => FullName == Erasure.Placeholder ? "" : SearchText.OfName(FullName);
    public string DocumentSearch => DocumentNumber == Erasure.Placeholder ? "" : SearchText.OfCode(DocumentNumber);
    public string PhoneSearch => string.Join(' ', Phones.Select(SearchText.OfCode));
}

/// <summary>Text as it is compared in searches.</summary>
public static class SearchText
{
    /// <summary>Lower case without accents, single spaces: <c>"  José  NÚÑEZ"</c> → <c>"jose nunez"</c>.</summary>
    public static string OfName(string? name)
    {
        var text = new StringBuilder();
        foreach (var c in (name ?? "").Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark) continue;
            if (!char.IsWhiteSpace(c)) text.Append(char.ToLowerInvariant(c));
            else if (text.Length > 0 && text[^1] != ' ') text.Append(' ');
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>Letters and digits only, upper case: <c>"1.020-304 k"</c> → <c>"1020304K"</c>.</summary>
    public static string OfCode(string? code) => string.Concat((code ?? "").Where(char.IsLetterOrDigit).Select(char.ToUpperInvariant));
}
