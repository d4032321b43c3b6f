using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Debtors;

/// <summary>Begins a debtor's record.</summary>
/// <param name="DebtorId">Derived at the edge from country, document type and number in their canonical forms.</param>
/// <param name="DocumentNumber">As typed; it is normalised and checked here too.</param>
public sealed record RegisterDebtor(
    DebtorId DebtorId, string Country, string DocumentType, string DocumentNumber, string FullName, CampaignId CampaignId, ImportId? ImportId = null);

public static class RegisterDebtorHandler
{
    public static Decision Handle(RegisterDebtor command, Debtor? debtor)
    {
        // The id is the document: whoever has it is registered, under whatever name and for whatever campaign.
        if (debtor is not null) return Decision.AlreadySo;

        var number = DocumentNumber.Normalize(command.Country, command.DocumentType, command.DocumentNumber);
        if (!number.IsValid) return Decision.Refuse(Contacts.Malformed("collections.document-malformed", number.Problem, "documentNumber"));
        if (PersonName.Normalize(command.FullName) is not { } name) return Decision.Refuse(PersonName.Missing);

        return Decision.Append(new DebtorRegistered(
            command.DebtorId, command.Country, DocumentNumber.NormalizeType(command.DocumentType), number.Value, name, command.CampaignId, command.ImportId));
    }
}
