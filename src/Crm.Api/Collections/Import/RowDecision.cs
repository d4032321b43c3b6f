using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Collections.PortfolioImports;
using Crm.Domain.Kernel;

namespace Crm.Api.Collections.Import;

/// <summary>What an import is for.</summary>
internal sealed record ImportContext(
    ImportId ImportId, CampaignId CampaignId, PortfolioId PortfolioId, string Country, string Creditor, Currency Currency, DateOnly CutOffDate, string Zone);

/// <summary>What a row comes to: its events by stream, and what it is counted as.</summary>
internal sealed record RowDecision(
    ResolvedRow Row, DebtorId DebtorId, IReadOnlyList<IEvent> DebtorEvents, IReadOnlyList<IEvent> AccountEvents, ImportCounts Counts, Refusal? Refusal)
{
    public bool Appends => DebtorEvents.Count > 0 || AccountEvents.Count > 0;

    public AccountId AccountId => Row.Obligation!.AccountId;

    /// <summary>Decides a row by the same commands that people give: register the debtor, add his contact data, place the account.</summary>
    public static RowDecision Of(ResolvedRow row, ImportContext import, BusinessMoment now, DebtorId debtorId, Debtor? debtor, DebtAccount? account)
    {
        var obligation = row.Obligation!;
        var place = PlaceAccountHandler.Handle(
            new(obligation.AccountId, debtorId, import.PortfolioId, import.CampaignId, import.Zone, import.Creditor, obligation.Reference, obligation.Balance,
                import.CutOffDate, obligation.CessionDate, obligation.OriginatorDays, now, import.ImportId),
            account);
        if (place.Refusal is { } refusal) return Refused(refusal);

        var events = new List<IEvent>();
        var register = RegisterDebtorHandler.Handle(
            new(debtorId, import.Country, obligation.DocumentType, obligation.DocumentNumber, obligation.FullName, import.CampaignId, import.ImportId), debtor);
        if (register.Refusal is { } notRegistered) return Refused(notRegistered);
        Take(register);
        foreach (var phone in obligation.Phones) Take(AddPhoneHandler.Handle(new(phone.Id, phone.Value, Source), debtor!));
        foreach (var email in obligation.Emails) Take(AddEmailHandler.Handle(new(email.Id, email.Value, Source), debtor!));
        foreach (var address in obligation.Addresses) Take(AddAddressHandler.Handle(new(address.Id, address.Value, obligation.City, Source), debtor!));
        return new(row, debtorId, events, place.Events, CountsOf(place, account, import.ImportId), null);

        // A datum the debtor's record refuses is left out: the obligation is what the row is about.
        void Take(Decision decision)
        {
            if (decision.Refusal is not null) return;
            foreach (var @event in decision.Events)
            {
                debtor = Debtor.Evolve(debtor, @event);
                events.Add(@event);
            }
        }

        RowDecision Refused(Refusal because) => new(row, debtorId, [], [], RowOutcome.Rejected, because);
    }

    private const string Source = "import";

    /// <summary>A row that this import did before it was killed counts as what it was then, not as unchanged.</summary>
    private static ImportCounts CountsOf(Decision place, DebtAccount? account, ImportId import) =>
        !place.Appends && account?.LastImport is { } last && last.ImportId == import
            ? last.Placed ? new(1, 1, 0, 0, 0) : new(1, 0, 1, 0, 0)
            : RowOutcome.Of(place);
}
