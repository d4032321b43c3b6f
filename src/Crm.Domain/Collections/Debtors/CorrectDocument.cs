using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Debtors;

/// <summary>The document was wrong. What belongs to the wrong record goes to the right one, which is begun if there is none.</summary>
/// <param name="CorrectDebtorId">Derived at the edge from the right document.</param>
public sealed record CorrectDocument(DebtorId CorrectDebtorId, string DocumentType, string DocumentNumber, string Reason);

public static class CorrectDocumentHandler
{
    /// <param name="correct">The record of the right document, if there is one.</param>
    /// <param name="accounts">Every account of <paramref name="debtor"/>.</param>
    public static Decision Handle(CorrectDocument command, Debtor debtor, Debtor? correct, IReadOnlyList<DebtAccount> accounts)
    {
        if (debtor.MovedTo == command.CorrectDebtorId) return Decision.AlreadySo;
        if (Moving.Refuse(debtor, command.CorrectDebtorId, correct, command.Reason) is { } refusal) return refusal;

        var number = DocumentNumber.Normalize(debtor.Country, command.DocumentType, command.DocumentNumber);
        if (!number.IsValid) return Decision.Refuse(Contacts.Malformed("collections.document-malformed", number.Problem, "documentNumber"));

        IReadOnlyList<IEvent> begun = correct is not null ? [] :
        [
            new DebtorRegistered(
                command.CorrectDebtorId, debtor.Country, DocumentNumber.NormalizeType(command.DocumentType), number.Value, debtor.FullName, debtor.CampaignId),
        ];
        return Decision.Append(new DebtorDocumentCorrected(debtor.Id, command.CorrectDebtorId, command.Reason.Trim()))
            .And<Debtor>(command.CorrectDebtorId.Value, [.. begun, .. Moving.Carried(debtor, command.CorrectDebtorId, correct, "correction")])
            .WithAccounts(accounts, debtor.Id, command.CorrectDebtorId, command.Reason);
    }
}
